package org.spinecds.decision;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the guideline says of one patient and order. Names and codes are those of the assessment that callers may ask
 * for; doses are in Gy, equivalent doses in Gy EQD2 at alpha/beta 2, intervals in whole months. Absent means unknown.
 *
 * @param governingLevel the level options and referral speak of; null when nothing is assessed
 * @param levels every level evaluated, from cranial to caudal
 * @param missing assessments an option would need
 * @param problems {@code CODE:course} of what is missing or contradictory in the record of a course or plan
 * @param proposedConventionalCumulativeEqd2Gy prior dose and proposed conventional plan together
 * @param cards which cards are shown, in order
 * @param treatment a plan is proposed, or radiotherapy or spine surgery is ordered
 * @param doseReasons what gives the dose card its indicator, the gravest first
 * @param summedUp the cards that the one card of an opened chart sums up
 * @param unknownOrderCodes the codes of orders that no value set knows
 * @param notRead assessments on file that no rule can use
 * @param cautions what calls for caution before any number is used
 * @param caveats what is said beside numbers and options
 * @param findings what the dose card says of each level, and the level its summary speaks of
 * @param advice what may be drafted for the clinician; nothing of it is done unasked
 * @param answers all that the rules answer, by its names
 */
public record Assessment(
        Trigger trigger,
        @Nullable String governingLevel,
        List<LevelAssessment> levels,
        List<String> missing,
        List<String> problems,
        List<CourseProblem> courseProblems,
        @Nullable BigDecimal proposedConventionalCumulativeEqd2Gy,
        List<CardNeed> cards,
        List<Course> courses,
        @Nullable Plan proposedPlan,
        @Nullable Emergency emergency,
        List<FormerFact> formerFacts,
        @Nullable Scope scope,
        List<LevelFinding> findings,
        @Nullable String headlineLevel,
        boolean treatment,
        List<ReasonAt> doseReasons,
        @Nullable SurgicalFindings surgicalFindings,
        List<LevelFact> levelFacts,
        List<Option> options,
        @Nullable Lead lead,
        @Nullable Referral referral,
        List<String> scenarios,
        @Nullable Derived derived,
        List<CardNeed> summedUp,
        List<Coding> unknownOrderCodes,
        List<NotRead> notRead,
        List<String> cautions,
        List<Caveat> caveats,
        Background background,
        Advice advice,
        AnswerTree answers) {

    /** The name of the answer that says which cards are shown. */
    public static final String CARDS = "Cards";

    /** The name of the answer that says which cards the one of an opened chart sums up. */
    public static final String SUMMED_UP = "Cards Summed Up";

    public Assessment {
        levels = List.copyOf(levels);
        missing = List.copyOf(missing);
        problems = List.copyOf(problems);
        courseProblems = List.copyOf(courseProblems);
        cards = List.copyOf(cards);
        courses = List.copyOf(courses);
        formerFacts = List.copyOf(formerFacts);
        doseReasons = List.copyOf(doseReasons);
        levelFacts = List.copyOf(levelFacts);
        unknownOrderCodes = List.copyOf(unknownOrderCodes);
        findings = List.copyOf(findings);
        options = List.copyOf(options);
        scenarios = List.copyOf(scenarios);
        summedUp = List.copyOf(summedUp);
        notRead = List.copyOf(notRead);
        cautions = List.copyOf(cautions);
        caveats = List.copyOf(caveats);
    }

    /**
     * The assessment that the answers of the rules make.
     *
     * @throws IllegalArgumentException when they have another shape
     */
    public static Assessment of(AnswerTree answers) {
        Reading reading = new Reading(answers);
        return new Assessment(
                reading.required("Trigger", Trigger.class),
                answers.at("Governing Level").text(),
                reading.list("Assessed Levels", LevelAssessment.class),
                answers.at("Missing").texts(),
                answers.at("Problems").texts(),
                reading.list("Course Problems", CourseProblem.class),
                reading.optional("Proposed Conventional Cumulative Dose", BigDecimal.class),
                reading.list(CARDS, CardNeed.class),
                reading.list("Courses", Course.class),
                reading.optional("Proposed Plan", Plan.class),
                reading.optional("Emergency", Emergency.class),
                reading.list("Facts That No Longer Hold", FormerFact.class),
                reading.optional("Scope", Scope.class),
                reading.list("Level Findings", LevelFinding.class),
                answers.at("Headline Level").text(),
                answers.at("Is Treatment").isSaid(),
                reading.list("Dose Reasons", ReasonAt.class),
                reading.optional("Surgical Findings", SurgicalFindings.class),
                reading.list("Level Facts", LevelFact.class),
                reading.list("Options", Option.class),
                reading.optional("Lead", Lead.class),
                reading.optional("Referral", Referral.class),
                answers.at("Scenarios").texts(),
                reading.optional("Derived", Derived.class),
                reading.list(SUMMED_UP, CardNeed.class),
                reading.list("Unknown Order Codes", Coding.class),
                reading.list("Assessments Not Read", NotRead.class),
                answers.at("Cautions").texts(),
                reading.list("Caveats", Caveat.class),
                new Background(
                        reading.list("Criteria", Criterion.class),
                        reading.list("Evidence", EvidenceRow.class),
                        reading.optional("NOMS", Noms.class),
                        reading.optional("Fracture Risk", FractureRisk.class),
                        reading.optional("Local Progression", LocalProgression.class),
                        reading.optional("Team", Team.class),
                        answers.at("Goals Of Care").texts(),
                        reading.required("Steroid Policy", String.class)),
                Objects.requireNonNullElse(reading.optional("Advice", Advice.class), Advice.NONE),
                answers);
    }

    /** Named answers as records. */
    private record Reading(AnswerTree answers) {

        <T> T required(String name, Class<T> type) {
            T answer = optional(name, type);
            if (answer == null) {
                throw new IllegalArgumentException("There is no answer " + name);
            }
            return answer;
        }

        <T> @Nullable T optional(String name, Class<T> type) {
            Object plain = answers.at(name).plain();
            return plain == null ? null : AnswerReader.read(plain, type);
        }

        <T> List<T> list(String name, Class<T> type) {
            return AnswerReader.readList(answers.at(name).plain(), type);
        }
    }

    /** Whether the order calls for cards, and the gate that decided it. */
    public record Trigger(boolean cards, String reason) {}

    /** A code, and the levels at which it holds; none where it belongs to the patient. */
    public record ReasonAt(String code, List<String> levels) {

        public ReasonAt {
            levels = List.copyOf(levels);
        }
    }

    /** A range of doses or shares; null is not known. */
    public record Range(@Nullable BigDecimal lo, @Nullable BigDecimal hi) {}

    /** A card to show. */
    public record CardNeed(String kind, String indicator) {}

    /**
     * Possible or confirmed compression of the cord, or an abscess beside it.
     *
     * @param reasons all that hold
     * @param levels the vertebral levels it is named with; empty where none is known
     * @param postoperative a sign that is expected after the operation it follows
     * @param onlyGrade the epidural grade is its only reason
     * @param intactAtGrade neurology is recorded as intact beside that grade
     * @param steroidsOffered a reason stands that makes corticosteroid offered
     * @param infection an infection is on file, which comes before any corticosteroid
     */
    public record Emergency(
            List<String> reasons,
            List<String> levels,
            String indicator,
            boolean postoperative,
            boolean onlyGrade,
            boolean intactAtGrade,
            boolean steroidsOffered,
            boolean infection,
            List<Sign> signs) {

        public Emergency {
            reasons = List.copyOf(reasons);
            levels = List.copyOf(levels);
            signs = List.copyOf(signs);
        }
    }

    /** What may be a sign of compression, in the words of the record. */
    public record Sign(
            @Nullable String name,
            List<String> categories,
            @Nullable String code,
            @Nullable String recordedOn,
            boolean ordered) {

        public Sign {
            categories = List.copyOf(categories);
        }
    }

    /**
     * What asks for a spine surgeon.
     *
     * @param intermediate SINS that asks for an opinion and is no strong reason
     * @param contradictsGrade compression is documented, and the grade on file is low
     */
    public record SurgicalFindings(List<ReasonAt> reasons, List<SinsAt> intermediate, boolean contradictsGrade) {

        public SurgicalFindings {
            intermediate = List.copyOf(intermediate);
            reasons = List.copyOf(reasons);
        }
    }

    /** A SINS in words, at the level it counts. */
    public record SinsAt(String level, String sins) {}

    /** The epidural grade and the SINS that count at a level; null is not known. */
    public record LevelFact(String level, @Nullable String bilsky, @Nullable Integer sins) {}

    /** A problem with the record of one course. */
    public record CourseProblem(String course, String code, String problem) {}

    /**
     * A course as cards name it.
     *
     * @param ended its last day, as exactly as it is known
     * @param running that day may be yet to come
     * @param systemic an unsealed radionuclide
     * @param history known only as irradiation in the history
     */
    public record Course(
            String id,
            String technique,
            @Nullable BigDecimal gy,
            @Nullable Integer fractions,
            @Nullable String ended,
            boolean running,
            boolean systemic,
            boolean history) {}

    /** The proposed plan; {@code state} says whether its dose could be read. */
    public record Plan(
            String id,
            String kind,
            String technique,
            boolean treatedAsSBRT,
            boolean levelsKnown,
            String state,
            @Nullable BigDecimal gy,
            @Nullable Integer fractions,
            @Nullable BigDecimal prescriptionEqd2) {}

    /** A recorded fact that no longer holds, with the day it was recorded. */
    public record FormerFact(String fact, @Nullable String value, @Nullable String recordedOn, String standing) {}

    /**
     * An assessment on file that no rule can use.
     *
     * @param fault why it is not read
     * @param element the element to mend
     * @param found what is there
     */
    public record NotRead(String fact, String fault, String resource, String element, @Nullable String found) {}

    /** What puts the patient outside the source. */
    public record Scope(boolean under18, boolean excludedDisease) {}

    /**
     * The finding the dose card opens a level with.
     *
     * @param complyingGy the thecal sac dose that would fit in the planned number of fractions
     * @param withPlanEqd2Gy prior dose and plan together; null without a readable plan here
     * @param shareOfPlan share of the planned SBRT in that sum
     * @param allSbrtRatio share of all SBRT, earlier courses with it, in the cumulative dose
     * @param usesSurrogate a prescription stands in for a thecal sac maximum
     * @param ratioIsExtrapolated the prior dose is so low that the ratio rule is an extrapolation
     * @param scheduleNotInTable3 the proposed schedule heads no column of Table 3
     * @param judged the plan or order is tested here, or next to it
     * @param fails the plan breaks a limit here
     * @param uncertain a check or the prior dose is not known for certain here
     * @param specialWithPlanEqd2 prior dose and plan together, for a technique HyTEC does not apply to
     * @param intervalMetOn the first day on which the interval is long enough; null while a course is running or its end is not known
     */
    public record LevelFinding(
            String level,
            String finding,
            @Nullable BigDecimal complyingGy,
            @Nullable BigDecimal ceilingEqd2,
            @Nullable Range withPlanEqd2Gy,
            @Nullable Range shareOfPlan,
            @Nullable BigDecimal allSbrtRatio,
            boolean usesSurrogate,
            boolean ratioIsExtrapolated,
            boolean scheduleNotInTable3,
            boolean judged,
            boolean fails,
            boolean uncertain,
            @Nullable BigDecimal specialWithPlanEqd2,
            @Nullable String intervalMetOn) {}

    /**
     * What the headline of options says.
     *
     * @param code what leads: an offer, something to consider, or why nothing does
     * @param options that lead
     * @param failing levels at which the plan breaks a limit
     */
    public record Lead(String code, List<String> options, List<String> failing) {

        public Lead {
            options = List.copyOf(options);
            failing = List.copyOf(failing);
        }
    }

    /** One option and why it stands as it does. */
    public record Option(String key, String status, List<String> reasons) {

        public Option {
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * Whether to refer to a specialised centre: recommended if any firm reason, else conditional if any.
     *
     * @param levels the reasons that levels give, with those levels
     */
    public record Referral(String status, List<String> recommended, List<String> conditional, List<ReasonAt> levels) {

        public Referral {
            recommended = List.copyOf(recommended);
            conditional = List.copyOf(conditional);
            levels = List.copyOf(levels);
        }
    }

    /** What the rules made of the assessments on file; null is not known. */
    public record Derived(
            String survivalClass,
            String escc,
            @Nullable Integer sins,
            @Nullable String sinsClass,
            @Nullable Integer ecog,
            @Nullable String infection,
            String recurrence) {}

    /** What qualifies a number or an option, the card it stands on, and the course or value it speaks of. */
    public record Caveat(String card, String code, @Nullable String subject) {}

    /**
     * What the source asks to be known of the patient, and what stands behind the options.
     *
     * @param criteria Table 1, criterion by criterion; empty where nothing is assessed
     * @param goalsOfCare as written down; never interpreted
     * @param steroidPolicy the site's own words; empty unless configured
     */
    public record Background(
            List<Criterion> criteria,
            List<EvidenceRow> evidence,
            @Nullable Noms noms,
            @Nullable FractureRisk fractureRisk,
            @Nullable LocalProgression localProgression,
            @Nullable Team team,
            List<String> goalsOfCare,
            String steroidPolicy) {

        public Background {
            criteria = List.copyOf(criteria);
            evidence = List.copyOf(evidence);
            goalsOfCare = List.copyOf(goalsOfCare);
        }
    }

    /** One criterion of Table 1; {@code who} can supply it. */
    public record Criterion(String id, @Nullable String value, boolean known, String who) {}

    /** A row of evidence, and the open options it stands behind. */
    public record EvidenceRow(String id, List<String> options) {

        public EvidenceRow {
            options = List.copyOf(options);
        }
    }

    /** The NOMS classes; {@code path} is null where one of the first two is not known. */
    public record Noms(
            String neurologic, String oncologic, String mechanical, String systemic, @Nullable String path) {}

    /** The risk of a vertebral fracture after SBRT; dose per fraction in Gy where a plan tells it. */
    public record FractureRisk(
            @JsonProperty("class") String risk,
            List<String> factors,
            boolean highDosePerFraction,
            @Nullable BigDecimal perFractionGy) {

        public FractureRisk {
            factors = List.copyOf(factors);
        }
    }

    /** Whether the disease progressed at the site: yes, no or unknown, and the signs of it. */
    public record LocalProgression(String answer, List<String> signs) {

        public LocalProgression {
            signs = List.copyOf(signs);
        }
    }

    /** The roles of the minimum spine tumour team that a care team documents, and those none does. */
    public record Team(List<String> documented, List<String> missing) {

        public Team {
            documented = List.copyOf(documented);
            missing = List.copyOf(missing);
        }
    }

    /**
     * What may be drafted, and what all drafts are for.
     *
     * @param diagnosis as the record codes it; null where none is on file
     * @param metastases references of the Conditions behind the drafts
     * @param level the vertebral level they speak of; null where it is not known
     * @param levelCode its SNOMED CT code
     * @param showsDoses whether a draft may name a dose: not for a child, nor for disease outside the source
     */
    public record Advice(
            @Nullable Diagnosis diagnosis,
            List<String> metastases,
            @Nullable String level,
            @Nullable String levelCode,
            boolean showsDoses,
            List<Suggestion> suggestions) {

        /** Nothing to draft. */
        public static final Advice NONE = new Advice(null, List.of(), null, null, false, List.of());

        public Advice {
            metastases = List.copyOf(metastases);
            suggestions = List.copyOf(suggestions);
        }
    }

    /** A diagnosis in the words and codes of the record. */
    public record Diagnosis(@Nullable String text, List<Coding> codings) {

        public Diagnosis {
            codings = List.copyOf(codings);
        }
    }

    /** A coding of the record; {@code system} and {@code display} may be missing there. */
    public record Coding(@Nullable String system, String code, @Nullable String display) {}

    /**
     * Something that may be drafted with one click.
     *
     * @param key names its draft
     * @param card the kind of card it stands on
     * @param urgency a FHIR request priority
     * @param recommended whether the source asks for it firmly
     * @param subject the course or order it is about; null where it is about the patient
     * @param references of the record's resources that stand behind it, such as {@code Procedure/c1}
     * @param name the key, with the subject behind a slash
     */
    public record Suggestion(
            String key,
            String card,
            String urgency,
            boolean recommended,
            @Nullable String subject,
            List<Reason> reasons,
            List<String> references,
            String name) {

        public Suggestion {
            reasons = List.copyOf(reasons);
            references = List.copyOf(references);
        }
    }

    /** A code, and the group of words it is put into words by. */
    public record Reason(String words, String code) {}
}

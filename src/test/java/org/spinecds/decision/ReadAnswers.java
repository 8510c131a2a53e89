package org.spinecds.decision;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The answers of the rules as records, so that tests can compute with them. A record that has no gap refuses one. */
public record ReadAnswers(Assessment assessment) {

    public AnswerTree answers() {
        return assessment.answers();
    }

    public Assessment.Trigger trigger() {
        return assessment.trigger();
    }

    public List<Assessment.CardNeed> cards() {
        return assessment.cards();
    }

    public List<String> problems() {
        return assessment.problems();
    }

    public List<LevelAssessment> levels() {
        return list("Assessed Levels", LevelAssessment.class);
    }

    public @Nullable String headlineLevel() {
        return answers().at("Headline Level").text();
    }

    public List<String> missing() {
        return answers().at("Missing").texts();
    }

    public List<String> scenarios() {
        return answers().at("Scenarios").texts();
    }

    public List<String> cautions() {
        return answers().at("Cautions").texts();
    }

    public List<LevelFinding> findings() {
        return list("Level Findings", LevelFinding.class);
    }

    public List<ReasonAt> doseReasons() {
        return list("Dose Reasons", ReasonAt.class);
    }

    public List<Option> options() {
        return list("Options", Option.class);
    }

    public List<Course> courses() {
        return list("Courses", Course.class);
    }

    public List<Caveat> caveats() {
        return list("Caveats", Caveat.class);
    }

    public List<FormerFact> formerFacts() {
        return list("Facts That No Longer Hold", FormerFact.class);
    }

    public List<NotRead> notRead() {
        return list("Assessments Not Read", NotRead.class);
    }

    public List<EvidenceRow> evidence() {
        return list("Evidence", EvidenceRow.class);
    }

    public @Nullable Plan proposedPlan() {
        return optional("Proposed Plan", Plan.class);
    }

    public @Nullable Emergency emergency() {
        return optional("Emergency", Emergency.class);
    }

    public @Nullable SurgicalFindings surgicalFindings() {
        return optional("Surgical Findings", SurgicalFindings.class);
    }

    public @Nullable Referral referral() {
        return optional("Referral", Referral.class);
    }

    public Derived derived() {
        return Objects.requireNonNull(optional("Derived", Derived.class));
    }

    /** Whether the patient is a child. */
    public boolean isChild() {
        return answers().at("Scope.under18").isSaid();
    }

    /** Whether the source does not cover the patient. */
    public boolean isOutOfScope() {
        return isChild() || answers().at("Scope.excludedDisease").isSaid();
    }

    private <T> List<T> list(String name, Class<T> type) {
        return AnswerReader.readList(answers().at(name).plain(), type);
    }

    private <T> @Nullable T optional(String name, Class<T> type) {
        Object plain = answers().at(name).plain();
        return plain == null ? null : AnswerReader.read(plain, type);
    }

    /** One option and why it stands as it does. */
    public record Option(String key, String status, List<String> reasons) {}

    /** A code, and the levels at which it holds; none where it belongs to the patient. */
    public record ReasonAt(String code, List<String> levels) {}

    /** What the dose card says of a level. */
    public record LevelFinding(String level, String finding, boolean fails) {}

    /** A course as cards name it. */
    public record Course(String id, @Nullable BigDecimal gy, @Nullable Integer fractions, @Nullable String ended) {}

    /** What qualifies a number or an option. */
    public record Caveat(String card, String code, @Nullable String subject) {}

    /** A recorded fact that no longer holds. */
    public record FormerFact(String fact, @Nullable String value, @Nullable String recordedOn, String standing) {}

    /** An assessment on file that no rule can use. */
    public record NotRead(String fact, String fault, String resource, String element, @Nullable String found) {}

    /** A row of evidence, and the open options it stands behind. */
    public record EvidenceRow(String id, List<String> options) {}

    /** The proposed plan; {@code state} says whether its dose could be read. */
    public record Plan(String id, String kind, String state) {}

    /** The emergency, with the levels it is named with. */
    public record Emergency(List<String> reasons, List<String> levels) {}

    /** What asks for a spine surgeon. */
    public record SurgicalFindings(List<ReasonAt> reasons, List<SinsAt> intermediate) {}

    /** A SINS in words, at the level it counts. */
    public record SinsAt(String level, String sins) {}

    /** The reasons to refer. */
    public record Referral(String status, List<String> recommended, List<String> conditional, List<ReasonAt> levels) {}

    /** What the rules made of the assessments on file. */
    public record Derived(
            String survivalClass,
            String escc,
            @Nullable Integer sins,
            @Nullable String sinsClass,
            @Nullable Integer ecog,
            @Nullable String infection,
            String recurrence) {}
}

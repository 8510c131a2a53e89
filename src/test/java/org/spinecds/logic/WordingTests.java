package org.spinecds.logic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spinecds.content.Content;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every code the assessment may hold (fhir-contract, section 3) has words, before a card has to show it. */
class WordingTests {

    private static final Path CARDS = Path.of("cds-hooks/cards");
    private static final JsonNode PHRASES =
            JsonMapper.builder().build().readTree(StoredKnowledge.text(CARDS.resolve("phrases.json")));
    private static final Pattern FINDING = Pattern.compile("\\b(?:then|else) '([A-Z_]+)'");
    private static final Pattern SENTENCE = Pattern.compile("\\{\\{#finding\\.([A-Z_]+)}}");

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "problem, DOSE_UNIT_MISSING DOSE_IMPLAUSIBLE TECHNIQUE_DOSE_MISMATCH DELIVERED_EXCEEDS_PLANNED END_BEFORE_START"
                + " END_AFTER_PLANNED END_DATE_MISSING PRIOR_DOSE_UNKNOWN FRACTIONS_MISSING FIELD_UNKNOWN"
                + " THECAL_SAC_DOSE_REQUIRED DELIVERED_DOSE_UNKNOWN NON_UNIFORM_FRACTIONATION EQD2_CONTRADICTS"
                + " PLAN_LEVEL_UNKNOWN",
        "mend, DOSE_UNIT_MISSING DOSE_IMPLAUSIBLE TECHNIQUE_DOSE_MISMATCH DELIVERED_EXCEEDS_PLANNED END_BEFORE_START"
                + " END_AFTER_PLANNED END_DATE_MISSING PRIOR_DOSE_UNKNOWN FRACTIONS_MISSING FIELD_UNKNOWN"
                + " THECAL_SAC_DOSE_REQUIRED DELIVERED_DOSE_UNKNOWN NON_UNIFORM_FRACTIONATION EQD2_CONTRADICTS"
                + " PLAN_LEVEL_UNKNOWN",
        "missing, expectedSurvival bilsky sins performanceStatus",
        "flag, PRIOR_SBRT PRIOR_PRDR PRIOR_BRACHYTHERAPY PRIOR_RADIONUCLIDE PRIOR_PARTICLE MULTIPLE_PRIOR_COURSES"
                + " PRIOR_EQD2_BELOW_30 PRIOR_EQD2_ABOVE_50 TECHNIQUE_ASSUMED_CONVENTIONAL MARGINAL_FAILURE PAEDIATRIC"
                + " NO_THECAL_SAC_AT_LEVEL STRUCTURE_NOT_EQUIVALENT",
        "relation, in-field marginal unknown out-of-field no-prior-radiotherapy",
        "basis, reported-eqd2 reported-eqd2-upper-bound thecal-sac-dmax thecal-sac-dmax-upper-bound"
                + " prescription-surrogate prescription-surrogate-upper-bound planned-upper-bound systemic unknown",
        "status, within exceeds NA NA-by-analogy",
        "binding, C1_CUMULATIVE C2_SBRT_MAX C3_RATIO",
        "checkShort, C1 C2 C3 C4 DE_NOVO",
        "scenario, S1 S2 S3",
        "referral, NEAR_CORD_TOLERANCE TOLERANCE_UNKNOWN ADVANCED_RADIOTHERAPY COMPLEX_SURGERY_MULTIPLE_PRIOR"
                + " ADVANCED_MIS THIRD_COURSE PAEDIATRIC",
        "option, CONV_8_1 CONV_20_5 CONV_PROLONGED HYPERFRACTIONATED MESCC_RT SBRT SBRT_AFTER_SBRT THIRD_COURSE PRDR"
                + " BRACHYTHERAPY SURG_DECOMPRESSION SURG_STABILISATION MIS PLASTIC_CLOSURE STEROIDS ANALGESIA TRIALS",
        "optionStatus, offer consider not-supported insufficient-data not-applicable",
        "optionReason, PAEDIATRIC NO_OVERLAPPING_PRIOR_COURSE NO_RECURRENCE_RECORDED NO_THECAL_SAC_AT_LEVEL PRIOR_DOSE"
                + " CUMULATIVE_ABOVE_70 ONLY SURVIVAL_LT_6 SURVIVAL_EXACTLY_6 LIMITED_DURABILITY_GT_6 SURVIVAL_UNKNOWN"
                + " INTERVAL_LT_5_MONTHS INTERVAL NO_SYMPTOM_TO_PALLIATE RECURRENCE_NOT_ESTABLISHED LOW_BUDGET"
                + " TOTAL_DOSE_NOT_GIVEN CUMULATIVE_AT_OR_ABOVE_70 PLAN_EXCEEDS TABLE3_ROUNDING TABLE3_NA"
                + " TABLE3_NA_BY_ANALOGY TABLE3_EXCEEDS EXTRAPOLATED DE_NOVO_CAUTION_RANGE PLAN_DOSE_UNREADABLE"
                + " HIGH_GRADE_ESCC_DECOMPRESS_FIRST UNSTABLE_SPINE PERFORMANCE_STATUS MISSING_ASSESSMENT"
                + " SURGICAL_OPINION_FIRST INDIVIDUALISE ALTERNATIVE_TECHNIQUE NO_TRIGGER EBRT_EXHAUSTED"
                + " NOT_A_SURGICAL_CANDIDATE BILSKY HIGH_GRADE_ESCC DEFICIT_WITH_LOW_GRADE"
                + " LOW_GRADE_INTACT_INVESTIGATIONAL SINS SINS_13_18 SINS_7_12 INSTABILITY PAIN_SCORE",
        "caution, PREGNANCY RADIATION_MYELOPATHY CONNECTIVE_TISSUE_DISEASE RADIOSENSITIVITY_SYNDROME",
        "role, SPINE_SURGEON RADIATION_ONCOLOGIST MEDICAL_PHYSICIST MEDICAL_ONCOLOGIST NEURORADIOLOGIST"
                + " REHABILITATION_PHYSICIAN"
    })
    void everyCodeHasWords(String group, String codes) {
        assertThat(List.of(codes.split(" ", -1)))
                .allSatisfy(code -> assertThat(PHRASES.path(group).path(code).asString(""))
                        .as(group + " " + code)
                        .isNotBlank()
                        .doesNotContain("{{"));
    }

    @Test
    void everyCaveatHasItsSentenceAndEverySentenceItsCaveat() {
        assertThat(codesIn("SpineRecurrenceCaveats.cql", "'([A-Z]+(?:_[A-Z0-9]+)+)'(?! *or| *in)"))
                .containsAll(PHRASES.path("caveat").propertyNames());
        assertThat(codesIn(
                        "SpineRecurrenceCaveats.cql",
                        "'(?:OPTIONS|DOSE_SAFETY|SURGICAL|DATA_QUALITY)', (?:code: )?'([A-Z0-9_]+)'"))
                .hasSizeGreaterThan(18)
                .isSubsetOf(PHRASES.path("caveat").propertyNames());
    }

    @Test
    void everyFaultOfAnAssessmentHasWordsAndEveryKindItsNameAndHowToSendIt() {
        Set<String> faults = codesIn("SpineRecurrenceUnread.cql", "(?:then|else) '([A-Z_]+)'");
        String elements = StoredKnowledge.text(Path.of("cql/input/cql/SpineRecurrenceElements.cql"));
        Pattern.compile("then '([A-Z_]{6,})'")
                .matcher(elements.substring(
                        elements.indexOf("define function SINSOf"), elements.indexOf("define \"SINS Observations\"")))
                .results()
                .forEach(found -> faults.add(found.group(1)));
        String radiotherapy = StoredKnowledge.text(Path.of("cql/input/cql/SpineRecurrenceRadiotherapy.cql"));
        Pattern.compile("(?:then|else) '([A-Z_]{4,})'")
                .matcher(radiotherapy.substring(
                        radiotherapy.indexOf("define function MaximumFault"),
                        radiotherapy.indexOf("Maxima recorded as Observations")))
                .results()
                .forEach(found -> faults.add(found.group(1)));
        faults.addAll(codesIn("SpineRecurrenceCourses.cql", "(?:fault: |isOfPhase then )'([A-Z_]+)'"));
        assertThat(faults).isEqualTo(new TreeSet<>(PHRASES.path("notRead").propertyNames()));

        Set<String> kinds = codesIn("SpineRecurrenceUnread.cql", "(?:fact: |Fact\\()'([a-zA-Z]+)'");
        assertThat(kinds).hasSize(22);
        Set<String> toSend = new TreeSet<>(kinds);
        toSend.addAll(PHRASES.path("missing").propertyNames());
        assertThat(toSend).isEqualTo(new TreeSet<>(PHRASES.path("send").propertyNames()));
        assertThat(PHRASES.path("fact").propertyNames()).containsAll(kinds);
    }

    /** Whoever reads source.topic and overrideReasons finds their codes in the code systems that are published. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"topic, card-kind", "override, override-reason"})
    void theCodesOfTheCardsAreThoseOfTheirCodeSystem(String group, String codeSystem) {
        Map<String, String> published = new TreeMap<>();
        JsonMapper.shared()
                .readTree(StoredKnowledge.text(Path.of("fhir-profiles/terminology", codeSystem + "-codes.json")))
                .path("concept")
                .forEach(concept -> published.put(
                        concept.path("code").asString(), concept.path("display").asString()));
        Map<String, String> used = new TreeMap<>();
        PHRASES.path(group)
                .properties()
                .forEach(phrase -> used.put(phrase.getKey(), phrase.getValue().asString()));
        if (group.equals("topic")) {
            used.putAll(topics());
        }

        assertThat(used).isEqualTo(published);
    }

    /** The topics of all kinds but the one that lends its words to others. */
    private static Map<String, String> topics() {
        Map<String, String> topics = new TreeMap<>();
        Content content = Content.at(Path.of("."));
        for (String path : content.list("cds-hooks/cards", ".json")) {
            JsonNode kind = JsonMapper.shared().readTree(content.text(path));
            if (kind.has("topic") && kind.has("source")) {
                topics.put(
                        path.substring(path.lastIndexOf('/') + 1).replace(".json", ""),
                        kind.path("topic").asString());
            }
        }
        return topics;
    }

    @Test
    void everyCriterionOfTable1HasItsNameAndWhoeverCanSupplyIt() {
        assertThat(codesIn("SpineRecurrenceCriteria.cql", "id: '(R-\\d+)'"))
                .hasSize(28)
                .isEqualTo(new TreeSet<>(PHRASES.path("criterion").propertyNames()));
        assertThat(codesIn("SpineRecurrenceCriteria.cql", "who: '([a-z-]+)'"))
                .isEqualTo(new TreeSet<>(PHRASES.path("who").propertyNames()));
    }

    @Test
    void everyRowOfEvidenceNamesReferenceDesignAndFinding() {
        JsonNode rows = JsonMapper.builder().build().readTree(StoredKnowledge.text(CARDS.resolve("evidence.json")));

        assertThat(codesIn("SpineRecurrenceEvidence.cql", "id: '([A-Z0-9-]+)'"))
                .hasSizeGreaterThan(35)
                .isEqualTo(new TreeSet<>(rows.propertyNames()));
        rows.properties().forEach(row -> {
            for (String member : List.of("reference", "design", "finding")) {
                assertThat(row.getValue().path(member).asString(""))
                        .as(row.getKey() + " " + member)
                        .isNotBlank();
            }
            assertThat(row.getValue().path("outside").asBoolean(false))
                    .as(row.getKey() + " says whether it is outside the source")
                    .isEqualTo(row.getKey().startsWith("B"));
        });
    }

    @Test
    void everyTrialThatMatchesHasATitleAndAStatusOnlyWithItsDay() {
        JsonNode trials = JsonMapper.builder().build().readTree(StoredKnowledge.text(CARDS.resolve("trials.json")));

        assertThat(codesIn("SpineRecurrenceOptions.cql", "'(NCT\\d+)'"))
                .isEqualTo(new TreeSet<>(trials.propertyNames()));
        trials.properties().forEach(trial -> {
            assertThat(trial.getValue().path("title").asString("")).isNotBlank();
            assertThat(trial.getValue().path("status").isMissingNode())
                    .isEqualTo(trial.getValue().path("asOf").isMissingNode());
        });
    }

    private static Set<String> codesIn(String library, String pattern) {
        TreeSet<String> codes = new TreeSet<>();
        Pattern.compile(pattern)
                .matcher(StoredKnowledge.text(Path.of("cql/input/cql", library)))
                .results()
                .forEach(found -> codes.add(found.group(1)));
        return codes;
    }

    @Test
    void everyReasonOfAnEmergencyHasWords() {
        TreeSet<String> named = new TreeSet<>();
        Pattern.compile("'([A-Z]+(?:_[A-Z0-9]+)+)'")
                .matcher(StoredKnowledge.text(Path.of("cql/input/cql/SpineRecurrenceEmergency.cql")))
                .results()
                .forEach(found -> named.add(found.group(1)));

        assertThat(named).isNotEmpty();
        assertThat(PHRASES.path("reason").propertyNames()).containsAll(named);
    }

    @Test
    void everyFindingOfTheDoseCardHasItsSentenceAndEverySentenceItsFinding() {
        String cql = StoredKnowledge.text(Path.of("cql/input/cql/SpineRecurrenceCards.cql"));
        String findings = cql.substring(cql.indexOf("finding: case"), cql.indexOf("complyingGy: "));
        TreeSet<String> named = new TreeSet<>();
        FINDING.matcher(findings).results().forEach(found -> named.add(found.group(1)));
        TreeSet<String> worded = new TreeSet<>();
        SENTENCE.matcher(StoredKnowledge.text(CARDS.resolve("finding.md")))
                .results()
                .forEach(found -> worded.add(found.group(1)));

        assertThat(named).hasSizeGreaterThan(15);
        assertThat(worded).isEqualTo(named);
    }

    @Test
    void noPhraseIsAVerdictOfSafety() {
        assertThat(PHRASES.toString()).doesNotContainPattern("(?i)\\bsafe(ly)?\\b");
    }

    /** A child's card of data quality is made of these words, and may hold no dose at all (invariant 7). */
    @Test
    void whatTheDataQualityCardSaysHoldsNoDose() {
        for (String group : java.util.List.of("problem", "mend", "missing", "fact", "standing", "notRead", "send")) {
            PHRASES.path(group).properties().forEach(phrase -> assertThat(
                            phrase.getValue().asString())
                    .as(group + " " + phrase.getKey())
                    .doesNotContainPattern("\\d\\s*c?Gy"));
        }
    }
}

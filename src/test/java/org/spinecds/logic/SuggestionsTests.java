package org.spinecds.logic;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spinecds.WorkedCases;
import org.spinecds.card.Card;
import org.spinecds.card.CardContext;
import org.spinecds.card.CardRenderer;
import org.spinecds.card.OrderingContext;
import org.spinecds.content.Content;
import org.spinecds.decision.ReadAnswers;
import org.spinecds.workbench.WorkedCase;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What is drafted for the patients of the worked cases: valid, addressed, complete, and from the record alone. */
class SuggestionsTests {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final CardRenderer RENDERER = new CardRenderer(Content.at(null), 7, 0);
    private static final Map<String, ReadAnswers> ASSESSED = new ConcurrentHashMap<>();
    private static final FhirValidator VALIDATOR = validator();

    private static FhirValidator validator() {
        FhirContext context = FhirContext.forR4();
        FhirValidator validator = context.newValidator();
        validator.registerValidatorModule(new FhirInstanceValidator(new ValidationSupportChain(
                context.getValidationSupport(),
                new CommonCodeSystemsTerminologyService(context),
                new InMemoryTerminologyServerValidationSupport(context))));
        return validator;
    }

    /** Those written for suggestions, and the narrated ones. */
    static Stream<WorkedCase> cases() {
        return WorkedCases.all().stream().filter(play -> play.id().matches("[SV].*"));
    }

    private static ReadAnswers assessed(WorkedCase play) {
        return ASSESSED.computeIfAbsent(play.id(), id -> CasePlayer.of(play).assess(StoredKnowledge.LOGIC));
    }

    private static List<Card> cards(WorkedCase play, boolean needsRating) {
        CasePlayer player = CasePlayer.of(play);
        return RENDERER.render(new CardContext(
                assessed(play).assessment(),
                new OrderingContext(
                        player.patientId(),
                        "Practitioner/dr-1",
                        "e1",
                        player.moment().toLocalDate(),
                        play.request()
                                .path("context")
                                .path("draftOrders")
                                .path("entry")
                                .valueStream()
                                .map(entry -> (ObjectNode) entry.path("resource"))
                                .toList(),
                        List.of(),
                        needsRating),
                null,
                List.of(),
                List.of(),
                RENDERER.without(assessed(play).assessment(), List.of(), ZoneOffset.UTC)));
    }

    private static List<Card.Suggestion> suggestions(WorkedCase play) {
        return cards(play, false).stream()
                .flatMap(card -> card.suggestions().stream())
                .toList();
    }

    private static List<JsonNode> drafts(WorkedCase play) {
        return suggestions(play).stream()
                .flatMap(suggestion -> suggestion.actions().stream())
                .map(Card.Action::resource)
                .toList();
    }

    @Test
    void theCasesCallForEverySuggestionThereIs() {
        assertThat(cases().flatMap(play -> suggestions(play).stream())
                        .map(Card.Suggestion::key)
                        .distinct())
                .hasSize(9);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyDraftIsValidR4(WorkedCase play) {
        drafts(play).forEach(draft -> assertThat(VALIDATOR.validateWithResult(draft.toString()).getMessages().stream()
                        .filter(issue -> issue.getSeverity().compareTo(ResultSeverityEnum.WARNING) > 0)
                        .map(issue -> issue.getLocationString() + ": " + issue.getMessage()))
                .as(draft.toString())
                .isEmpty());
    }

    /** What US Core asks of a ServiceRequest, and Task alike. */
    @ParameterizedTest
    @MethodSource("cases")
    void everyDraftSaysWhatAnOrderNeeds(WorkedCase play) {
        String patient = "Patient/" + CasePlayer.of(play).patientId();
        for (Card.Suggestion suggestion : suggestions(play)) {
            for (Card.Action action : suggestion.actions()) {
                JsonNode draft = action.resource();
                boolean isTask = draft.path("resourceType").asString().equals("Task");
                assertThat(draft.path("status").asString()).isEqualTo("draft");
                assertThat(draft.path("intent").asString()).isEqualTo("order");
                assertThat(draft.path("id").asString()).isNotBlank();
                assertThat(draft.path("code").size()).isPositive();
                assertThat(draft.path("authoredOn").asString()).isNotBlank();
                assertThat(draft.path("requester").path("reference").asString()).isEqualTo("Practitioner/dr-1");
                assertThat(draft.path(isTask ? "for" : "subject")
                                .path("reference")
                                .asString())
                        .isEqualTo(patient);
                assertThat(draft.path("reasonCode").size()).isPositive();
                assertThat(draft.path("note").path(0).path("text").asString()).isNotBlank();
                if (action.type().equals("create")) {
                    assertThat(draft.path("priority").asString()).isIn("routine", "urgent", "stat");
                    assertThat(draft.path("encounter").path("reference").asString())
                            .isEqualTo("Encounter/e1");
                }
            }
            assertThat(suggestion.label()).hasSizeLessThan(120);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void noDraftIsADrugAndNoneIsTwiceInAnAnswer(WorkedCase play) {
        List<Card.Suggestion> suggestions = suggestions(play);

        assertThat(drafts(play).stream().map(draft -> draft.path("resourceType").asString()))
                .allMatch(Set.of("ServiceRequest", "Task")::contains);
        assertThat(suggestions.stream().map(Card.Suggestion::uuid)).doesNotHaveDuplicates();
        assertThat(suggestions.stream()
                        .filter(suggestion ->
                                !suggestion.key().matches("PRIOR_PLAN|ADD_REASON")) // one per course, one per order
                        .map(Card.Suggestion::key))
                .doesNotHaveDuplicates();
        assertThat(drafts(play).stream()
                        .map(draft -> draft.path("instantiatesUri").toString()))
                .filteredOn(uri -> !uri.isEmpty() && !uri.equals("\"\""))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyReferenceIsToTheRecordOrTheCall(WorkedCase play) {
        Set<String> known = new TreeSet<>(Set.of("Practitioner/dr-1", "Encounter/e1"));
        play.resources()
                .forEach(resource -> known.add(resource.path("resourceType").asString() + "/"
                        + resource.path("id").asString()));
        play.request().path("context").path("draftOrders").path("entry").forEach(entry -> entry.path("resource")
                .findValuesAsString("reference")
                .forEach(known::add));

        drafts(play).forEach(draft -> assertThat(draft.findValuesAsString("reference"))
                .as(draft.toString())
                .isNotEmpty()
                .allMatch(known::contains));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theSameCallDraftsTheSameApartFromIdentifiers(WorkedCase play) {
        assertThat(withoutIdentifiers(play)).isEqualTo(withoutIdentifiers(play));
        assertThat(Stream.concat(suggestions(play).stream(), suggestions(play).stream())
                        .map(Card.Suggestion::uuid))
                .doesNotHaveDuplicates();
    }

    private static List<String> withoutIdentifiers(WorkedCase play) {
        return suggestions(play).stream()
                .map(suggestion -> JSON.writeValueAsString(suggestion).replace(suggestion.uuid(), ""))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aDoseIsNamedWithItsAlphaBetaAndNeverForAChild(WorkedCase play) {
        ReadAnswers assessment = assessed(play);
        boolean isChild = assessment.isChild();
        for (Card.Suggestion suggestion : suggestions(play)) {
            String text = JSON.writeValueAsString(suggestion);
            if (isChild) {
                assertThat(text).doesNotContainPattern("\\d\\s*c?Gy");
            }
            if (text.contains("Gy EQD2")) {
                assertThat(text).contains("alpha/beta 2");
            }
            assertThat(text).doesNotContainPattern("(?i)\\bsafe(ly)?\\b").doesNotContain("{{", "null");
        }
    }

    private static WorkedCase play(String id) {
        return WorkedCases.named(id);
    }

    private static JsonNode draft(List<Card> cards, String key) {
        return cards.stream()
                .flatMap(card -> card.suggestions().stream())
                .filter(suggestion -> suggestion.key().equals(key))
                .map(suggestion -> suggestion.actions().get(0).resource())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aConferenceIsAskedForWithDiagnosisLevelReasonsAndEvidence() {
        JsonNode referral = draft(cards(play("S001"), false), "TUMOUR_CONFERENCE");

        assertThat(referral.path("reasonCode")
                        .path(0)
                        .path("coding")
                        .path(0)
                        .path("code")
                        .asString())
                .isEqualTo("94602001");
        assertThat(referral.path("reasonReference").findValuesAsString("reference"))
                .containsExactly("Condition/met");
        assertThat(referral.path("supportingInfo").findValuesAsString("reference"))
                .contains("Procedure/c1", "Observation/o-sins-total");
        assertThat(referral.path("bodySite").path(0).path("text").asString()).isEqualTo("T8");
        assertThat(referral.path("bodySite")
                        .path(0)
                        .path("coding")
                        .path(0)
                        .path("code")
                        .asString())
                .isEqualTo("77435000");
        assertThat(referral.path("note").path(0).path("text").asString())
                .startsWith("Why: advanced radiotherapy. Level: T8. Prior thecal sac dose: 37.5 Gy EQD2, alpha/beta 2"
                        + " (surrogate: the delivered prescription stands in for the thecal sac maximum); since the last"
                        + " course: 9 months.")
                .contains("Prior courses: conventional 30 Gy/10 fx ended 2025-05-20.")
                .contains("SINS: 5 of 18", "performance status: ECOG 1");
    }

    @Test
    void theReasonIsAddedToTheOrderAsItWasSent() {
        JsonNode order = draft(cards(play("S053"), false), "ADD_REASON");

        assertThat(order.path("id").asString()).isEqualTo("s053-draft");
        assertThat(order.path("reasonCode").findValuesAsString("code")).containsExactly("279039007", "94602001");
        assertThat(order.path("reasonReference").findValuesAsString("reference"))
                .containsExactly("Condition/other", "Condition/met");
        assertThat(order.has("extension")).isFalse();
    }

    /** The rating is never one: no criteria were consulted. */
    @Test
    void aClientThatNeedsARatingIsToldThatNoCriteriaApply() {
        JsonNode order = draft(cards(play("S053"), true), "ADD_REASON");

        assertThat(order.path("extension").path(0).path("url").asString())
                .isEqualTo("http://fhir.org/argonaut/Extension/pama-rating");
        assertThat(order.path("extension").findValuesAsString("code")).containsExactly("no-criteria-apply");
    }

    @Test
    void openingTheChartCarriesOnlyWhatAnEmergencyCannotWaitFor() {
        PatientRecord calm = PatientRecord.of("T8").course("c1", PatientRecord.SBRT, "24", "Gy", 2, "2024-05-10", "T8");
        assertThat(ofChart(calm)).isEmpty();

        PatientRecord urgent = PatientRecord.of("T8")
                .course("c1", PatientRecord.SBRT, "24", "Gy", 2, "2024-05-10", "T8")
                .observed("new-neurological-deficit", new org.hl7.fhir.r4.model.BooleanType(true));
        assertThat(ofChart(urgent))
                .containsExactly(
                        "SUMMARY SPINE_SURGERY_OPINION",
                        "SUMMARY RADIATION_ONCOLOGY_OPINION",
                        "SUMMARY WHOLE_SPINE_MRI");
    }

    private static List<String> ofChart(PatientRecord record) {
        return record
                .assessed(StoredKnowledge.LOGIC, "Summary Card", "patient-view", "36400-0")
                .assessment()
                .suggestions()
                .stream()
                .map(suggestion -> suggestion.card() + " " + suggestion.key())
                .toList();
    }
}

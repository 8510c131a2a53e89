package org.spinecds.logic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spinecds.WorkedCases;
import org.spinecds.content.Content;
import org.spinecds.fhir.FhirJson;
import org.spinecds.fhir.PlainForm;
import org.spinecds.fhir.R4;
import org.spinecds.replay.Hay;
import org.spinecds.workbench.WorkedCase;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A patient with cards has an entry that may concern the guideline, and the quick test finds it. */
class CandidatesTests {

    private static final EntryTest CANDIDATES =
            StoredKnowledge.LOGIC.candidates(StoredKnowledge.GUIDELINES.get(0)).orElseThrow();

    private static List<JsonNode> entries(WorkedCase worked) {
        List<JsonNode> entries = new ArrayList<>(worked.resources());
        worked.request().at("/context/draftOrders/entry").forEach(entry -> entries.add(entry.path("resource")));
        return entries;
    }

    private static List<Resource> plain(JsonNode entry) {
        FhirJson json = new FhirJson(R4.context());
        return new PlainForm(json, StoredKnowledge.LOGIC.knowledge().codeNames()).of(List.of(json.read(entry)));
    }

    private static boolean isOne(JsonNode entry) {
        return CANDIDATES.isOne(plain(entry), StoredKnowledge.DAY);
    }

    @Test
    void aCaseWithCardsIsACandidateAndTheQuickTestFindsIt() {
        casesWithCardsAreCandidates(7);
    }

    @Test
    @Tag("full")
    void everyCaseWithCardsIsACandidateAndTheQuickTestFindsIt() {
        casesWithCardsAreCandidates(1);
    }

    /** One of so many cases, and every case without a metastasis on file. */
    private static void casesWithCardsAreCandidates(int oneOf) {
        int withCards = 0;
        int number = 0;
        for (WorkedCase worked : WorkedCases.all()) {
            String reason = worked.expected().at("/trigger/reason").asString("");
            boolean isWithoutMetastasis = reason.equals("REIRRADIATION_PLANNED") || reason.equals("EMERGENCY");
            if (number++ % oneOf != 0 && !isWithoutMetastasis) {
                continue;
            }
            if (CasePlayer.of(worked).assess(StoredKnowledge.LOGIC).cards().isEmpty()) {
                continue;
            }
            withCards++;
            assertThat(entries(worked))
                    .as(worked.id())
                    .filteredOn(CANDIDATES::mayBeOne)
                    .filteredOn(entry -> CANDIDATES
                            .types()
                            .contains(entry.path("resourceType").asString()))
                    .anyMatch(CandidatesTests::isOne);
        }
        assertThat(withCards).isGreaterThan(1500 / oneOf);
    }

    @Test
    @Tag("full")
    void theQuickTestLosesNoEntryThatTheDefineFinds() {
        int found = 0;
        int passedOver = 0;
        int others = 0;
        for (WorkedCase worked : WorkedCases.all()) {
            for (JsonNode entry : entries(worked)) {
                if (!CANDIDATES.types().contains(entry.path("resourceType").asString())) {
                    // They take most of the time: one in forty is asked.
                    if (others++ % 40 == 0) {
                        assertThat(isOne(entry)).as(worked.id() + ": " + entry).isFalse();
                    }
                } else if (isOne(entry)) {
                    assertThat(CANDIDATES.mayBeOne(entry))
                            .as(worked.id() + ": " + entry)
                            .isTrue();
                    found++;
                } else if (!CANDIDATES.mayBeOne(entry)) {
                    passedOver++;
                }
            }
        }
        assertThat(found).isGreaterThan(2000);
        assertThat(passedOver).isGreaterThan(500);
    }

    @Test
    void theTypesAndTheQuickTestAreReadFromTheRules() {
        assertThat(CANDIDATES.types()).containsExactlyInAnyOrder("Condition", "Procedure", "ServiceRequest");
        assertThat(CANDIDATES.hasQuickTest()).isTrue();
    }

    @Test
    void theOrdersThatAskAreOccasionsUnlessTheyAreRevokedOrPlans() {
        EntryTest occasions = StoredKnowledge.LOGIC
                .occasions(StoredKnowledge.GUIDELINES.get(0))
                .orElseThrow();
        FhirJson json = new FhirJson(R4.context());
        int asked = 0;
        int silent = 0;
        for (WorkedCase worked : WorkedCases.all()) {
            JsonNode drafts = worked.request().at("/context/draftOrders/entry");
            String reason = worked.expected().at("/trigger/reason").asString("");
            if (drafts.size() != 1 || reason.isEmpty() || reason.equals("SPINE_METASTASIS_WITH_PRIOR_TREATMENT")) {
                continue;
            }
            ServiceRequest order = (ServiceRequest) json.read(drafts.path(0).path("resource"));
            order.setStatus(ServiceRequest.ServiceRequestStatus.COMPLETED);
            boolean isOccasion = occasions.isOne(List.of(order), StoredKnowledge.DAY);
            if (isOccasion) {
                assertThat(occasions.mayBeOne(json.tree(order))).as(worked.id()).isTrue();
                order.setStatus(ServiceRequest.ServiceRequestStatus.REVOKED);
                assertThat(occasions.isOne(List.of(order), StoredKnowledge.DAY)).isFalse();
                order.setStatus(ServiceRequest.ServiceRequestStatus.ACTIVE);
                order.setIntent(ServiceRequest.ServiceRequestIntent.FILLERORDER);
                assertThat(occasions.isOne(List.of(order), StoredKnowledge.DAY)).isFalse();
                asked++;
            } else {
                assertThat(reason).as(worked.id()).startsWith("ORDER_");
                silent++;
            }
        }
        assertThat(asked).isGreaterThan(80);
        assertThat(silent).isPositive();
    }

    private static final String HEAD =
            """
            library Asked version '1.0.0'
            using FHIR version '4.0.1'
            include FHIRHelpers version '4.0.1' called FHIRHelpers
            parameter "Orders" List<FHIR.ServiceRequest>
            valueset "Spine Surgery": 'http://spinecds.org/fhir/ValueSet/spine-surgery'
            context Patient
            define function IsNamed(condition FHIR.Condition, wanted String):
              exists (condition.code.coding C where C.code.value = wanted)
            """;

    private static EntryTest asked(String define) {
        KnowledgeBase knowledge = new KnowledgeBase(
                R4.context(),
                List.of(),
                Map.of("Asked.cql", HEAD + "define \"May Concern\": " + define + "\n"),
                StoredKnowledge.valueSets(),
                Map.of());
        return EntryTest.of(knowledge, "Asked.May Concern", Set.of("Asked.Orders"));
    }

    private static JsonNode condition(String code) {
        return JsonMapper.shared()
                .readTree("{\"resourceType\":\"Condition\",\"code\":{\"coding\":[{\"code\":\"" + code + "\"}]}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not exists [Condition]",
                "Count([Condition]) > 1",
                "exists [Condition] and exists [Procedure]",
                "exists ([Condition] C where exists [Procedure])",
                "exists ([Condition] C with [Procedure] P such that P.status = 'completed')",
                "exists (from [Condition] C, [Procedure] P where P.status = 'completed')",
                "exists ([Condition] C where C.recordedDate.value before Today())",
                "exists ([Condition] C where exists \"Orders\")",
                "exists ([Condition] C where Patient.active.value)",
                "exists \"Orders\""
            })
    void aDefineThatCannotBeAskedOfEachLineAloneIsRefused(String define) {
        assertThatThrownBy(() -> asked(define))
                .isInstanceOf(ContentBroken.class)
                .hasMessageContaining("cannot be asked of each line alone");
    }

    @Test
    void literalsAreReadThroughFunctionsAndBeginningsToo() {
        EntryTest exact = asked("exists ([Condition] C where IsNamed(C, 'A1'))");
        assertThat(exact.mayBeOne(condition("A1"))).isTrue();
        assertThat(exact.mayBeOne(condition("A12"))).isFalse();

        EntryTest beginning =
                asked("exists ([Condition] C where exists (C.code.coding D where StartsWith(D.code.value, 'A1')))");
        assertThat(beginning.mayBeOne(condition("A12"))).isTrue();
        assertThat(beginning.mayBeOne(condition("B12"))).isFalse();

        EntryTest both = asked(
                "exists ([Condition] C where IsNamed(C, 'A1')) or exists ([Condition] C where IsNamed(C, 'B2') and C.id is not null)");
        assertThat(both.mayBeOne(condition("A1"))).isTrue();
        assertThat(both.mayBeOne(condition("B2"))).isTrue();
        assertThat(both.mayBeOne(condition("C3"))).isFalse();
    }

    private static JsonNode operation(String code, String status) {
        return JsonMapper.shared()
                .readTree("{\"resourceType\":\"Procedure\",\"status\":\"" + status
                        + "\",\"code\":{\"coding\":[{\"system\":\"http://www.ama-assn.org/go/cpt\",\"code\":\"" + code
                        + "\"}]}}");
    }

    @Test
    void ofConditionsThatMustAllHoldEachHasItsText() {
        EntryTest both = asked("exists ([Procedure: code in \"Spine Surgery\"] P where P.status.value = 'completed')");
        assertThat(both.mayBeOne(operation("63275", "completed"))).isTrue();
        assertThat(both.mayBeOne(operation("1", "completed"))).isFalse();
        assertThat(both.mayBeOne(operation("63275", "in-progress"))).isFalse();

        EntryTest either = asked(
                "exists ([Procedure] P where (P.status.value = 'completed' or P.status.value = 'stopped') and P.id.value is not null)"
                        + " or exists ([Procedure: code in \"Spine Surgery\"] P where P.status.value = 'in-progress')");
        assertThat(either.mayBeOne(operation("1", "stopped"))).isTrue();
        assertThat(either.mayBeOne(operation("63275", "in-progress"))).isTrue();
        assertThat(either.mayBeOne(operation("1", "in-progress"))).isFalse();
        assertThat(either.mayBeOne(operation("63275", "on-hold"))).isFalse();
    }

    @Test
    void theEntriesOfOtherPatientsArePassedOver() {
        List<JsonNode> hay =
                new Hay(1).lines(30, 20).map(JsonMapper.shared()::readTree).toList();

        assertThat(hay)
                .filteredOn(entry -> entry.path("status").asString("").equals("completed"))
                .extracting(entry -> entry.path("resourceType").asString())
                .contains("Procedure", "ServiceRequest");
        assertThat(hay).noneMatch(CANDIDATES::mayBeOne);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exists [Condition]",
                "exists ([Condition] C where not IsNamed(C, 'A1'))",
                "exists ([Condition] C where exists (C.code.coding D where Lower(D.code.value) = 'a1'))",
                "exists ([Condition] C where exists (C.code.coding D where StartsWith(Lower(D.code.value), 'a1')))",
                "exists ([Condition] C where IsNamed(C, 'A1') or C.code is null)",
                "exists ([Condition] C where exists (C.code.coding D return Lower(D.code.value)))",
                "exists ([Condition] C where exists (C.extension E where (E.value as FHIR.boolean).value = true))",
                "exists ([Condition] C where exists (C.extension E where (E.value as FHIR.decimal).value in { 1.0, 2.0 }))",
                "exists ([Condition] C where exists (C.code.coding D where D.system.value = 'http://snomed.info/sct'))",
                "exists ([Condition] C where exists (C.code.coding D where StartsWith(D.system.value, 'http://snomed')))",
                "exists ([Condition] C where C.asserter.reference.value = 'Practitioner/p')",
                "exists ([Condition] C where C.id.value = 'owner.contained')",
                "exists ([Condition] C where FHIRHelpers.ToQuantity(C.onset as FHIR.Age).unit = 'year')"
            })
    void whereTheTextIsComputedOrDeniedThereIsNoQuickTest(String define) {
        EntryTest candidates = asked(define);

        assertThat(candidates.hasQuickTest()).isFalse();
        assertThat(candidates.mayBeOne(condition("anything"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"system\":\"http://hl7.org/fhir/sid/icd-10-cm\",\"code\":\"C79.51\"}",
                "{\"system\":\"urn:oid:2.16.840.1.113883.6.90\",\"code\":\"C79.51\"}",
                "{\"system\":\"urn:oid:2.16.840.1.113883.6.90\",\"code\":\" c7951 \"}",
                "{\"code\":\"C79.51\"}"
            })
    void aCodeWithAnotherNameOfItsSystemIsFoundByTheSystem(String coding) {
        EntryTest bySystem = asked(
                "exists ([Condition] C where exists (C.code.coding D where D.system.value = 'http://hl7.org/fhir/sid/icd-10-cm'))");
        JsonNode entry = JsonMapper.shared()
                .readTree("{\"resourceType\":\"Condition\",\"id\":\"c\",\"code\":{\"coding\":[" + coding + "]}}");

        FhirJson json = new FhirJson(R4.context());
        PlainForm named = new PlainForm(json, KnowledgeBase.codeNames(Content.at(Path.of(".")), R4.context()));

        assertThat(bySystem.isOne(named.of(List.of(json.read(entry))), StoredKnowledge.DAY))
                .isTrue();
        assertThat(bySystem.mayBeOne(entry)).isTrue();
    }

    @Test
    void aTruthIsFoundThoughItIsNoText() {
        EntryTest denied = asked("exists ([ServiceRequest] S where S.doNotPerform.value = true)");
        JsonNode entry = JsonMapper.shared()
                .readTree("{\"resourceType\":\"ServiceRequest\",\"id\":\"s\",\"doNotPerform\":true}");

        assertThat(denied.isOne(plain(entry), StoredKnowledge.DAY)).isTrue();
        assertThat(denied.mayBeOne(entry)).isTrue();
    }

    @Test
    void onTheWayThroughALetAComputedTextIsSeenToo() {
        EntryTest candidates =
                asked("exists ([Condition] C let written: Lower(C.recorder.reference.value) where written = 'x')");

        assertThat(candidates.hasQuickTest()).isFalse();
    }

    @Test
    void theDefineIsEvaluatedWhereTheQuickTestIsNotExact() {
        EntryTest candidates = asked("exists ([Condition] C where IsNamed(C, 'A1') and C.recordedDate is not null)");
        Resource dated = new FhirJson(R4.context())
                .read(
                        "{\"resourceType\":\"Condition\",\"recordedDate\":\"2026\",\"code\":{\"coding\":[{\"code\":\"A1\"}]}}");
        Resource undated = new FhirJson(R4.context()).read(condition("A1"));

        assertThat(candidates.isOne(List.of(dated), StoredKnowledge.DAY)).isTrue();
        assertThat(candidates.isOne(List.of(undated), StoredKnowledge.DAY)).isFalse();
    }
}

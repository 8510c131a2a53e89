package org.spinecds.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ca.uhn.fhir.context.FhirContext;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spinecds.TestClient;
import org.spinecds.content.Guidelines;
import org.spinecds.fhir.FhirJson;

class HookRequestReaderTests {

    private static final ServiceDefinition SERVICE = new ServiceDefinition(
            "spine",
            "order-select",
            "Spine",
            "Spine.",
            null,
            Map.of("patient", "Patient/{{context.patientId}}", "conditions", "Condition?patient={{context.patientId}}"),
            Set.of(),
            Guidelines.of("Spine", "spine"),
            "Cards");

    private static final String WHOLE =
            """
            {"hook": "order-select", "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
             "fhirServer": "https://ehr.example.org/fhir/",
             "fhirAuthorization": {"access_token": "very-secret", "token_type": "Bearer", "expires_in": 300,
               "scope": "patient/*.read", "subject": "spine", "patient": "p1"},
             "context": {"userId": "Practitioner/1", "patientId": "p1", "encounterId": "e1",
               "selections": ["ServiceRequest/1"],
               "draftOrders": {"resourceType": "Bundle", "type": "collection", "entry": [{"resource":
                 {"resourceType": "ServiceRequest", "id": "1", "status": "draft", "intent": "order"}}]}},
             "prefetch": {"patient": {"resourceType": "Patient", "id": "p1"}, "conditions": null,
               "unasked": {"resourceType": "Nonsense"}},
             "extension": {"org.spinecds.explain": {"assessment": true, "evaluationDate": "2026-03-02"}}}
            """;

    private final FhirJson fhir = new FhirJson(FhirContext.forR4Cached());
    private final HookRequestReader reader = new HookRequestReader(fhir, new StrictJson(100));

    private HookRequest read(String body) {
        return reader.read(SERVICE, body.getBytes(StandardCharsets.UTF_8), TestClient.with(true));
    }

    private static String with(String part, String replacement) {
        assertThat(WHOLE).contains(part);
        return WHOLE.replace(part, replacement);
    }

    @Nested
    class AWholeCall {

        @Test
        void isReadWithEverythingInIt() {
            HookRequest request = read(WHOLE);

            assertThat(request.fhirServer()).hasToString("https://ehr.example.org/fhir");
            assertThat(request.userId()).isEqualTo("Practitioner/1");
            assertThat(request.patientId()).isEqualTo("p1");
            assertThat(request.encounterId()).isEqualTo("e1");
            assertThat(request.selections()).containsExactly("ServiceRequest/1");
            assertThat(request.draftOrders().getEntry()).hasSize(1);
            assertThat(request.explain()).isEqualTo(new HookRequest.Explain(true, LocalDate.of(2026, 3, 2)));
            assertThat(request.prefetch()).containsOnlyKeys("patient", "conditions");
            assertThat(request.prefetch().get("patient"))
                    .isInstanceOfSatisfying(PrefetchValue.Present.class, present -> assertThat(present.resource())
                            .isInstanceOf(Patient.class));
            assertThat(request.prefetch().get("conditions")).isInstanceOf(PrefetchValue.NothingThere.class);
        }

        @Test
        void doesNotPrintItsToken() {
            HookRequest request = read(WHOLE);

            assertThat(request.toString()).doesNotContain("very-secret").doesNotContain("p1");
            assertThat(String.valueOf(request.fhirAuthorization())).doesNotContain("very-secret");
        }

        @Test
        void isNotExplainedWhereExplainingIsOff() {
            HookRequest request = new HookRequestReader(fhir, new StrictJson(100))
                    .read(
                            SERVICE,
                            with("2026-03-02", "never").getBytes(StandardCharsets.UTF_8),
                            TestClient.with(false));

            assertThat(request.explain()).isNull();
        }
    }

    @Nested
    class WhatRealClientsSend {

        @Test
        void anOrderThatIsNotChosenYetIsRead() {
            HookRequest request = read(
                    """
                            {"hook": "order-select", "hookInstance": "constant", "context": {"userId": "Practitioner/1",
                              "patientId": "p1", "selections": [], "draftOrders": {"resourceType": "Bundle", "entry": [
                                {"resource": {"resourceType": "ServiceRequest", "id": "a", "status": "draft",
                                 "intent": "plan", "code": {"coding": [{}]}, "reasonCode": []}}]}}}
                            """);

            Bundle orders = request.draftOrders();
            assertThat(orders.getEntryFirstRep().getResource()).isInstanceOf(ServiceRequest.class);
        }

        @Test
        void anIdMayBeLongerThanR4Allows() {
            String longest = "e".repeat(255);

            assertThat(read(with("\"patientId\": \"p1\"", "\"patientId\": \"" + longest + "\"")
                                    .replace("Patient/p1", "Patient/" + longest)
                                    .replace("\"patient\": \"p1\"", "\"patient\": \"" + longest + "\""))
                            .patientId())
                    .isEqualTo(longest);
        }

        @Test
        void anEmptyTokenIsNone() {
            assertThat(read(with("very-secret", "")).fhirAuthorization()).isNull();
        }

        @Test
        void aDraftOfAnotherPatientIsLeftOutUnlessItIsSelected() {
            String another = "{\"resource\": {\"resourceType\": \"ServiceRequest\", \"id\": \"zz-1\", \"subject\":"
                    + " {\"reference\": \"Patient/zz\"}}}, ";
            String call = with("\"entry\": [", "\"entry\": [" + another);

            HookRequest request = read(call);

            assertThat(request.draftOrders().getEntry()).hasSize(1);
            assertThat(request.draftsAsSent()).hasSize(1);
            assertThatExceptionOfType(HookRequestRejected.class)
                    .isThrownBy(() -> read(call.replaceFirst(
                            "\"selections\": \\[[^\\]]*\\]", "\"selections\": [\"ServiceRequest/zz-1\"]")))
                    .withMessageContaining("another patient");
        }

        @Test
        void numbersKeepTheDigitsTheyWereWrittenWith() {
            HookRequest request = read(
                    with("\"intent\": \"order\"", "\"intent\": \"order\", \"quantityQuantity\": {\"value\": 30.00}"));

            ServiceRequest order =
                    (ServiceRequest) request.draftOrders().getEntryFirstRep().getResource();
            assertThat(order.getQuantityQuantity().getValue()).hasToString("30.00");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "\"123\"",
                    "{}",
                    "{\"resourceType\": \"Nonsense\"}",
                    "{\"resourceType\": \"Patient\", \"birthDate\": \"last spring\"}",
                    "{\"resourceType\": \"OperationOutcome\", \"issue\": [{\"severity\": \"warning\", \"code\": \"x\"}]}"
                })
        void aPrefetchValueThatIsNoUseIsAFailedOne(String value) {
            HookRequest request = read(with("\"conditions\": null", "\"conditions\": " + value));

            assertThat(request.prefetch().get("conditions")).isInstanceOf(PrefetchValue.Failed.class);
        }
    }

    @Nested
    class AWrongCall {

        @Test
        void isRejectedWhenItIsNotJson() {
            rejected("{", "well-formed");
            rejected("", "object");
            rejected("[]", "object");
            rejected(WHOLE + "x", "well-formed");
            rejected("{\"hook\": \"order-select\", \"hook\": \"order-select\"}", "well-formed");
        }

        @Test
        void isRejectedWhenItIsNestedTooDeeply() {
            rejected("[".repeat(2000) + "]".repeat(2000), "nested too deeply");
        }

        @Test
        void isRejectedWhenItIsForAnotherHook() {
            rejected(with("\"hook\": \"order-select\"", "\"hook\": \"order-sign\""), "hook");
        }

        @ParameterizedTest
        @ValueSource(strings = {"hook", "hookInstance", "context", "patientId", "userId", "draftOrders", "selections"})
        void isRejectedWithoutAMember(String member) {
            rejected(with("\"" + member + "\":", "\"other\":"), member);
        }

        @Test
        void isRejectedWhenAMemberHasAnotherType() {
            rejected(with("\"d1577c69-dfbe-44ad-ba6d-3e05e953b2ea\"", "7"), "hookInstance");
            rejected(with("\"d1577c69-dfbe-44ad-ba6d-3e05e953b2ea\"", "\" \""), "hookInstance");
            rejected(
                    with("\"selections\": [\"ServiceRequest/1\"]", "\"selections\": \"ServiceRequest/1\""),
                    "selections");
            rejected(with("\"selections\": [\"ServiceRequest/1\"]", "\"selections\": [1]"), "selections");
            rejected(with("\"prefetch\": {", "\"prefetch\": [], \"other\": {"), "prefetch");
            rejected(with("\"context\": {", "\"context\": [], \"other\": {"), "context");
            rejected(with("300", "\"soon\""), "expires_in");
            rejected(with("{\"assessment\": true,", "{\"assessment\": \"yes\","), "assessment");
        }

        @Test
        void isRejectedWhenThePatientIdIsNotAFhirId() {
            rejected(with("\"patientId\": \"p1\"", "\"patientId\": \"p1&_id=2\""), "patientId");
            rejected(with("\"patientId\": \"p1\"", "\"patientId\": \"../Patient\""), "patientId");
        }

        @Test
        void isRejectedWhenItLendsATokenForNoServer() {
            rejected(with("\"fhirServer\"", "\"other\""), "fhirServer");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "ftp://ehr.example.org",
                    "file:///etc/passwd",
                    "ehr",
                    "https://ehr.example.org/fhir?x=1",
                    "https://user:pass@ehr.example.org/fhir",
                    "https:// ehr"
                })
        void isRejectedWhenTheFhirServerIsNoBaseUrl(String server) {
            rejected(with("https://ehr.example.org/fhir/", server), "fhirServer");
        }

        @Test
        void isRejectedWhenTheTokenIsNoBearerToken() {
            rejected(with("\"very-secret\"", "\"very-secret\\r\\nX: y\""), "access_token");
            rejected(with("\"very-secret\"", "17"), "access_token");
            rejected(with("\"Bearer\"", "\"Mac\""), "token_type");
        }

        @Test
        void isRejectedWhenTheTokenIsForAnotherPatient() {
            rejected(with("\"patient\": \"p1\"", "\"patient\": \"p2\""), "another patient");
        }

        @Test
        void isRejectedWhenTheDraftOrdersCannotBeRead() {
            rejected(with("\"resourceType\": \"Bundle\"", "\"resourceType\": \"Patient\""), "draftOrders");
            rejected(with("\"resourceType\": \"ServiceRequest\"", "\"resourceType\": \"Nonsense\""), "draftOrders");
        }

        @ParameterizedTest
        @ValueSource(strings = {"2026-02-30", "yesterday", "2026-3-2", "+12026-03-02", "0001-01-01", "9999-12-31"})
        void isRejectedWhenTheEvaluationDateIsNone(String date) {
            rejected(with("2026-03-02", date), "evaluationDate");
        }

        private void rejected(String body, String reason) {
            assertThatExceptionOfType(HookRequestRejected.class)
                    .isThrownBy(() -> read(body))
                    .withMessageContaining(reason)
                    .withNoCause()
                    .satisfies(fact -> assertThat(fact.getMessage()).doesNotContain("p1", "very-secret"));
        }
    }
}

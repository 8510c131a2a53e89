package org.spinecds.demo;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;

/** Prints the addresses and example commands once the demo is ready. */
final class DemoGreeting {

    private static final Logger log = LoggerFactory.getLogger(DemoGreeting.class);

    @EventListener
    void greet(ApplicationReadyEvent ready) {
        String root = "http://127.0.0.1:"
                + ready.getApplicationContext().getEnvironment().getProperty("local.server.port", "8080");
        log.info("{}", text(root));
    }

    static String text(String root) {
        return """
                The demo is ready: open %1$s/ in a browser.

                  services    %1$s/cds-services
                  sample EHR  %1$s/sample-ehr/fhir/Patient
                  calls       %1$s/sample-ehr/requests

                An MRI of the spine is selected for patient v01; this asks for the cards:

                curl -s %1$s/cds-services/spine-recurrence-order-select -H 'Content-Type: application/json' -d '{
                  "hook": "order-select", "hookInstance": "aab63836-2cda-5766-b64b-a74a93909252",
                  "fhirServer": "%1$s/sample-ehr/fhir",
                  "context": {"userId": "Practitioner/dr-1", "patientId": "v01", "selections": ["ServiceRequest/mri"],
                    "draftOrders": {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": {
                      "resourceType": "ServiceRequest", "id": "mri", "status": "draft", "intent": "order",
                      "subject": {"reference": "Patient/v01"},
                      "code": {"coding": [{"system": "http://loinc.org", "code": "36400-0"}]}}}]}},
                  "extension": {"org.spinecds.explain": {"assessment": false, "evaluationDate": "2026-03-02"}}}'

                Or any other patient of the list, v02 for one:

                curl -s %1$s/sample-ehr/requests/v02 | curl -s %1$s/cds-services/spine-recurrence-order-select \
                -H 'Content-Type: application/json' -d @-
                """
                .formatted(root);
    }
}

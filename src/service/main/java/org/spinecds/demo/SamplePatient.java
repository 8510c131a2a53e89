package org.spinecds.demo;

import tools.jackson.databind.JsonNode;

/**
 * One invented patient of the sample EHR, a file of {@code demo/}.
 *
 * @param id the patient's id, in lower case
 * @param request an order-select call without fhirServer
 * @param record the patient's record in the sample EHR, a Bundle
 */
record SamplePatient(String id, String title, String narrative, JsonNode request, JsonNode record) {

    static SamplePatient of(JsonNode file) {
        return new SamplePatient(
                file.path("request").path("context").path("patientId").asString(),
                file.path("title").asString(),
                file.path("narrative").asString(),
                file.path("request"),
                file.path("record"));
    }
}

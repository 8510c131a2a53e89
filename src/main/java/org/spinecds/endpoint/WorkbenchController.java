package org.spinecds.endpoint;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.spinecds.fhir.FhirJson;
import org.spinecds.guideline.ActiveGuideline;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What administrators try out; no clinician waits for it. */
@RestController
@RequestMapping("/workbench")
class WorkbenchController {

    private final ActiveGuideline guideline;
    private final FhirJson fhir;
    private final BoundedBody body;

    WorkbenchController(ActiveGuideline guideline, FhirJson fhir, BoundedBody body) {
        this.guideline = guideline;
        this.fhir = fhir;
        this.body = body;
    }

    /** A record held against the profiles: 200 with an OperationOutcome, also where it has errors. */
    @PostMapping(
            path = "/validate",
            consumes = {MediaType.APPLICATION_JSON_VALUE, "application/*+json"})
    ResponseEntity<byte[]> validate(HttpServletRequest http) throws IOException {
        String record = new String(body.of(http), StandardCharsets.UTF_8);
        return ResponseEntity.ok()
                .contentType(OutcomeWords.FHIR_JSON)
                .body(fhir.write(guideline.current().profiles().validate(record))
                        .getBytes(StandardCharsets.UTF_8));
    }
}

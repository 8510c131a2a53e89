package org.spinecds.endpoint;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.spinecds.fhir.FhirJson;
import org.spinecds.guideline.ActiveGuideline;
import org.spinecds.workbench.Workbench;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What administrators try out; no clinician waits for it. */
@RestController
@RequestMapping("/workbench")
class WorkbenchController {

    private final ActiveGuideline guideline;
    private final Workbench workbench;
    private final FhirJson fhir;
    private final BoundedBody body;

    WorkbenchController(ActiveGuideline guideline, Workbench workbench, FhirJson fhir, BoundedBody body) {
        this.guideline = guideline;
        this.workbench = workbench;
        this.fhir = fhir;
        this.body = body;
    }

    /** Which version is in force, which are kept, what came of the last change, and how the candidate fares. */
    @GetMapping("/versions")
    ResponseEntity<byte[]> versions() {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(Json.overview(workbench.overview()));
    }

    /**
     * Takes a version into force again: {@code {"version": "<its beginning>"}}, or {@code {}} for the one before. JSON
     * alone is taken, which no page of another site can make a browser send.
     */
    @PostMapping(path = "/rollback", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> rollBack(HttpServletRequest http) throws IOException {
        workbench.rollBack(Json.optionalMember(body.of(http), "version"));
        return versions();
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

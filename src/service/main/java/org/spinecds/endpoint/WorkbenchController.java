package org.spinecds.endpoint;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.spinecds.fhir.FhirJson;
import org.spinecds.guideline.ActiveGuideline;
import org.spinecds.journal.JournalReport;
import org.spinecds.workbench.Acceptance;
import org.spinecds.workbench.OverrideRefused;
import org.spinecds.workbench.UrgentOverride;
import org.spinecds.workbench.Workbench;
import org.spinecds.workbench.WorkbenchPage;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The workbench of administrators; clinicians do not use it. */
@RestController
@RequestMapping("/workbench")
record WorkbenchController(
        WorkbenchPage page,
        JournalReport journal,
        Clock clock,
        ActiveGuideline guideline,
        Workbench workbench,
        Acceptance acceptance,
        UrgentOverride override,
        FhirJson fhir,
        BoundedBody body) {

    private static final Duration A_MONTH = Duration.ofDays(30);
    /** The page's script sets this header; a page of another site cannot make a browser send it. */
    private static final String OF_THE_PAGE = "HX-Request=true";

    /** The page. */
    @GetMapping
    ResponseEntity<byte[]> whole() {
        Instant now = clock.instant();
        return Json.html(page.page(journal.between(now.minus(A_MONTH), now)));
    }

    /** The cards and the tree of defines of a record or a worked case, as a fragment of the page. */
    @PostMapping(path = "/evaluate", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE, headers = OF_THE_PAGE)
    ResponseEntity<byte[]> evaluate(
            @RequestParam(defaultValue = "") String record,
            @RequestParam(name = "case", defaultValue = "") String id,
            @RequestParam(defaultValue = "") String expression,
            @RequestParam(defaultValue = "4") int depth) {
        return Json.html(page.evaluated(record, id, expression, depth));
    }

    /** The worked cases and the coverage, as a fragment of the page. */
    @PostMapping(path = "/play", headers = OF_THE_PAGE)
    ResponseEntity<byte[]> play(@RequestParam(defaultValue = "") String filter) {
        return Json.html(page.played(filter));
    }

    /** The versions and the change under test, if they differ from those on the page, as a fragment. */
    @GetMapping("/state")
    ResponseEntity<byte[]> state(@RequestParam(defaultValue = "") String seen) {
        return Json.htmlOfNews(page.state(seen));
    }

    /** As {@link #rollBack(HttpServletRequest, Principal)}, from a button of the page, which then reloads. */
    @PostMapping(path = "/rollback-form", headers = OF_THE_PAGE)
    ResponseEntity<byte[]> rollBack(@RequestParam String version, Principal administrator) {
        return changed(() -> acceptance.rollBack(version, administrator.getName()));
    }

    /** As {@link #proposeOverride(HttpServletRequest, Principal)}, from a form of the page. */
    @PostMapping(path = "/override-form", headers = OF_THE_PAGE)
    ResponseEntity<byte[]> proposeOverride(
            @RequestParam String version, @RequestParam(defaultValue = "") String reason, Principal administrator) {
        return changed(() -> override.propose(version, reason, administrator.getName()));
    }

    /** As {@link #confirmOverride(HttpServletRequest, Principal)}, from a button of the page. */
    @PostMapping(path = "/override-confirm-form", headers = OF_THE_PAGE)
    ResponseEntity<byte[]> confirmOverride(@RequestParam String version, Principal administrator) {
        return changed(() -> override.confirm(version, administrator.getName()));
    }

    /** Has the page reloaded after a change; the message of a refused one is shown in it. */
    private ResponseEntity<byte[]> changed(Runnable change) {
        try {
            change.run();
            return ResponseEntity.noContent().header("HX-Refresh", "true").build();
        } catch (OverrideRefused e) {
            return Json.html(page.wrong(String.valueOf(e.getMessage())));
        }
    }

    /** The active version, the stored ones, the result of the last change, and the report of the candidate. */
    @GetMapping("/versions")
    ResponseEntity<byte[]> versions() {
        return Json.overview(workbench.overview());
    }

    /**
     * Activates an earlier version: {@code {"version": "<its beginning>"}}, or {@code {}} for the previous one. Only
     * JSON is accepted; a page of another site cannot make a browser send it.
     */
    @PostMapping(path = "/rollback", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> rollBack(HttpServletRequest http, Principal administrator) throws IOException {
        acceptance.rollBack(Json.optionalMember(body.of(http), "version"), administrator.getName());
        return versions();
    }

    /**
     * Proposes to activate a refused version with failing cases: {@code {"version": "<its beginning>", "reason":
     * "..."}}, without a version the last refused one.
     */
    @PostMapping(path = "/override", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> proposeOverride(HttpServletRequest http, Principal administrator) throws IOException {
        byte[] asked = body.of(http);
        override.propose(
                Json.optionalMember(asked, "version"), Json.optionalMember(asked, "reason"), administrator.getName());
        return versions();
    }

    /**
     * Confirms the proposal, by another administrator and within the hour: {@code {"version": "<its beginning>"}}, or
     * {@code {}}.
     */
    @PostMapping(path = "/override/confirm", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> confirmOverride(HttpServletRequest http, Principal administrator) throws IOException {
        override.confirm(Json.optionalMember(body.of(http), "version"), administrator.getName());
        return versions();
    }

    /** Validates a record against the profiles: 200 with an OperationOutcome, also with errors. */
    @PostMapping(
            path = "/validate",
            consumes = {MediaType.APPLICATION_JSON_VALUE, "application/*+json"})
    ResponseEntity<byte[]> validate(HttpServletRequest http) throws IOException {
        String record = new String(body.of(http), StandardCharsets.UTF_8);
        return Json.fhir(fhir, guideline.current().profiles().validate(record));
    }
}

package org.spinecds.endpoint;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.spinecds.call.DecisionRecorder;
import org.spinecds.call.DecisionSupport;
import org.spinecds.guideline.ActiveGuideline;
import org.spinecds.guideline.Guideline;
import org.spinecds.hook.FeedbackReader;
import org.spinecds.hook.HookRequest;
import org.spinecds.hook.HookRequestReader;
import org.spinecds.hook.HookRequestRejected;
import org.spinecds.hook.ServiceDefinition;
import org.spinecds.journal.Journal;
import org.spinecds.security.CallingClient;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Discovery, calls of services, and feedback on their cards (CDS Hooks 2.0.1). */
@RestController
@RequestMapping("/cds-services")
record CdsServicesController(
        ActiveGuideline guideline,
        HookRequestReader requests,
        FeedbackReader feedback,
        DecisionSupport decisionSupport,
        Journal journal,
        DecisionRecorder recorder,
        CallingClient client,
        BoundedBody body,
        Semaphore calls) {

    private static final String ANY_JSON = "application/*+json";

    @GetMapping
    ResponseEntity<byte[]> discovery() {
        return Json.of(Map.of("services", guideline.current().services().services()));
    }

    @PostMapping(
            path = "/{id}",
            consumes = {MediaType.APPLICATION_JSON_VALUE, ANY_JSON})
    ResponseEntity<byte[]> call(@PathVariable String id, HttpServletRequest http) throws IOException {
        if (!calls.tryAcquire()) {
            throw new ResponseStatusException(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "The service is answering as many calls as it can carry (spinecds.hooks.concurrency); try again.");
        }
        try {
            Guideline current = guideline.current();
            ServiceDefinition service = service(current, id);
            HookRequest request = read(current, service, body.of(http));
            return Json.json(Json.answer(decisionSupport.answer(current, service, request)));
        } finally {
            calls.release();
        }
    }

    /** The specification defines no answer; 200 means that every item is on disk. */
    @PostMapping(
            path = "/{id}/feedback",
            consumes = {MediaType.APPLICATION_JSON_VALUE, ANY_JSON})
    ResponseEntity<Void> feedback(@PathVariable String id, HttpServletRequest http) throws IOException {
        ServiceDefinition service = service(guideline.current(), id);
        journal.keep(service.id(), client.get().name(), feedback.read(body.of(http)));
        return ResponseEntity.ok().build();
    }

    private HookRequest read(Guideline current, ServiceDefinition service, byte[] call) {
        try {
            return requests.read(service, call, client.get(), current.reading(service));
        } catch (HookRequestRejected rejected) {
            recorder.notUnderstood(current, service, client.get());
            throw rejected;
        }
    }

    private static ServiceDefinition service(Guideline current, String id) {
        return current.services()
                .service(id)
                .orElseThrow(() -> new ResponseStatusException(
                        HttpStatus.NOT_FOUND, "There is no such service; GET /cds-services lists those there are."));
    }
}

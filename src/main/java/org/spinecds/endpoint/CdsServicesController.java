package org.spinecds.endpoint;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.spinecds.DecisionSupport;
import org.spinecds.SpineCdsProperties;
import org.spinecds.hook.HookRequest;
import org.spinecds.hook.HookRequestReader;
import org.spinecds.hook.ServiceCatalog;
import org.spinecds.hook.ServiceDefinition;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Discovery and the calls of services (CDS Hooks 2.0.1, Discovery and Calling a CDS Service). */
@RestController
@RequestMapping("/cds-services")
class CdsServicesController {

    private final ServiceCatalog catalog;
    private final HookRequestReader reader;
    private final DecisionSupport decisionSupport;
    private final int maxBody;

    CdsServicesController(
            ServiceCatalog catalog,
            HookRequestReader reader,
            DecisionSupport decisionSupport,
            SpineCdsProperties properties) {
        this.catalog = catalog;
        this.reader = reader;
        this.decisionSupport = decisionSupport;
        this.maxBody = Math.toIntExact(properties.hooks().maxBody().toBytes());
    }

    @GetMapping
    ResponseEntity<byte[]> discovery() {
        return json(Json.discovery(catalog.services()));
    }

    @PostMapping(
            path = "/{id}",
            consumes = {MediaType.APPLICATION_JSON_VALUE, "application/*+json"})
    ResponseEntity<byte[]> call(@PathVariable String id, HttpServletRequest http) throws IOException {
        ServiceDefinition service = catalog.service(id).orElseThrow(UnknownService::new);
        HookRequest request = reader.read(service, body(http));
        return json(Json.answer(decisionSupport.answer(service, request)));
    }

    private byte[] body(HttpServletRequest http) throws IOException {
        if (http.getContentLengthLong() > maxBody) {
            throw new BodyTooLarge(maxBody);
        }
        byte[] body = http.getInputStream().readNBytes(maxBody + 1);
        if (body.length > maxBody) {
            throw new BodyTooLarge(maxBody);
        }
        return body;
    }

    private static ResponseEntity<byte[]> json(byte[] body) {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(body);
    }
}

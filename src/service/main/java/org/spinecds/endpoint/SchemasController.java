package org.spinecds.endpoint;

import java.util.Set;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** The JSON Schemas of the messages, for integrators. */
@RestController
class SchemasController {

    private static final Set<String> NAMES = Set.of("discovery", "request", "response", "feedback");
    private static final MediaType SCHEMA = MediaType.valueOf("application/schema+json");

    @GetMapping("/schemas/{name}")
    ResponseEntity<Resource> schema(@PathVariable String name) {
        if (!NAMES.contains(name)) {
            throw new ResponseStatusException(
                    HttpStatus.NOT_FOUND,
                    "There is no such schema; there are discovery, request, response and feedback.");
        }
        return ResponseEntity.ok().contentType(SCHEMA).body(new ClassPathResource("schemas/" + name + ".json"));
    }
}

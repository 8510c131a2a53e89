package org.spinecds.endpoint;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Resource;
import org.spinecds.content.OwnBuild;
import org.spinecds.fhir.FhirJson;
import org.spinecds.fhir.FhirUnreadable;
import org.spinecds.guideline.ActiveGuideline;
import org.spinecds.guideline.Guideline;
import org.spinecds.hook.HookRequestRejected;
import org.spinecds.workbench.ContentResources;
import org.spinecds.workbench.LibraryOperations;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * The content as FHIR resources, for administrators: read, search by url, version and name, and the standard operations
 * of a Library.
 */
@RestController
@RequestMapping("/fhir")
record FhirController(
        ActiveGuideline guideline,
        ContentResources resources,
        LibraryOperations operations,
        FhirJson fhir,
        BoundedBody body) {

    private static final Set<String> TYPES = Set.of("Library", "PlanDefinition", "ValueSet", "StructureDefinition");

    @GetMapping("/metadata")
    ResponseEntity<byte[]> metadata() {
        return answer(fhir.read(Objects.requireNonNull(OwnBuild.text("fhir/metadata.json"))));
    }

    @GetMapping("/{type}/{id}")
    ResponseEntity<byte[]> read(@PathVariable String type, @PathVariable String id) {
        return answer(find(type, id));
    }

    @GetMapping("/{type}")
    ResponseEntity<byte[]> search(@PathVariable String type, HttpServletRequest http) {
        Map<String, String[]> asked = http.getParameterMap();
        List<Resource> found =
                of(type).stream().filter(resource -> matches(resource, asked)).toList();
        Bundle bundle = new Bundle();
        bundle.setType(Bundle.BundleType.SEARCHSET).setTotal(found.size());
        found.forEach(resource -> bundle.addEntry()
                .setFullUrl(((MetadataResource) resource).getUrl())
                .setResource(resource)
                .getSearch()
                .setMode(Bundle.SearchEntryMode.MATCH));
        return answer(bundle);
    }

    /** Takes Parameters with {@code data}, the record as a Bundle, and any number of {@code expression}. */
    @PostMapping(
            path = "/Library/{id}/$evaluate",
            consumes = {MediaType.APPLICATION_JSON_VALUE, "application/*+json"})
    ResponseEntity<byte[]> evaluate(@PathVariable String id, HttpServletRequest http) throws IOException {
        find("Library", id);
        try {
            Resource parameters = fhir.read(new String(body.of(http), StandardCharsets.UTF_8));
            if (parameters instanceof Parameters asked) {
                return answer(operations.evaluate(guideline.current(), id, asked));
            }
        } catch (FhirUnreadable e) {
            throw new HookRequestRejected("The body is not readable FHIR.");
        }
        throw new HookRequestRejected("The body is no Parameters resource.");
    }

    @GetMapping("/Library/{id}/$data-requirements")
    ResponseEntity<byte[]> dataRequirements(@PathVariable String id) {
        find("Library", id);
        return answer(operations.dataRequirements(guideline.current(), id));
    }

    private Resource find(String type, String id) {
        return of(type).stream()
                .filter(resource -> resource.getIdElement().getIdPart().equals(id))
                .findFirst()
                .orElseThrow(FhirController::unknown);
    }

    private static ResponseStatusException unknown() {
        return new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no such resource of the content.");
    }

    private List<Resource> of(String type) {
        if (!TYPES.contains(type)) {
            throw unknown();
        }
        Guideline current = guideline.current();
        return resources.of(current).stream()
                .filter(resource -> resource.fhirType().equals(type))
                .toList();
    }

    private static boolean matches(Resource resource, Map<String, String[]> asked) {
        MetadataResource known = (MetadataResource) resource;
        return asked.entrySet().stream().allMatch(parameter -> List.of(parameter.getValue()).stream()
                .allMatch(value -> switch (parameter.getKey()) {
                    case "_id" -> value.equals(resource.getIdElement().getIdPart());
                    case "url" -> value.equals(known.getUrl());
                    case "version" -> value.equals(known.getVersion());
                    case "name" -> String.valueOf(known.getName()).startsWith(value);
                    default -> true;
                }));
    }

    private ResponseEntity<byte[]> answer(Resource resource) {
        return Json.fhir(fhir, resource);
    }
}

package org.spinecds.endpoint;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Resource;
import org.spinecds.card.HookResponse;
import org.spinecds.fhir.FhirJson;
import org.spinecds.hook.HookRequestRejected;
import org.spinecds.suspension.Suspensions.Wish;
import org.spinecds.workbench.Workbench;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The bodies of answers. No element is null or empty, except {@code cards} and {@code services} (CDS Hooks 2.0.1,
 * JSON). Spring sees bodies only as bytes, so none can reach its logs.
 */
final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);

    private Json() {}

    static byte[] answer(HookResponse response) {
        ObjectNode body = MAPPER.valueToTree(response);
        List.copyOf(body.propertyNames()).stream()
                .filter(name -> prune(body.path(name)) && !name.equals("cards"))
                .forEach(body::remove);
        return MAPPER.writeValueAsBytes(body);
    }

    /** A value as JSON. */
    static ResponseEntity<byte[]> of(Object value) {
        return json(MAPPER.writeValueAsBytes(value));
    }

    static ResponseEntity<byte[]> json(byte[] body) {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(body);
    }

    /** The overview for administrators, without empty members. */
    static ResponseEntity<byte[]> overview(Workbench.Overview overview) {
        JsonNode body = MAPPER.valueToTree(overview);
        prune(body);
        return of(body);
    }

    /** The requested suspension; missing members are empty. */
    static Wish wish(byte[] body) {
        return new Wish(
                optionalMember(body, "kind"),
                optionalMember(body, "code"),
                optionalMember(body, "reason"),
                optionalMember(body, "for"),
                optionalMember(body, "until"));
    }

    /** An optional member of a small object; empty if missing. */
    static String optionalMember(byte[] body, String name) {
        try {
            return body.length == 0 ? "" : MAPPER.readTree(body).path(name).asString("");
        } catch (JacksonException e) {
            throw new HookRequestRejected("The body is not well-formed JSON.");
        }
    }

    /** An OperationOutcome with one issue of severity error. */
    static byte[] outcome(String issueCode, String sentence) {
        return MAPPER.writeValueAsBytes(Map.of(
                "resourceType",
                "OperationOutcome",
                "issue",
                List.of(Map.of("severity", "error", "code", issueCode, "diagnostics", sentence))));
    }

    /** In a FHIR list a null is the place of an element with only an extension, so it stays beside others. */
    private static boolean prune(JsonNode node) {
        if (node instanceof ObjectNode object) {
            List.copyOf(object.propertyNames()).stream()
                    .filter(name -> prune(object.path(name)))
                    .forEach(object::remove);
            return object.isEmpty();
        }
        if (node instanceof ArrayNode array) {
            array.removeIf(element -> !element.isNull() && prune(element));
            return array.valueStream().allMatch(JsonNode::isNull);
        }
        return node.isNull()
                || node.isMissingNode()
                || (node.isString() && node.stringValue().isEmpty());
    }

    /** A value as JSON, which no cache keeps. */
    static ResponseEntity<byte[]> notKept(Object value) {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .cacheControl(CacheControl.noStore())
                .body(MAPPER.writeValueAsBytes(value));
    }

    static ResponseEntity<byte[]> fhir(FhirJson json, Resource resource) {
        return ResponseEntity.ok()
                .contentType(OutcomeWords.FHIR_JSON)
                .body(json.write(resource).getBytes(StandardCharsets.UTF_8));
    }

    static ResponseEntity<byte[]> html(String text) {
        return html(HttpStatus.OK, text);
    }

    /** A part of a page; 204 where there is nothing new. */
    static ResponseEntity<byte[]> htmlOfNews(Optional<String> text) {
        return text.map(Json::html).orElseGet(() -> ResponseEntity.noContent().build());
    }

    /** A page or a part of one, which no cache keeps. */
    static ResponseEntity<byte[]> html(HttpStatus status, String text) {
        return ResponseEntity.status(status)
                .contentType(HTML)
                .cacheControl(CacheControl.noStore())
                .body(text.getBytes(StandardCharsets.UTF_8));
    }
}

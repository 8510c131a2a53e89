package org.spinecds.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.JsonParser;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads and writes FHIR R4 JSON. Unknown elements are ignored. A value that is not of its element's type is refused: an
 * unreadable number must not become a lower one.
 */
public record FhirJson(FhirContext context) {

    /** The resource types of a patient's record. */
    public static final Set<String> RECORD_TYPES = Set.of(
            "Patient",
            "Condition",
            "Procedure",
            "BodyStructure",
            "ServiceRequest",
            "Observation",
            "Encounter",
            "CareTeam",
            "Goal");

    private static final String AS_READ = FhirJson.class.getName() + ".asRead";
    private static final String IS_HEADER = FhirJson.class.getName() + ".isHeader";

    private static final JsonMapper JSON = mapper(StreamReadConstraints.defaults());

    /**
     * A mapper for JSON that may hold FHIR: RFC 8259 strictly, no member twice, and decimals with the digits they have:
     * 30.0 remains 30.0. It writes no exponent, and refuses to write a number that would have thousands of digits.
     */
    public static JsonMapper mapper(StreamReadConstraints constraints) {
        return JsonMapper.builder(
                        JsonFactory.builder().streamReadConstraints(constraints).build())
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                .build();
    }

    /**
     * Reads one resource.
     *
     * @throws FhirUnreadable when it is not a resource of R4, or a value in it is not of its type
     */
    public Resource read(String json) {
        return read(json, Reading.EVERYTHING);
    }

    /**
     * Reads one resource; of unused entries of a Bundle only the header.
     *
     * @param reading tells which entries are used
     * @throws FhirUnreadable when it is not a resource of R4, or a value that is read is not of its type
     */
    public Resource read(String json, Reading reading) {
        try {
            return read(JSON.readTree(json), reading);
        } catch (JacksonException e) {
            throw unreadable(e);
        }
    }

    /**
     * Reads one resource from JSON that a {@link #mapper} has read. The resource, or each resource of a Bundle, keeps
     * its JSON, so that {@link #tree} need not write it again.
     *
     * @throws FhirUnreadable when it is not a resource of R4, or a value in it is not of its type
     */
    public Resource read(JsonNode json) {
        return read(json, Reading.EVERYTHING);
    }

    /**
     * Reads one resource from JSON. Reads unused Bundle entries as headers: type, id, last update, subject.
     *
     * @param reading tells which entries are used
     * @throws FhirUnreadable when it is not a resource of R4, or a value that is read is not of its type
     */
    public Resource read(JsonNode json, Reading reading) {
        try {
            if (json.path("resourceType").asString("").equals("Bundle")
                    && json.path("entry") instanceof ArrayNode entries) {
                return bundle((ObjectNode) json, entries, reading);
            }
            Resource resource = parsed(json);
            resource.setUserData(AS_READ, json);
            return resource;
        } catch (RuntimeException e) {
            throw unreadable(e);
        }
    }

    /** Whether only the header of the resource was read, since no rule uses it. */
    public static boolean isHeader(Resource resource) {
        return resource.getUserData(IS_HEADER) != null;
    }

    /** The time of this version of a resource; empty where the resource has none. */
    public static Optional<Instant> lastUpdated(Resource resource) {
        if (isHeader(resource) && resource.getUserData(AS_READ) instanceof JsonNode asRead) {
            return Optional.ofNullable(Header.lastUpdated(asRead));
        }
        return Optional.ofNullable(resource.getMeta().getLastUpdated()).map(Date::toInstant);
    }

    /** The whole resource, also where only its header was read. */
    public Resource whole(Resource resource) {
        return isHeader(resource) && resource.getUserData(AS_READ) instanceof JsonNode asRead ? read(asRead) : resource;
    }

    private Resource parsed(JsonNode json) {
        return (Resource) parser().parseResource(JSON.writeValueAsString(json));
    }

    private Bundle bundle(ObjectNode json, ArrayNode entries, Reading reading) {
        @Nullable Resource[] headers = new Resource[entries.size()];
        ArrayNode wholly = JSON.createArrayNode();
        for (int i = 0; i < headers.length; i++) {
            headers[i] = header(entries.get(i), reading);
            if (headers[i] == null) {
                wholly.add(entries.get(i));
            }
        }
        ObjectNode rest = JSON.createObjectNode();
        json.properties().forEach(member -> rest.set(member.getKey(), member.getValue()));
        rest.set("entry", wholly);
        Bundle bundle = (Bundle) parsed(rest);
        List<Bundle.BundleEntryComponent> read = bundle.getEntry();
        if (read.size() != wholly.size()) {
            throw new DataFormatException("An entry of a Bundle cannot be read.");
        }
        for (int i = 0; i < headers.length; i++) {
            if (headers[i] != null) {
                read.add(i, new Bundle.BundleEntryComponent().setResource(headers[i]));
                headers[i].setUserData(IS_HEADER, true);
            }
            if (read.get(i).hasResource()) {
                read.get(i).getResource().setUserData(AS_READ, entries.get(i).path("resource"));
            }
        }
        return bundle;
    }

    private static @Nullable Resource header(JsonNode entry, Reading reading) {
        JsonNode resource = entry.path("resource");
        return !resource.isObject() || reading.mayUse(resource) ? null : Header.of(resource);
    }

    /**
     * The fault for any failure of the parser, which throws many exceptions on other JSON, null pointers among them. It
     * has no cause on purpose: the message of the cause may quote the record.
     */
    private static FhirUnreadable unreadable(RuntimeException cause) {
        return new FhirUnreadable(
                "This is not a readable FHIR R4 resource (" + cause.getClass().getSimpleName() + ").");
    }

    /** Marks a resource as changed, so that its JSON is written anew. Call it after any change but that of the id. */
    public static void changed(Resource resource) {
        resource.clearUserData(AS_READ);
    }

    /**
     * Reads one resource of each type of a record, and one unused entry of each type that is read as a header. The
     * first call then need not wait for the models of these types.
     */
    public void warmUp() {
        Stream.concat(RECORD_TYPES.stream(), Stream.of("OperationOutcome"))
                .map(
                        "{\"resourceType\": \"Bundle\", \"entry\": [{\"resource\": {\"resourceType\": \"%s\"}}]}"
                                ::formatted)
                .forEach(this::read);
        Map<String, Set<String>> none = Map.of("Observation", Set.of(), "Procedure", Set.of());
        none.keySet()
                .forEach(type -> read(
                        """
                        {"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "%s", "id": "of-no-use",
                        "meta": {"lastUpdated": "2026-01-01T00:00:00Z"}, "subject": {"reference": "Patient/p"},
                        "code": {"coding": [{"system": "http://loinc.org", "code": "718-7"}]}}}]}"""
                                .formatted(type),
                        new Reading(none)));
    }

    /** The JSON of a resource: the JSON it was read from, or written anew where the id or more has changed. */
    public JsonNode tree(Resource resource) {
        return resource.getUserData(AS_READ) instanceof JsonNode asRead
                        && asRead.path("id").asString("").equals(resource.getIdPart())
                ? asRead
                : JSON.readTree(write(resource));
    }

    public String write(Resource resource) {
        return parser().encodeResourceToString(resource);
    }

    private JsonParser parser() {
        JsonParser parser = (JsonParser) context.newJsonParser();
        parser.setParserErrorHandler(new WrongValuesAreRefused());
        parser.setOverrideResourceIdWithBundleEntryFullUrl(false);
        parser.setStripVersionsFromReferences(false);
        return parser;
    }
}

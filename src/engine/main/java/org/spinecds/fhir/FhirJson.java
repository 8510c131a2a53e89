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
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads and writes FHIR R4 JSON. Elements the service does not know are passed over, a value that is not of its type
 * is refused: a dose that cannot be read must not become a lower dose.
 */
public final class FhirJson {

    /** The types of resource a patient's record is read from. */
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

    private final FhirContext context;

    public FhirJson(FhirContext context) {
        this.context = context;
    }

    /**
     * JSON that may hold FHIR: as RFC 8259 has it, no member twice, and numbers as they were written: 30.0 Gy remains 30.0 Gy.
     */
    public static JsonMapper mapper(StreamReadConstraints constraints) {
        return JsonMapper.builder(
                        JsonFactory.builder().streamReadConstraints(constraints).build())
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
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

    /** The same, of what may be of use. */
    public Resource read(String json, Reading reading) {
        try {
            return read(JSON.readTree(json), reading);
        } catch (JacksonException e) {
            throw unreadable(e);
        }
    }

    /**
     * Reads one resource of JSON that a {@link #mapper} has read. The resource, or each of a Bundle, keeps its JSON, so that
     * writing it needs none of it written again.
     *
     * @throws FhirUnreadable when it is not a resource of R4, or a value in it is not of its type
     */
    public Resource read(JsonNode json) {
        return read(json, Reading.EVERYTHING);
    }

    /**
     * The same. Of a Bundle's entries that no rule reads only the header is read: type, id, last update, subject.
     *
     * @throws FhirUnreadable when it is not a resource of R4, or a value in it that is read is not of its type
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

    /** Whether only the header of the resource was read, since no rule reads it. */
    public static boolean isHeader(Resource resource) {
        return resource.getUserData(IS_HEADER) != null;
    }

    /** When this version of a resource was written; empty where it does not say. */
    public static Optional<Instant> lastUpdated(Resource resource) {
        if (isHeader(resource) && resource.getUserData(AS_READ) instanceof JsonNode asRead) {
            return Optional.ofNullable(Header.lastUpdated(asRead));
        }
        return Optional.ofNullable(resource.getMeta().getLastUpdated()).map(Date::toInstant);
    }

    /** The whole of a resource of which only a header may have been read. */
    public Resource whole(Resource resource) {
        return isHeader(resource) && resource.getUserData(AS_READ) instanceof JsonNode asRead ? read(asRead) : resource;
    }

    private Resource parsed(JsonNode json) {
        return (Resource) parser().doParseResource(null, new TreeStructure(json));
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
     * The parser fails in many ways on what is no FHIR, null pointers among them. The cause is left behind on purpose: its
     * message may quote the record.
     */
    private static FhirUnreadable unreadable(RuntimeException cause) {
        return new FhirUnreadable(
                "This is not a readable FHIR R4 resource (" + cause.getClass().getSimpleName() + ").");
    }

    /** A resource is no longer as it was read; to be said by whatever changes more than its id. */
    public static void changed(Resource resource) {
        resource.clearUserData(AS_READ);
    }

    /**
     * Reads one resource of each type the service knows, and one of no use of each that may be, so that the first call need not
     * wait for their models.
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
                        new Codes(none)));
    }

    /** A resource as JSON: as it was read where it still is as it was read. */
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

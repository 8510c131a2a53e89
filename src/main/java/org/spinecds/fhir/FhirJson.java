package org.spinecds.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.JsonParser;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

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

    private static final JsonMapper JSON = mapper(StreamReadConstraints.defaults());

    private final FhirContext context;

    public FhirJson(FhirContext context) {
        this.context = context;
    }

    /**
     * JSON that may hold FHIR: as RFC 8259 has it, no member twice, and numbers as they were written: 30.0 Gy remains 30.0 Gy.
     */
    public static JsonMapper mapper(StreamReadConstraints constraints) {
        return JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(constraints)
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build())
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
        try {
            return read(JSON.readTree(json));
        } catch (JacksonException e) {
            throw unreadable(e);
        }
    }

    /**
     * Reads one resource of JSON that a {@link #mapper} has read. The resource, or each of a
     * Bundle, keeps its JSON, so that writing it needs none of it written again.
     *
     * @throws FhirUnreadable when it is not a resource of R4, or a value in it is not of its type
     */
    public Resource read(JsonNode json) {
        try {
            Resource resource = (Resource) parser().doParseResource(null, new TreeStructure(json));
            if (resource instanceof Bundle bundle) {
                keepEach(bundle, json.path("entry"));
            } else {
                resource.setUserData(AS_READ, json);
            }
            return resource;
        } catch (RuntimeException e) {
            throw unreadable(e);
        }
    }

    private static void keepEach(Bundle bundle, JsonNode entries) {
        List<Bundle.BundleEntryComponent> read = bundle.getEntry();
        for (int i = 0; read.size() == entries.size() && i < read.size(); i++) {
            if (read.get(i).hasResource()) {
                read.get(i).getResource().setUserData(AS_READ, entries.get(i).path("resource"));
            }
        }
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

    /** Reads one resource of each type the service knows, so that the first call need not wait for their models. */
    public void warmUp() {
        Stream.concat(RECORD_TYPES.stream(), Stream.of("OperationOutcome"))
                .map(
                        "{\"resourceType\": \"Bundle\", \"entry\": [{\"resource\": {\"resourceType\": \"%s\"}}]}"
                                ::formatted)
                .forEach(this::read);
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
        return parser;
    }
}

package org.spinecds.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Resource;

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

    private final FhirContext context;

    public FhirJson(FhirContext context) {
        this.context = context;
    }

    /**
     * Reads one resource.
     *
     * @throws FhirUnreadable when it is not a resource of R4, or a value in it is not of its type
     */
    public Resource read(String json) {
        try {
            return (Resource) parser().parseResource(json);
        } catch (RuntimeException e) {
            // The parser fails in many ways on what is no FHIR, null pointers among them. The cause is left behind on
            // purpose: its message may quote the record.
            throw new FhirUnreadable(
                    "This is not a readable FHIR R4 resource (" + e.getClass().getSimpleName() + ").");
        }
    }

    /** Reads one resource of each type the service knows, so that the first call need not wait for their models. */
    public void warmUp() {
        Stream.concat(RECORD_TYPES.stream(), Stream.of("OperationOutcome"))
                .map(
                        "{\"resourceType\": \"Bundle\", \"entry\": [{\"resource\": {\"resourceType\": \"%s\"}}]}"
                                ::formatted)
                .forEach(this::read);
    }

    public String write(Resource resource) {
        return parser().encodeResourceToString(resource);
    }

    private IParser parser() {
        IParser parser = context.newJsonParser();
        parser.setParserErrorHandler(new WrongValuesAreRefused());
        parser.setOverrideResourceIdWithBundleEntryFullUrl(false);
        return parser;
    }
}

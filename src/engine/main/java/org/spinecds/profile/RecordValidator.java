package org.spinecds.profile;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.fhirpath.IFhirPath;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import ca.uhn.fhir.validation.ValidationOptions;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.jspecify.annotations.Nullable;
import org.spinecds.content.Content;
import org.spinecds.fhir.FhirJson;
import org.spinecds.fhir.PlainForm;
import org.spinecds.logic.KnowledgeBase;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Validates a record against the profiles, independently of {@code meta.profile}: each resource against the profiles
 * that apply to it. Works without a network. The first call reads the profiles, which takes some seconds.
 */
public final class RecordValidator {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String APPLIES_TO = "http://spinecds.org/fhir/StructureDefinition/applies-to";
    private static final String OURS = "http://spinecds.org/fhir/";

    private final FhirContext fhir;
    private final Content content;
    private @Nullable Loaded loaded;

    /** A validator over the profiles of a content. */
    public RecordValidator(FhirContext fhir, Content content) {
        this.fhir = fhir;
        this.content = content;
    }

    /**
     * Returns errors and warnings for a record. Every issue names the resource and the element; an issue of a profile
     * explains the fix and has its key in {@code details}.
     *
     * @param record FHIR JSON: a Bundle of any type, or a single resource; entries without a resource are left out
     * @return one issue of severity information without findings
     * @throws RecordUnreadable when it is not a JSON object with a resourceType
     */
    public OperationOutcome validate(String record) {
        JsonNode tree = read(record);
        List<JsonNode> resources = tree.path("resourceType").asString().equals("Bundle")
                ? tree.path("entry").values().stream()
                        .map(entry -> entry.path("resource"))
                        .filter(JsonNode::isObject)
                        .toList()
                : List.of(tree);
        OperationOutcome outcome = new OperationOutcome();
        int held = 0;
        for (JsonNode resource : resources) {
            List<String> meant = loaded().meantFor(resource);
            held += meant.isEmpty() ? 0 : 1;
            issues(resource, meant).forEach(outcome::addIssue);
        }
        if (!outcome.hasIssue()) {
            outcome.addIssue()
                    .setSeverity(IssueSeverity.INFORMATION)
                    .setCode(IssueType.INFORMATIONAL)
                    .setDiagnostics("Nothing to mend; resources that a profile is meant for: " + held + " of "
                            + resources.size() + ". The others are not read, or not as what a profile speaks of.");
        }
        return outcome;
    }

    private static JsonNode read(String record) {
        try {
            JsonNode tree = JSON.readTree(record);
            if (tree.path("resourceType").isString()) {
                return tree;
            }
        } catch (JacksonException e) {
            throw new RecordUnreadable("The record is not well-formed JSON.");
        }
        throw new RecordUnreadable("The record is not FHIR JSON: it has no resourceType.");
    }

    private List<OperationOutcome.OperationOutcomeIssueComponent> issues(JsonNode resource, List<String> meant) {
        ValidationOptions options = new ValidationOptions();
        meant.forEach(options::addProfile);
        return loaded().validator().validateWithResult(resource.toString(), options).getMessages().stream()
                .filter(RecordValidator::concerns)
                .map(message -> issue(resource, message))
                .toList();
    }

    /** HAPI's findings about missing profiles and terminologies are not faults of the record. */
    private static boolean concerns(SingleValidationMessage message) {
        return switch (message.getSeverity()) {
            case INFORMATION -> false;
            case WARNING ->
                message.getMessage().contains(OURS)
                        || String.valueOf(message.getMessageId()).contains(OURS);
            case ERROR, FATAL -> true;
        };
    }

    private static OperationOutcome.OperationOutcomeIssueComponent issue(
            JsonNode resource, SingleValidationMessage message) {
        OperationOutcome.OperationOutcomeIssueComponent issue = new OperationOutcome.OperationOutcomeIssueComponent();
        issue.setSeverity(
                message.getSeverity() == ResultSeverityEnum.WARNING ? IssueSeverity.WARNING : IssueSeverity.ERROR);
        issue.setCode(IssueType.INVALID);
        issue.getDetails().setText(message.getMessageId());
        issue.setDiagnostics(message.getMessage());
        String type = resource.path("resourceType").asString();
        issue.addExpression(
                resource.has("id") ? type + "/" + resource.path("id").asString() : type);
        issue.addExpression(message.getLocationString());
        return issue;
    }

    private synchronized Loaded loaded() {
        if (loaded == null) {
            loaded = Loaded.from(fhir, content);
        }
        return loaded;
    }

    /** A profile and the FHIRPath that selects its resources. */
    private record Profile(String url, String type, String appliesTo) {}

    private record Loaded(
            List<Profile> profiles, FhirValidator validator, IFhirPath paths, IParser parser, PlainForm plainForm) {

        static Loaded from(FhirContext fhir, Content content) {
            PrePopulatedValidationSupport ours = new PrePopulatedValidationSupport(fhir);
            List<Profile> profiles = new ArrayList<>();
            for (String path : content.list("fhir-profiles/profiles", ".json")) {
                StructureDefinition profile =
                        fhir.newJsonParser().parseResource(StructureDefinition.class, content.text(path));
                ours.addStructureDefinition(profile);
                if (profile.hasExtension(APPLIES_TO)) {
                    profiles.add(new Profile(
                            profile.getUrl(),
                            profile.getType(),
                            profile.getExtensionByUrl(APPLIES_TO).getValue().primitiveValue()));
                }
            }
            for (String folder : List.of(
                    "fhir-profiles/terminology", "cql/input/vocabulary/valueset", "cql/input/vocabulary/codesystem")) {
                content.list(folder, ".json")
                        .forEach(path -> ours.addResource(fhir.newJsonParser().parseResource(content.text(path))));
            }
            ValidationSupportChain chain = new ValidationSupportChain(
                    ours,
                    fhir.getValidationSupport(),
                    new InMemoryTerminologyServerValidationSupport(fhir),
                    new CommonCodeSystemsTerminologyService(fhir),
                    new SnapshotGeneratingValidationSupport(fhir));
            FhirInstanceValidator instances = new FhirInstanceValidator(chain);
            instances.setAnyExtensionsAllowed(true);
            // A claimed mCODE profile is not available here, which is no fault of the record.
            instances.setErrorForUnknownProfiles(false);
            FhirValidator validator = fhir.newValidator().registerValidatorModule(instances);
            return new Loaded(
                    List.copyOf(profiles),
                    validator,
                    fhir.newFhirPath(),
                    fhir.newJsonParser(),
                    new PlainForm(new FhirJson(fhir), KnowledgeBase.codeNames(content, fhir)));
        }

        /**
         * Uses the normal form, like the rules. No profile applies to an unparsable resource; its violations of R4 are
         * still found.
         */
        List<String> meantFor(JsonNode sent) {
            IBaseResource resource;
            try {
                resource = parser.parseResource(plainForm.codes(sent).toString());
            } catch (DataFormatException | IllegalArgumentException e) {
                return List.of();
            }
            return profiles.stream()
                    .filter(profile -> profile.type().equals(resource.fhirType()))
                    .filter(profile -> paths.evaluateFirst(resource, profile.appliesTo(), BooleanType.class)
                            .map(BooleanType::booleanValue)
                            .orElse(false))
                    .map(Profile::url)
                    .toList();
        }
    }
}

package org.spinecds.profile;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spinecds.content.Content;

/**
 * The published package of mCODE 4.0.0 and our profiles agree: our examples that claim a profile of mCODE conform to it, and
 * our profiles find no error in the radiotherapy examples of mCODE. Runs in the Maven profile {@code mcode}, which fetches
 * the package.
 */
@Tag("full")
@EnabledIf("packageIsAtHand")
class McodeIT {

    private static final String MCODE = "http://hl7.org/fhir/us/mcode/StructureDefinition/";
    private static final Path PACKAGE = Path.of("target/mcode/package");
    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final RecordValidator OURS =
            new RecordValidator(FHIR, Content.at(Path.of(".").toAbsolutePath()));

    /** Reads the package of mCODE when the first test asks for it: without the package no test runs. */
    private static final class Theirs {

        private static final FhirValidator VALIDATOR = validator();
    }

    static boolean packageIsAtHand() {
        return Files.isDirectory(PACKAGE);
    }

    static Stream<Path> ourExamples() throws Exception {
        return json(Path.of("fhir-profiles/examples/valid"))
                .filter(file -> text(file).contains(MCODE + "mcode-radiotherapy-"));
    }

    static Stream<Path> theirExamples() throws Exception {
        return json(PACKAGE.resolve("example")).filter(file -> text(file).contains(MCODE + "mcode-radiotherapy-"));
    }

    @ParameterizedTest
    @MethodSource("ourExamples")
    void ourExamplesConformToTheProfilesOfMcodeTheyClaim(Path example) {
        assertThat(Theirs.VALIDATOR.validateWithResult(text(example)).getMessages().stream()
                        .filter(message -> message.getSeverity() == ResultSeverityEnum.ERROR)
                        .filter(message -> !isAboutWhatIsNotInThePackage(message))
                        .map(SingleValidationMessage::getMessage))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("theirExamples")
    void ourProfilesFindNoErrorInTheirExamples(Path example) {
        assertThat(OURS.validate(text(example)).getIssue().stream()
                        .filter(issue ->
                                String.valueOf(issue.getDetails().getText()).contains("spinecds"))
                        .filter(issue -> issue.getSeverity().toCode().equals("error"))
                        .map(issue -> issue.getDiagnostics()))
                .isEmpty();
    }

    /** US Core, CodeX RT and the code system of STU2 are not part of the package. */
    private static boolean isAboutWhatIsNotInThePackage(SingleValidationMessage message) {
        return message.getMessage().contains("us/core")
                || message.getMessage().contains("codex-radiation-therapy")
                || message.getMessage().contains("snomed-requested-cs");
    }

    private static FhirValidator validator() {
        PrePopulatedValidationSupport mcode = new PrePopulatedValidationSupport(FHIR);
        try {
            for (Path file : json(PACKAGE).toList()) {
                String name = String.valueOf(file.getFileName());
                if (List.of("StructureDefinition-", "ValueSet-", "CodeSystem-").stream()
                        .anyMatch(name::startsWith)) {
                    mcode.addResource(FHIR.newJsonParser().parseResource(text(file)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        FhirInstanceValidator instances = new FhirInstanceValidator(new ValidationSupportChain(
                mcode,
                FHIR.getValidationSupport(),
                new InMemoryTerminologyServerValidationSupport(FHIR),
                new CommonCodeSystemsTerminologyService(FHIR)));
        instances.setAnyExtensionsAllowed(true);
        return FHIR.newValidator().registerValidatorModule(instances);
    }

    private static Stream<Path> json(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json")).sorted().toList().stream();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package org.spinecds.profile;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.OperationOutcomeIssueComponent;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.spinecds.content.Content;
import tools.jackson.databind.json.JsonMapper;

/** Every example of the profiles is valid, or fails with the one issue it names. */
class ProfilesIT {

    private static final Path EXAMPLES = Path.of("fhir-profiles/examples");
    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final RecordValidator VALIDATOR =
            new RecordValidator(FHIR, Content.at(Path.of(".").toAbsolutePath()));

    static Stream<Path> valid() throws Exception {
        try (Stream<Path> files = Files.list(EXAMPLES.resolve("valid"))) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("valid")
    void aValidExampleHasNoIssue(Path example) throws Exception {
        assertThat(issues(example).map(ProfilesIT::told)).isEmpty();
    }

    @ParameterizedTest
    @CsvFileSource(files = "fhir-profiles/examples/invalid/issues.csv", numLinesToSkip = 1)
    void anInvalidExampleHasTheIssueItNamesAndNoWorse(String example, String severity, String named) throws Exception {
        List<OperationOutcomeIssueComponent> issues =
                issues(EXAMPLES.resolve("invalid").resolve(example + ".json")).toList();

        List<String> errors = told(issues, IssueSeverity.ERROR);
        List<String> worst = severity.equals("error") ? errors : told(issues, IssueSeverity.WARNING);
        List<String> names = List.of(named.split("\\|", -1));
        if (severity.equals("warning")) {
            assertThat(errors).isEmpty();
        }
        assertThat(names).allSatisfy(name -> assertThat(worst)
                .anySatisfy(told -> assertThat(told).contains(name)));
        assertThat(worst).allSatisfy(told -> assertThat(names)
                .anySatisfy(name -> assertThat(told).contains(name)));
    }

    @Test
    void everyInvalidExampleNamesItsIssue() throws Exception {
        try (Stream<Path> files = Files.list(EXAMPLES.resolve("invalid"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".json")).count())
                    .isEqualTo(Files.readAllLines(EXAMPLES.resolve("invalid/issues.csv"))
                                    .size()
                            - 1L);
        }
    }

    /**
     * The records of the worked cases as they were given are what EHRs send: none has an error but those that are wrong by
     * design, which are listed with the issue that says so.
     */
    @Test
    void theRecordsOfTheWorkedCasesHaveTheErrorsListedAndNoOthers() throws Exception {
        Set<String> found = new TreeSet<>();
        try (Stream<Path> cases = Files.list(Path.of("cql/input/tests/SpineRecurrenceAssessment"))) {
            for (Path worked : cases.filter(ProfilesIT::wasGiven).toList()) {
                String name = String.valueOf(worked.getFileName()).replace(".json", "");
                for (OperationOutcomeIssueComponent issue :
                        VALIDATOR.validate(record(worked)).getIssue()) {
                    if (issue.getSeverity() == IssueSeverity.ERROR) {
                        found.add(String.join(
                                ",",
                                name,
                                issue.getExpression().get(0).getValue(),
                                issue.getDetails().getText().replaceFirst(".*#", "")));
                    }
                }
            }
        }
        Path listed = Path.of("src/test/resources/cases-wrong-by-design.csv");
        if (Boolean.getBoolean("profiles.rewrite")) {
            Files.write(listed, found);
        }

        assertThat(found).containsExactlyElementsOf(new TreeSet<>(Files.readAllLines(listed)));
    }

    private static boolean wasGiven(Path worked) {
        return !String.valueOf(worked.getFileName()).matches("[HK]\\d.*");
    }

    private static Bundle record(Path worked) throws Exception {
        return FHIR.newJsonParser()
                .parseResource(
                        Bundle.class,
                        JsonMapper.shared()
                                .readTree(Files.readString(worked))
                                .path("record")
                                .toString());
    }

    private static Stream<OperationOutcomeIssueComponent> issues(Path example) throws Exception {
        Bundle record = new Bundle();
        record.addEntry().setResource((Resource) FHIR.newJsonParser().parseResource(Files.readString(example)));
        return VALIDATOR.validate(record).getIssue().stream()
                .filter(issue -> issue.getSeverity() != IssueSeverity.INFORMATION);
    }

    private static List<String> told(List<OperationOutcomeIssueComponent> issues, IssueSeverity severity) {
        return issues.stream()
                .filter(issue -> issue.getSeverity() == severity)
                .map(ProfilesIT::told)
                .toList();
    }

    private static String told(OperationOutcomeIssueComponent issue) {
        return issue.getSeverity() + " " + issue.getDetails().getText() + " " + issue.getDiagnostics();
    }
}

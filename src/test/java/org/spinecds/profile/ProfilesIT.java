package org.spinecds.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ca.uhn.fhir.context.FhirContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.OperationOutcomeIssueComponent;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.spinecds.content.Content;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every example of the profiles is valid, or fails with the one issue it names. */
class ProfilesIT {

    private static final Path EXAMPLES = Path.of("fhir-profiles/examples");
    private static final RecordValidator VALIDATOR = new RecordValidator(
            FhirContext.forR4Cached(), Content.at(Path.of(".").toAbsolutePath()));

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
    @Tag("full")
    @Test
    void theRecordsOfTheWorkedCasesHaveTheErrorsListedAndNoOthers() throws Exception {
        Set<String> found = new TreeSet<>();
        try (Stream<Path> cases = Files.walk(Path.of("cql/input/tests"))) {
            for (Path worked : cases.filter(ProfilesIT::wasGiven).toList()) {
                String name = String.valueOf(worked.getFileName()).replace(".json", "");
                for (OperationOutcomeIssueComponent issue :
                        VALIDATOR.validate(record(worked)).getIssue()) {
                    if (issue.getSeverity() == IssueSeverity.ERROR) {
                        found.add(String.join(
                                ",", name, issue.getExpression().get(0).getValue(), key(issue)));
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

    @Test
    void aValueOfAnotherTypeIsAnErrorAndNoFailure() throws Exception {
        String course = Files.readString(EXAMPLES.resolve("valid/course.json"));

        assertThat(VALIDATOR.validate(course.replace("3000", "\"much\"")).getIssue())
                .anySatisfy(issue -> assertThat(issue.getSeverity()).isEqualTo(IssueSeverity.ERROR));
    }

    /** A resource that no profile is meant for has not been found good. */
    @Test
    void whatNoProfileIsMeantForIsCountedAsSuch() throws Exception {
        String strange = Files.readString(EXAMPLES.resolve("valid/course.json")).replace("1217123003", "0");

        assertThat(VALIDATOR.validate(strange).getIssueFirstRep().getDiagnostics())
                .contains("0 of 1");
    }

    @Test
    void whatIsNoRecordIsUnreadable() {
        for (String text : List.of("", "{", "[]", "{}", "null")) {
            assertThatExceptionOfType(RecordUnreadable.class).isThrownBy(() -> VALIDATOR.validate(text));
        }
    }

    /** The key of a rule of a profile; the sentence for what R4 itself forbids. */
    private static String key(OperationOutcomeIssueComponent issue) {
        return issue.getDetails().hasText()
                ? issue.getDetails().getText().replaceFirst(".*#", "")
                : issue.getDiagnostics();
    }

    /** All but the three definitions of extensions, which the validator cannot expand without the core package of R4. */
    static Stream<Path> conformanceResources() throws Exception {
        try (Stream<Path> profiles = Files.walk(Path.of("fhir-profiles"));
                Stream<Path> vocabulary = Files.walk(Path.of("cql/input/vocabulary"))) {
            return Stream.concat(profiles, vocabulary)
                    .filter(file -> file.toString().endsWith(".json"))
                    .filter(file -> !file.toString().contains("example"))
                    .filter(file -> !Set.of("applies-to.json", "code-verification.json", "vertebral-level.json")
                            .contains(String.valueOf(file.getFileName())))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("conformanceResources")
    void whatIsPublishedIsValidItself(Path file) throws Exception {
        assertThat(issues(file)
                        .filter(issue -> issue.getSeverity() == IssueSeverity.ERROR)
                        .map(ProfilesIT::told))
                .isEmpty();
    }

    @Test
    void theGuideListsEveryFileAndNoOther() throws Exception {
        Set<String> listed = new TreeSet<>();
        json(Path.of("fhir-profiles/ImplementationGuide.json"))
                .path("definition")
                .path("resource")
                .forEach(resource ->
                        listed.add(resource.path("reference").path("reference").asString()));
        Set<String> there = new TreeSet<>();
        for (Path folder : List.of(Path.of("fhir-profiles"), Path.of("cql/input/vocabulary"))) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(file -> file.toString().endsWith(".json"))
                        .filter(file -> !file.toString().contains("invalid")
                                && !file.toString().contains("site-example"))
                        .toList()) {
                    JsonNode resource = json(file);
                    there.add(resource.path("resourceType").asString() + "/"
                            + resource.path("id").asString());
                }
            }
        }
        there.remove("ImplementationGuide/spinecds");

        assertThat(listed).isEqualTo(there);
    }

    @Test
    void everySearchOfAServiceIsAskedForInTheCapabilityStatement() throws Exception {
        Set<String> stated = new TreeSet<>();
        json(Path.of("fhir-profiles/CapabilityStatement.json"))
                .path("rest")
                .path(0)
                .path("resource")
                .forEach(resource -> resource.path("searchParam")
                        .forEach(parameter -> stated.add(resource.path("type").asString() + "?"
                                + parameter.path("name").asString())));
        Set<String> asked = new TreeSet<>(Set.of("Condition?category", "Observation?category"));
        try (Stream<Path> services = Files.list(Path.of("cds-hooks/services"))) {
            for (Path service : services.toList()) {
                json(service).path("prefetch").forEach(template -> asked.addAll(searches(template.asString())));
            }
        }

        assertThat(stated).isEqualTo(asked);
    }

    private static List<String> searches(String template) {
        String[] parts = template.split("\\?", 2);
        return parts.length == 1
                ? List.of()
                : Stream.of(parts[1].split("&", -1))
                        .map(parameter -> parts[0] + "?" + parameter.split("=", 2)[0])
                        .toList();
    }

    private static boolean wasGiven(Path worked) {
        return String.valueOf(worked.getFileName()).matches("[GV]\\d.*");
    }

    private static String record(Path worked) throws Exception {
        return json(worked).path("record").toString();
    }

    private static JsonNode json(Path file) throws Exception {
        return JsonMapper.shared().readTree(Files.readString(file));
    }

    private static Stream<OperationOutcomeIssueComponent> issues(Path example) throws Exception {
        return VALIDATOR.validate(Files.readString(example)).getIssue().stream()
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

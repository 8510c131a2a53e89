package org.spinecds.command;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.jspecify.annotations.Nullable;
import org.spinecds.content.Content;
import org.spinecds.fhir.R4;
import org.spinecds.profile.RecordUnreadable;
import org.spinecds.profile.RecordValidator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Validates records against the profiles and explains how to fix each fault. */
@Command(
        name = "validate",
        description = "Holds records, each a FHIR Bundle or a resource in JSON, against the profiles of what is read.",
        exitCodeList = {"0:no error", "1:at least one error", "2:a record could not be read"})
final class ValidateCommand implements Callable<Integer> {

    @Parameters(arity = "1..*", paramLabel = "<record.json>", description = "the records")
    private List<Path> records = List.of();

    @Option(names = "--json", description = "print one OperationOutcome a line")
    private boolean json;

    @Option(names = "--content", description = "a folder with cql and fhir-profiles, instead of the jar's own")
    private @Nullable Path content;

    @Spec
    private @Nullable CommandSpec command;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(command).commandLine().getOut();
        FhirContext fhir = R4.context();
        RecordValidator validator = new RecordValidator(fhir, Content.at(content));
        int worst = 0;
        for (Path record : records) {
            try {
                OperationOutcome outcome = validator.validate(Files.readString(record));
                if (json) {
                    out.println(fhir.newJsonParser().encodeResourceToString(outcome));
                } else {
                    outcome.getIssue().forEach(issue -> out.println(line(record, issue)));
                }
                if (outcome.getIssue().stream().anyMatch(issue -> issue.getSeverity() == IssueSeverity.ERROR)) {
                    worst = Math.max(worst, 1);
                }
            } catch (IOException | RecordUnreadable e) {
                String why = e instanceof RecordUnreadable ? e.getMessage() : "The file cannot be read.";
                command.commandLine().getErr().println(record + ": " + why);
                worst = 2;
            }
        }
        out.flush();
        return worst;
    }

    private static String line(Path record, OperationOutcome.OperationOutcomeIssueComponent issue) {
        String where = issue.getExpression().isEmpty()
                ? ""
                : issue.getExpression().get(0).getValue() + ": ";
        return record + ": " + issue.getSeverity().toCode() + ": " + where + issue.getDiagnostics();
    }
}

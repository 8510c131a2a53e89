package org.spinecds.command;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.hl7.fhir.r4.model.Bundle;
import org.jspecify.annotations.Nullable;
import org.spinecds.fhir.R4;
import org.spinecds.guideline.Guideline;
import org.spinecds.workbench.ContentBundle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes the content as FHIR resources, for another server. */
@Command(
        name = "package",
        description = "Writes the content as a FHIR Bundle: libraries with CQL and ELM, plan definitions, value sets.",
        exitCodeList = {"0:written", "2:it could not be written"})
final class PackageCommand implements Callable<Integer> {

    @Mixin
    private ContentOptions options = new ContentOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "<file>",
            description = "where to; without it to the output")
    private @Nullable Path output;

    @Override
    public Integer call() {
        Guideline guideline = options.guideline();
        FhirContext fhir = R4.context();
        Bundle bundle = ContentBundle.of(guideline, fhir);
        String text = fhir.newJsonParser().encodeResourceToString(bundle);
        if (output == null) {
            options.say(text);
            return 0;
        }
        try {
            Files.writeString(output, text);
        } catch (IOException e) {
            throw new CannotRun(output + " cannot be written.");
        }
        if (options.isJson()) {
            options.print(Map.of(
                    "version",
                    guideline.version(),
                    "file",
                    output.toString(),
                    "resources",
                    bundle.getEntry().size()));
        } else {
            options.say(bundle.getEntry().size() + " resources of version " + guideline.version() + " in " + output);
        }
        return 0;
    }
}

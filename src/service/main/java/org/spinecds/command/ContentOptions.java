package org.spinecds.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.spinecds.content.Content;
import org.spinecds.fhir.R4;
import org.spinecds.guideline.Guideline;
import org.spinecds.guideline.GuidelineSource;
import org.spinecds.workbench.CaseReader;
import org.spinecds.workbench.PatientCase;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Common options of the commands on content: source, output format, output. */
final class ContentOptions {

    static final String JAR = "jar";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .enable(SerializationFeature.INDENT_OUTPUT, SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    @Option(
            names = "--content",
            paramLabel = "<folder>",
            description = "a folder with cql and cds-hooks; without it the folder you are in where it has both, else"
                    + " the content of the jar")
    private @Nullable Path content;

    @Option(
            names = "--overlay",
            paramLabel = "<folder>",
            description = "a folder of changed files and new cases, laid over that content")
    private @Nullable Path overlay;

    @Option(names = "--json", description = "print JSON, for pipelines")
    private boolean json;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    boolean isJson() {
        return json;
    }

    PrintWriter out() {
        return Objects.requireNonNull(command).commandLine().getOut();
    }

    PrintWriter err() {
        return Objects.requireNonNull(command).commandLine().getErr();
    }

    void print(Object answer) {
        out().println(JSON.writeValueAsString(answer));
        out().flush();
    }

    /** Prints lines at once. */
    void say(String... lines) {
        List.of(lines).forEach(out()::println);
        out().flush();
    }

    /** The files of the content, the overlay among them. */
    Content content() {
        return Content.at(folder(), overlay);
    }

    private @Nullable Path folder() {
        Path here = Path.of("").toAbsolutePath();
        boolean isContent = Files.isDirectory(here.resolve("cql/input/cql"))
                && Files.isDirectory(here.resolve("cds-hooks/services"));
        return content == null && isContent ? here : content;
    }

    /** The content with default settings, translated and checked. */
    Guideline guideline() {
        return guideline(GuidelineSource.asWritten(folder(), overlay));
    }

    /** The same of another folder, without the overlay; null means the content of the jar. */
    Guideline guideline(@Nullable Path folder) {
        return guideline(GuidelineSource.asWritten(folder, null));
    }

    /** The content with the local codes of a site; null means none. */
    Guideline guidelineOfSite(@Nullable Path localCodes) {
        return guideline(GuidelineSource.asWritten(folder(), overlay).withLocalCodes(localCodes));
    }

    /** The same of another folder, without the overlay. */
    Guideline guidelineOfSite(Path other, @Nullable Path localCodes) {
        return guideline(GuidelineSource.asWritten(other, null).withLocalCodes(localCodes));
    }

    private Guideline guideline(GuidelineSource source) {
        return Progress.during(err(), "Translating the content", () -> source.load(R4.context()));
    }

    /** A file as a case, named without the folder, for another hook; null means the hook of the file. */
    static PatientCase read(Guideline guideline, Path file, @Nullable String hook) {
        try {
            return new CaseReader(R4.context())
                    .read(guideline, String.valueOf(file.getFileName()), Files.readString(file), hook);
        } catch (IOException e) {
            throw new CannotRun(file + " cannot be read.");
        }
    }
}

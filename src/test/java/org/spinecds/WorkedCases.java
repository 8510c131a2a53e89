package org.spinecds;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.spinecds.content.Content;
import org.spinecds.content.GuidelineFile;
import org.spinecds.workbench.WorkedCase;

/** The worked cases of the project. */
public final class WorkedCases {

    private static final List<WorkedCase> ALL = WorkedCase.below(Path.of("."));

    private WorkedCases() {}

    public static List<WorkedCase> all() {
        return ALL;
    }

    /** The cases with a record that an EHR can have: without a resource that the service gives itself. */
    public static List<WorkedCase> ofAnEhr() {
        Set<String> own = GuidelineFile.of(Content.at(Path.of("."))).stream()
                .flatMap(guideline -> guideline.own().stream())
                .collect(Collectors.toSet());
        return ALL.stream()
                .filter(worked -> worked.resources().stream()
                        .noneMatch(resource ->
                                own.contains(resource.path("resourceType").asString())))
                .toList();
    }

    /** The file of a case, in the folder of its subject. */
    public static Path file(String id) {
        try (Stream<Path> files = Files.walk(Path.of("cql/input/tests"))) {
            return files.filter(file -> file.endsWith(id + ".json"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("There is no file of the case " + id + "."));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The case with an id. */
    public static WorkedCase named(String id) {
        return ALL.stream()
                .filter(worked -> worked.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("There is no case " + id + "."));
    }
}

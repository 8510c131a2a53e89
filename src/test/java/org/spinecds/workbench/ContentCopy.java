package org.spinecds.workbench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.spinecds.WorkedCases;

/** The project's content in a folder of its own, with a handful of its cases, for a test to change. */
public final class ContentCopy {

    /** All in one folder, as a site may have them. */
    private static final Path CASES = Path.of("cql/input/tests/SpineRecurrenceAssessment");

    private final Path folder;

    private ContentCopy(Path folder) {
        this.folder = folder;
    }

    /** Copies the content, and the cases that are named. */
    public static ContentCopy in(Path folder, List<String> cases) throws IOException {
        for (String part : List.of("cql", "cds-hooks", "fhir-profiles")) {
            copy(Path.of(part), folder.resolve(part));
        }
        Files.createDirectories(folder.resolve(CASES));
        for (String name : cases) {
            Files.copy(WorkedCases.file(name), folder.resolve(CASES).resolve(name + ".json"));
        }
        return new ContentCopy(folder);
    }

    public Path folder() {
        return folder;
    }

    /** Replaces a text in a file; it must be there. */
    public void change(String path, String from, String to) throws IOException {
        Path file = folder.resolve(path);
        String text = Files.readString(file);
        if (!text.contains(from)) {
            throw new IllegalArgumentException(path + " does not hold " + from);
        }
        Files.writeString(file, text.replace(from, to));
    }

    /** Adds a kind of card that no define asks for. */
    public void addForgottenCard() throws IOException {
        Path cards = folder.resolve("cds-hooks/cards");
        Files.writeString(cards.resolve("FORGOTTEN.md"), "Forgotten\n---\nNothing.\n");
        Files.writeString(
                cards.resolve("FORGOTTEN.json"), "{\"topic\": \"Forgotten\", \"source\": {\"label\": \"Nobody\"}}");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith("cql/input/tests"))
                    .toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }
}

package org.spinecds;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The sources of the modules, for tests that read them. */
public final class Sources {

    private static final List<String> MODULES = List.of("cohort", "dose", "engine", "service");

    private Sources() {}

    /** The files of a package and those below it, in whichever module it is. */
    public static List<Path> of(String part) {
        List<Path> found = MODULES.stream()
                .map(module -> Path.of("src", module, "main/java/org/spinecds", part))
                .filter(Files::isDirectory)
                .flatMap(Sources::below)
                .sorted()
                .toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException("No module has the package " + part);
        }
        return found;
    }

    /** The text of a package and those below it. */
    public static String text(String part) {
        return String.join("\n", of(part).stream().map(Sources::read).toList());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> below(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package org.spinecds.workbench;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of some folders with size and time of modification. Polling replaces file system events, because it works
 * on every kind of mount. Links are followed, because Kubernetes volumes consist of them and change by a new link.
 */
record FolderState(Map<Path, String> files) {

    private static final List<String> PARTS = List.of("cql", "cds-hooks", "fhir-profiles");

    FolderState {
        files = Map.copyOf(files);
    }

    /** The state of folders of content and of mappings; a folder without parts of a content is read completely. */
    static FolderState of(List<Path> folders) {
        Map<Path, String> files = new TreeMap<>();
        for (Path folder : folders) {
            List<Path> parts = PARTS.stream()
                    .map(folder::resolve)
                    .filter(Files::isDirectory)
                    .toList();
            for (Path part : parts.isEmpty() ? List.of(folder) : parts) {
                add(part, files);
            }
        }
        return new FolderState(files);
    }

    private static void add(Path folder, Map<Path, String> files) {
        try (Stream<Path> found = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                files.put(file, Files.size(file) + " " + Files.getLastModifiedTime(file));
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            // A file that disappears meanwhile is a change like any other; the next poll reads the folder again.
            files.put(folder, "changing");
        }
    }
}

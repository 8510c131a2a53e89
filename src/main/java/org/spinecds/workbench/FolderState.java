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
 * Which files are in some folders, how large they are and when they were written. Asked for again and again rather than
 * announced by the file system: that works on every kind of mount. Links are followed: a volume of Kubernetes is made of
 * them, and is changed by another link.
 */
record FolderState(Map<Path, String> files) {

    private static final List<String> PARTS = List.of("cql", "cds-hooks", "fhir-profiles");

    FolderState {
        files = Map.copyOf(files);
    }

    /** The state of folders of content and of mappings; a folder with none of the parts of a content is looked at whole. */
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
            // A file that goes while it is looked at is a change like any other: the next look sees the folder again.
            files.put(folder, "changing");
        }
    }
}

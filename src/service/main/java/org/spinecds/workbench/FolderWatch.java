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
 * Reports each change of folders once, after the files stop changing: of their names, sizes and times. Polling replaces
 * file system events, because it works on every kind of mount. Links are followed, because Kubernetes volumes consist
 * of them and change by a new link.
 */
final class FolderWatch {

    private static final List<String> PARTS = List.of("cql", "cds-hooks", "fhir-profiles");

    private final List<Path> folders;
    private Map<Path, String> seen;
    private Map<Path, String> told;

    private FolderWatch(List<Path> folders, Map<Path, String> told) {
        this.folders = folders;
        this.seen = told;
        this.told = told;
    }

    /** Watches for changes from now on. */
    static FolderWatch from(List<Path> folders) {
        return new FolderWatch(folders, stateOf(folders));
    }

    /** Watches for changes, and reports the current files as the first change. */
    static FolderWatch fromNothing(List<Path> folders) {
        return new FolderWatch(folders, Map.of());
    }

    boolean hasChanged() {
        if (folders.isEmpty()) {
            return false;
        }
        Map<Path, String> now = stateOf(folders);
        boolean isAtRest = now.equals(seen);
        seen = now;
        if (!isAtRest || now.equals(told)) {
            return false;
        }
        told = now;
        return true;
    }

    /** The state of folders of content and of mappings; a folder without parts of a content is read completely. */
    private static Map<Path, String> stateOf(List<Path> folders) {
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
        return files;
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

package org.spinecds.command;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.spinecds.replay.Export;
import org.spinecds.replay.ExportFile;
import org.spinecds.replay.FileCount;
import org.spinecds.replay.Plan;

/**
 * Refuses an export, once it is read, that answers would rest on although it is not whole. A type of resource that is not there is no
 * record without such resources: a service refuses a call where it cannot read one.
 *
 * @param needed the types of resource that a service refuses a call without
 * @param lacking the types that the sources do not have, by the word of the user
 * @param isCutAllowed whether files may be cut short or lack resources
 */
record ExportCheck(Export export, Set<String> needed, Set<String> lacking, boolean isCutAllowed) {

    ExportCheck {
        needed = Set.copyOf(needed);
        lacking = Set.copyOf(lacking);
    }

    /**
     * Checks the counts of the export.
     *
     * @throws CannotRun when a file is cut short or lacks resources, or a type is missing, and that is not allowed
     */
    void check(Plan counted) {
        List<String> incomplete = counted.files().stream()
                .filter(FileCount::isIncomplete)
                .map(FileCount::file)
                .toList();
        if (!incomplete.isEmpty() && !isCutAllowed) {
            throw new CannotRun("These files are cut short, damaged or lack resources: " + incomplete
                    + ". Fetch them again, or go on with --allow-truncated.");
        }
        Map<String, Set<String>> missing = missing(counted.files());
        missing.values().forEach(types -> types.removeAll(lacking));
        missing.values().removeIf(Set::isEmpty);
        if (!missing.isEmpty()) {
            throw new CannotRun("The export has no file and no line of types that the rules read: " + said(missing)
                    + ". Export them too. Name those that the source does not have with --lacks.");
        }
    }

    /** The needed types without a line and a file, by source. */
    Map<String, Set<String>> missing(List<FileCount> files) {
        Map<String, Set<String>> there = new HashMap<>();
        files.forEach(file -> there.put(file.file(), file.types()));
        Map<String, Set<String>> missing = new TreeMap<>();
        for (ExportFile file : export.files()) {
            missing.computeIfAbsent(file.site(), unseen -> new TreeSet<>(needed))
                    .removeAll(there.getOrDefault(file.name(), Set.of()));
        }
        missing.values().removeIf(Set::isEmpty);
        return missing;
    }

    private static String said(Map<String, Set<String>> missing) {
        Set<String> all = new TreeSet<>();
        missing.forEach((site, types) -> types.forEach(type -> all.add(site.isEmpty() ? type : site + "/" + type)));
        return String.join(", ", all);
    }
}

package org.spinecds.command;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        Set<String> missing = missing(counted.files());
        missing.removeIf(name -> lacking.contains(name.substring(name.lastIndexOf('/') + 1)));
        if (!missing.isEmpty()) {
            throw new CannotRun("The export has no file and no line of types that the rules read: "
                    + String.join(", ", missing)
                    + ". Export them too. Name those that the source does not have with --lacks.");
        }
    }

    /** The needed types without a line and a file, each after the name of its source where there are several. */
    Set<String> missing(List<FileCount> files) {
        Map<String, Set<String>> there = new HashMap<>();
        files.forEach(file -> there.put(file.file(), file.types()));
        Map<String, Set<String>> bySite = new HashMap<>();
        for (ExportFile file : export.files()) {
            bySite.computeIfAbsent(file.site(), unseen -> new TreeSet<>(needed))
                    .removeAll(there.getOrDefault(file.name(), Set.of()));
        }
        Set<String> missing = new TreeSet<>();
        bySite.forEach((site, types) -> types.forEach(type -> missing.add(site.isEmpty() ? type : site + "/" + type)));
        return missing;
    }
}

package org.spinecds.archive;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.spinecds.dose.DoseReading;
import org.spinecds.dose.finding.DoseObjects;
import tools.jackson.databind.node.ObjectNode;

/**
 * The lines of one region of one dose, whole and by level: that is what a physicist accepts.
 *
 * @param fingerprint of the objects, the region, the numbers and the version of the algorithm: another dose has another one
 */
record KeptRegion(String fingerprint, List<KeptLine> lines) {

    private record Key(DoseObjects objects, @Nullable String roi, @Nullable String structure) {}

    KeptRegion {
        lines = List.copyOf(lines);
    }

    /** Returns the regions of lines, in their order. */
    static List<KeptRegion> of(List<KeptLine> lines) {
        Map<Key, List<KeptLine>> regions = new LinkedHashMap<>();
        for (KeptLine line : lines) {
            regions.computeIfAbsent(
                            new Key(
                                    line.dose().objects(),
                                    line.dose().roi(),
                                    line.dose().structure()),
                            key -> new ArrayList<>())
                    .add(line);
        }
        return regions.values().stream()
                .map(of -> new KeptRegion(fingerprint(of), of))
                .toList();
    }

    /** The name of a file is another one at each reading. */
    private static String fingerprint(List<KeptLine> lines) {
        return Fingerprint.of(DoseReading.ALGORITHM + "\n"
                + lines.stream()
                        .map(KeptLine::json)
                        .map(KeptRegion::withoutFile)
                        .collect(Collectors.joining("\n")));
    }

    private static String withoutFile(ObjectNode line) {
        line.remove("file");
        return line.toString();
    }
}

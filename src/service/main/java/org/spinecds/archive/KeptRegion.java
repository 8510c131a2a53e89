package org.spinecds.archive;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.spinecds.content.Digest;
import org.spinecds.dose.DoseReading;
import org.spinecds.dose.finding.DoseNumbers;
import org.spinecds.dose.finding.DoseObjects;
import org.spinecds.organdose.DoseLines;
import tools.jackson.databind.node.ObjectNode;

/**
 * The lines of one region of one dose, whole and by level. A physicist decides about a region.
 *
 * @param subject hash of the objects and the region: the same at each reading, with any numbers
 * @param numbers hash of the lines and the version of the algorithm; empty where no line has a number
 */
record KeptRegion(String subject, String numbers, List<KeptLine> lines) {

    private record Key(DoseObjects objects, @Nullable String roi) {}

    KeptRegion {
        lines = List.copyOf(lines);
    }

    /** Returns the regions of lines, in their order. */
    static List<KeptRegion> of(List<KeptLine> lines) {
        Map<Key, List<KeptLine>> regions = new LinkedHashMap<>();
        for (KeptLine line : lines) {
            regions.computeIfAbsent(new Key(line.dose().objects(), line.dose().roi()), key -> new ArrayList<>())
                    .add(line);
        }
        List<KeptRegion> all = new ArrayList<>();
        regions.forEach((key, own) -> all.add(new KeptRegion(subjectOf(own.get(0)), numbers(own), own)));
        return all;
    }

    /** Returns the subject of the region of a line. */
    static String subjectOf(KeptLine line) {
        DoseObjects objects = line.dose().objects();
        return Digest.of(String.join(
                "\n",
                "region",
                String.valueOf(objects.rtdose()),
                String.valueOf(objects.rtstruct()),
                String.valueOf(objects.rtplan()),
                String.valueOf(line.dose().roi())));
    }

    private static String numbers(List<KeptLine> lines) {
        if (lines.stream().noneMatch(line -> line.dose().finding() instanceof DoseNumbers)) {
            return "";
        }
        return Digest.of(DoseReading.ALGORITHM + "\n"
                + lines.stream()
                        .map(line -> DoseLines.json(line.dose()))
                        .map(ObjectNode::toString)
                        .collect(Collectors.joining("\n")));
    }

    boolean hasNumber() {
        return !numbers.isEmpty();
    }
}

package org.spinecds.command;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.spinecds.dose.finding.Level;
import org.spinecds.dose.finding.OrganDose;

/**
 * The order of the lines: by the UID of the dose, organs of the list before other regions, else as they stand in their
 * structure set, each whole and then by level from the head. Files that cannot be read come last, by name.
 */
final class DoseOrder {

    private DoseOrder() {}

    static List<OrganDose> of(List<OrganDose> lines) {
        Map<OrganDose, Integer> places = new HashMap<>();
        Map<String, Integer> regions = new HashMap<>();
        for (OrganDose line : lines) {
            places.put(line, regions.computeIfAbsent(region(line), unseen -> regions.size()));
        }
        Comparator<OrganDose> byDose =
                Comparator.comparing(line -> line.objects().rtdose(), Comparator.nullsLast(Comparator.naturalOrder()));
        return lines.stream()
                .sorted(byDose.thenComparing(
                                line -> line.objects().file(), Comparator.nullsFirst(Comparator.naturalOrder()))
                        .thenComparing(places::get)
                        .thenComparing(
                                line -> Level.of(String.valueOf(line.level())).orElse(null),
                                Comparator.nullsFirst(Comparator.naturalOrder())))
                .toList();
    }

    private static String region(OrganDose line) {
        return line.objects().rtdose() + "\n" + line.roi() + "\n" + line.structure();
    }
}

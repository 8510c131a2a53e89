package org.spinecds.command;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.spinecds.dose.DoseReport;
import org.spinecds.dose.finding.DoseNumbers;
import org.spinecds.dose.finding.DoseObjects;
import org.spinecds.dose.finding.DoseSum;
import org.spinecds.dose.finding.Note;
import org.spinecds.dose.finding.OrganDose;
import org.spinecds.dose.finding.Unknown;
import org.spinecds.organdose.DoseContent;
import org.spinecds.organdose.DoseLines;
import org.spinecds.organdose.DoseRules;

/** The lines of a reading as a table for a terminal, one for each dose. Plain ASCII, so that any terminal shows it. */
final class DoseTable {

    private static final int LONGEST_NAME = 28;

    private static final List<String> HEAD =
            List.of("region", "level", "D0.03cc", "range", "D0.1cc", "Dmax", "EQD2", "fx", "cc", "cc outside", "marks");

    private DoseTable() {}

    static List<String> lines(List<OrganDose> doses, DoseReport report, DoseRules rules, DoseContent.Words words) {
        Map<DoseObjects, List<OrganDose>> byDose = doses.stream()
                .collect(Collectors.groupingBy(OrganDose::objects, LinkedHashMap::new, Collectors.toList()));
        List<String> lines = new ArrayList<>();
        byDose.forEach((objects, ofDose) -> {
            lines.add(title(objects));
            lines.addAll(lines(ofDose));
            lines.add("");
        });
        if (doses.stream().anyMatch(line -> line.finding() instanceof DoseNumbers)) {
            lines.add(
                    "Doses in Gy, of the fractions (fx); range: the organ moved, and without end caps; EQD2 of D0.03cc"
                            + " with alpha/beta "
                            + BigDecimal.valueOf(DoseLines.rounded(rules.alphaBetaGy()))
                                    .stripTrailingZeros()
                                    .toPlainString()
                            + ".");
            lines.add(">= the true dose may be higher, <= it may be lower, ? it may be either.");
        }
        doses.stream()
                .flatMap(line -> line.finding() instanceof DoseNumbers numbers
                        ? numbers.flags().stream()
                        : Stream.of(((Unknown) line.finding()).reason()))
                .distinct()
                .sorted(Comparator.comparing(Note::name))
                .forEach(note -> lines.add(note.name() + ": " + words.of(note)));
        report.sums().forEach(sum -> lines.add(sum(sum)));
        if (report.passedOver() > 0) {
            lines.add(report.passedOver() + " files are no DICOM, or of no use for a dose.");
        }
        return lines;
    }

    private static String title(DoseObjects objects) {
        if (objects.rtdose() == null) {
            return objects.file() == null ? "The folder" : "File " + objects.file();
        }
        return "Dose " + objects.rtdose()
                + (objects.rtplan() == null ? "" : ", plan " + objects.rtplan())
                + (objects.rtstruct() == null ? "" : ", structure set " + objects.rtstruct());
    }

    private static List<String> lines(List<OrganDose> doses) {
        List<List<String>> rows = new ArrayList<>();
        if (doses.stream().anyMatch(line -> line.finding() instanceof DoseNumbers)) {
            rows.add(HEAD);
        }
        doses.forEach(line -> rows.add(row(line)));
        return aligned(rows);
    }

    /** Returns lines with columns as wide as their cells. The first two and the last are texts, the others numbers. */
    static List<String> aligned(List<List<String>> rows) {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int column = 0; column < row.size() - 1; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder("  ");
            for (int column = 0; column < row.size(); column++) {
                boolean last = column == row.size() - 1;
                String cell = row.get(column);
                String blanks = last ? "" : " ".repeat(widths[column] - cell.length());
                line.append(column < 2 || last ? cell + blanks : blanks + cell).append(last ? "" : "  ");
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private static List<String> row(OrganDose line) {
        String level = line.level() == null ? (line.roi() == null ? "" : "whole") : line.level();
        if (line.finding() instanceof Unknown unknown) {
            return List.of(
                    name(line), level, "no number: " + unknown.reason() + ", " + sentence(line.objects(), unknown));
        }
        DoseNumbers numbers = (DoseNumbers) line.finding();
        return List.of(
                name(line),
                level,
                sign(numbers) + number(numbers.d003ccGy(), 2),
                number(numbers.range().lo(), 2) + " - " + number(numbers.range().hi(), 2),
                number(numbers.d01ccGy(), 2),
                number(numbers.dmaxGy(), 2),
                numbers.eqd2Gy() == null ? "" : number(numbers.eqd2Gy(), 2),
                String.valueOf(numbers.fractions()),
                number(numbers.volumeCc(), 2),
                number(numbers.volumeOutsideGridCc(), 2),
                numbers.flags().stream().map(Note::name).collect(Collectors.joining(" ")));
    }

    private static String sentence(DoseObjects objects, Unknown unknown) {
        return DoseLines.sentence(
                new DoseObjects(objects.rtdose(), objects.rtstruct(), objects.rtplan(), null), unknown);
    }

    private static String name(OrganDose line) {
        String name = Objects.requireNonNullElse(line.roi(), "");
        String plain = name.replaceAll("\\p{Cntrl}", " ");
        String shown = plain.length() > LONGEST_NAME ? plain.substring(0, LONGEST_NAME - 3) + "..." : plain;
        return line.structure() == null || line.structure().equals(name)
                ? shown
                : shown + " (" + line.structure() + ")";
    }

    /** Returns the mark of a bound before a number. */
    static String sign(DoseNumbers numbers) {
        if (numbers.lowerBound()) {
            return numbers.upperBound() ? "? " : ">= ";
        }
        return numbers.upperBound() ? "<= " : "";
    }

    private static String sum(DoseSum sum) {
        String how =
                switch (sum.kind()) {
                    case PHASES -> "phases added at each point";
                    case ACCUMULATED -> "courses added at each point over the registration";
                    case SUM_OF_MAXIMA -> "maxima of the courses added";
                };
        String total = sum.eqd2Gy() == null
                ? "no number" + (sum.unknown() == null ? "" : ": " + sum.unknown())
                : (sum.lowerBound() ? ">= " : "") + number(sum.eqd2Gy(), 2) + " Gy EQD2";
        return sum.structure() + ", " + how + ": " + total + ", plans " + String.join(", ", sum.rtplans());
    }

    static String number(double value, int places) {
        return String.format(Locale.ROOT, "%." + places + "f", value);
    }
}

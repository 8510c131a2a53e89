package org.spinecds.command;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.spinecds.dose.DoseSource;
import org.spinecds.dose.finding.DoseNumbers;
import org.spinecds.dose.finding.OrganDose;
import org.spinecds.dose.finding.Unknown;
import org.spinecds.organdose.DoseContent;
import org.spinecds.organdose.DoseLines;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Numbers of a planning system beside ours, and the acceptance of the content. A planning system shows the dose of
 * the whole plan, so ours is that of all planned fractions here.
 *
 * @param figures the row of the table
 * @param line our line; null where there is no such region and level
 * @param measures each number of the row beside ours; empty without a number of ours
 * @param lowerBound our numbers are marked: the true dose may be higher
 */
record DoseComparison(PlanningFigures figures, @Nullable OrganDose line, List<Measure> measures, boolean lowerBound) {

    private static final double ROUNDING = 1e-9;

    /** The kinds of numbers. */
    private enum Kind {
        D003("D0.03cc", "d003ccGy", "Gy"),
        D01("D0.1cc", "d01ccGy", "Gy"),
        DMAX("Dmax", "dmaxGy", "Gy"),
        VOLUME("volume", "volumeCc", "cc");

        private final String title;
        private final String member;
        private final String unit;

        Kind(String title, String member, String unit) {
            this.title = title;
            this.member = member;
            this.unit = unit;
        }
    }

    /**
     * A number of the planning system beside ours.
     *
     * @param theirs the planning system's, in Gy or cc
     * @param ours in the same unit
     * @param accepted the acceptance of this number is met
     */
    private record Measure(Kind kind, double theirs, double ours, boolean accepted) {

        double difference() {
            return ours - theirs;
        }

        @Nullable
        Double percent() {
            return theirs == 0 ? null : 100 * difference() / theirs;
        }
    }

    DoseComparison {
        measures = List.copyOf(measures);
    }

    /**
     * Compares each row with each dose that has such a region and level.
     *
     * @param sources the doses of the folder, by UID
     */
    static List<DoseComparison> of(
            List<PlanningFigures> table,
            List<OrganDose> lines,
            Map<String, DoseSource> sources,
            DoseContent.Acceptance acceptance) {
        List<DoseComparison> comparisons = new ArrayList<>();
        for (PlanningFigures figures : table) {
            List<OrganDose> same = lines.stream()
                    .filter(line -> figures.roi()
                                    .equals(
                                            line.roi() == null
                                                    ? null
                                                    : line.roi().strip())
                            && isSameLevel(figures.level(), line.level()))
                    .toList();
            same.forEach(line -> comparisons.add(of(figures, line, sources, acceptance)));
            if (same.isEmpty()) {
                comparisons.add(new DoseComparison(figures, null, List.of(), false));
            }
        }
        return comparisons;
    }

    private static boolean isSameLevel(@Nullable String one, @Nullable String other) {
        return one == null ? other == null : one.equalsIgnoreCase(other);
    }

    private static DoseComparison of(
            PlanningFigures figures,
            OrganDose line,
            Map<String, DoseSource> sources,
            DoseContent.Acceptance acceptance) {
        if (!(line.finding() instanceof DoseNumbers numbers)) {
            return new DoseComparison(figures, line, List.of(), false);
        }
        DoseSource source = sources.get(String.valueOf(line.objects().rtdose()));
        Double share = source == null ? null : source.share();
        double delivered = share == null ? 1 : share;
        boolean marked = numbers.lowerBound();
        List<Measure> measures = new ArrayList<>();
        measures.add(dose(Kind.D003, figures.d003ccGy(), numbers.d003ccGy() / delivered, marked, acceptance));
        if (figures.d01ccGy() != null) {
            measures.add(dose(Kind.D01, figures.d01ccGy(), numbers.d01ccGy() / delivered, marked, acceptance));
        }
        if (figures.dmaxGy() != null) {
            measures.add(dose(Kind.DMAX, figures.dmaxGy(), numbers.dmaxGy() / delivered, marked, acceptance));
        }
        if (figures.volumeCc() != null) {
            double theirs = figures.volumeCc();
            boolean near = Math.abs(numbers.volumeCc() - theirs) <= acceptance.volumeShare() * theirs + ROUNDING;
            measures.add(new Measure(Kind.VOLUME, theirs, numbers.volumeCc(), near));
        }
        return new DoseComparison(figures, line, measures, marked);
    }

    /** The limits of the difference are for D0.03cc. That no number is lower without a mark is asked of every dose. */
    private static Measure dose(
            Kind kind, double theirs, double ours, boolean marked, DoseContent.Acceptance acceptance) {
        double allowed = Math.max(acceptance.doseShare() * theirs, acceptance.doseGy());
        boolean near = kind != Kind.D003 || Math.abs(ours - theirs) <= allowed + ROUNDING;
        boolean isLower = ours < (1 - acceptance.lowerShare()) * theirs - ROUNDING;
        return new Measure(kind, theirs, ours, near && (marked || !isLower));
    }

    /** Tells whether the acceptance is met; without a number of ours it is not. */
    boolean isAccepted() {
        return !measures.isEmpty() && measures.stream().allMatch(Measure::accepted);
    }

    private String reason() {
        if (line == null) {
            return "no such region and level";
        }
        return line.finding() instanceof Unknown unknown ? unknown.reason().name() : "";
    }

    static ArrayNode json(List<DoseComparison> comparisons) {
        ArrayNode array = JsonMapper.shared().createArrayNode();
        comparisons.forEach(comparison -> array.add(comparison.json()));
        return array;
    }

    private ObjectNode json() {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("rtdose", line == null ? null : line.objects().rtdose());
        json.put("roi", figures.roi());
        json.put("level", figures.level());
        if (measures.isEmpty()) {
            json.put("reason", reason());
        }
        for (Measure measure : measures) {
            json.putObject(measure.kind().member)
                    .put("theirs", measure.theirs())
                    .put("ours", DoseLines.rounded(measure.ours()))
                    .put("difference", DoseLines.rounded(measure.difference()))
                    .put("percent", measure.percent() == null ? null : DoseLines.rounded(measure.percent()))
                    .put("accepted", measure.accepted());
        }
        json.put("lowerBound", lowerBound);
        json.put("accepted", isAccepted());
        return json;
    }

    static List<String> lines(List<DoseComparison> comparisons, DoseContent content) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("region", "level", "number", "theirs", "ours", "difference", "percent", "acceptance"));
        for (DoseComparison comparison : comparisons) {
            rows.addAll(comparison.rows());
        }
        long met = comparisons.stream().filter(DoseComparison::isAccepted).count();
        List<String> lines = new ArrayList<>(DoseTable.aligned(rows));
        lines.add("");
        lines.add("Met for " + met + " of " + comparisons.size() + ": " + inWords(content) + ".");
        lines.add("Ours is the dose of the whole plan here, whatever was delivered.");
        return lines;
    }

    private static String inWords(DoseContent content) {
        DoseContent.Acceptance numbers = content.acceptance();
        return content.words()
                .acceptance()
                .replace("{doseShare}", percent(numbers.doseShare()))
                .replace("{doseGy}", plain(numbers.doseGy()))
                .replace("{volumeShare}", percent(numbers.volumeShare()))
                .replace("{lowerShare}", percent(numbers.lowerShare()));
    }

    private static String percent(double share) {
        return BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString() + "%";
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    private List<List<String>> rows() {
        String level = Objects.requireNonNullElse(figures.level(), "whole");
        if (measures.isEmpty()) {
            return List.of(List.of(figures.roi(), level, "no number: " + reason() + ", not met"));
        }
        return measures.stream()
                .map(measure -> List.of(
                        figures.roi(),
                        level,
                        measure.kind().title,
                        DoseTable.number(measure.theirs(), 2),
                        DoseTable.number(measure.ours(), 2),
                        signed(measure.difference()) + " " + measure.kind().unit,
                        measure.percent() == null ? "" : signed(measure.percent()) + "%",
                        (measure.accepted() ? "met" : "NOT MET") + (lowerBound ? ", lower bound" : "")))
                .toList();
    }

    private static String signed(double value) {
        return String.format(Locale.ROOT, "%+.2f", value);
    }
}

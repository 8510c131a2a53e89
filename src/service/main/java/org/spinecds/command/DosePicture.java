package org.spinecds.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.spinecds.dose.finding.DoseNumbers;
import org.spinecds.dose.finding.OrganDose;
import org.spinecds.dose.finding.Unknown;
import org.spinecds.organdose.DoseLines;
import org.spinecds.organdose.DoseRules;

/**
 * The dose along the spine as an SVG without scripts: a panel for each dose, a row for each region and level from the
 * head to the feet. Made for print: light background, every mark also in words.
 */
final class DosePicture {

    private static final int WIDTH = 1000;
    private static final int LEFT = 236;
    private static final int RIGHT = 690;
    private static final int VALUES = 706;
    private static final int ROW = 28;
    private static final int SHORTEST_ARROW = 9;
    private static final int LONGEST_NAME = 26;
    private static final int LONGEST_SENTENCE = 92;
    private static final String HATCH =
            "<defs><pattern id=\"hatch\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\""
                    + " patternTransform=\"rotate(45)\"><line x1=\"0\" y1=\"0\" x2=\"0\" y2=\"8\" stroke=\"#8a8a8a\""
                    + " stroke-width=\"2\"/></pattern></defs>\n";
    private static final String ALL_REGIONS = "all regions";

    private final DoseRules rules;
    private final StringBuilder svg = new StringBuilder();
    private final StringBuilder inWords = new StringBuilder();
    private int y;

    private DosePicture(DoseRules rules) {
        this.rules = rules;
    }

    /** Draws lines in their order. */
    static String of(List<OrganDose> lines, DoseRules rules) {
        return new DosePicture(rules).drawn(lines);
    }

    private String drawn(List<OrganDose> lines) {
        Map<String, List<OrganDose>> panels = lines.stream()
                .collect(Collectors.groupingBy(DosePicture::heading, LinkedHashMap::new, Collectors.toList()));
        y = 40;
        text(16, y, 20, "bold", "Dose along the spine");
        y += 20;
        panels.forEach(this::panel);
        legend();
        String head =
                ("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$s\" height=\"%2$s\" viewBox=\"0 0 %1$s %2$s\""
                                + " role=\"img\" aria-labelledby=\"title desc\" font-family=\"sans-serif\">\n"
                                + "<title id=\"title\">Dose along the spine</title>\n"
                                + "<desc id=\"desc\">%3$s</desc>\n"
                                + "%4$s<rect width=\"%1$s\" height=\"%2$s\" fill=\"#ffffff\"/>\n")
                        .formatted(WIDTH, y + 16, escaped(inWords.toString().strip()), HATCH);
        return head + svg + "</svg>\n";
    }

    private static String heading(OrganDose line) {
        String dose = line.objects().rtdose();
        if (dose != null) {
            return "Dose " + dose;
        }
        return line.objects().file() == null ? "The folder" : "Files that cannot be read";
    }

    private void panel(String heading, List<OrganDose> lines) {
        OptionalInt fractions = lines.stream()
                .filter(line -> line.finding() instanceof DoseNumbers)
                .mapToInt(line -> ((DoseNumbers) line.finding()).fractions())
                .findFirst();
        y += 24;
        String title = heading + (fractions.isPresent() ? ", " + fractions(fractions.getAsInt()) : "");
        text(16, y, 14, "bold", title);
        inWords.append(title).append(". ");
        if (fractions.isEmpty()) {
            y += 12;
            lines.forEach(line -> row(line, 1));
            y += 20;
            return;
        }
        double limit = physical(rules.limitGy(), fractions.getAsInt(), rules.alphaBetaGy());
        double highest = lines.stream()
                .filter(line -> line.finding() instanceof DoseNumbers)
                .map(line -> (DoseNumbers) line.finding())
                .mapToDouble(
                        numbers -> Math.max(numbers.d003ccGy(), numbers.range().hi()))
                .max()
                .orElse(0);
        double scale = (RIGHT - LEFT) / (1.06 * Math.max(highest, limit));
        y += 24;
        String name = "%s, %s Gy EQD2: %s Gy in %s"
                .formatted(
                        rules.limitName(),
                        trimmed(rules.limitGy()),
                        DoseTable.number(limit, 1),
                        fractions(fractions.getAsInt()));
        double at = LEFT + limit * scale;
        anchored(at, y, at > (LEFT + RIGHT) / 2.0 ? "end" : "start", "#9c1c1c", name);
        inWords.append(name).append(". ");
        y += 6;
        int top = y;
        int bottom = y + ROW * lines.size() + 8;
        axis(top, bottom, scale, fractions.getAsInt());
        lines.forEach(line -> row(line, scale));
        draw(("<line x1=\"%1$s\" x2=\"%1$s\" y1=\"%2$s\" y2=\"%3$s\" stroke=\"#9c1c1c\" "
                        + "stroke-width=\"2\" stroke-dasharray=\"7 4\"/>\n")
                .formatted(point(at), top, bottom));
        y = bottom + 44;
    }

    /** The physical dose of an EQD2, both in Gy: the inverse of {@code D (D/n + a/b) / (2 + a/b)}. */
    static double physical(double equivalent, int fractions, double alphaBeta) {
        return fractions
                * (Math.sqrt(alphaBeta * alphaBeta + 4 * equivalent * (2 + alphaBeta) / fractions) - alphaBeta)
                / 2;
    }

    private void axis(int top, int bottom, double scale, int fractions) {
        double width = (RIGHT - LEFT) / scale;
        double step = List.of(0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0).stream()
                .filter(each -> width / each <= 10)
                .findFirst()
                .orElse(100.0);
        for (int tick = 0; tick * step <= width; tick++) {
            double x = LEFT + tick * step * scale;
            draw("<line x1=\"%1$s\" x2=\"%1$s\" y1=\"%2$s\" y2=\"%3$s\" stroke=\"%4$s\"/>\n"
                    .formatted(point(x), top, bottom, tick == 0 ? "#222222" : "#dddddd"));
            anchored(x, bottom + 16, "middle", "#222222", trimmed(tick * step));
        }
        draw("<line x1=\"%s\" x2=\"%s\" y1=\"%3$s\" y2=\"%3$s\" stroke=\"#222222\"/>\n".formatted(LEFT, RIGHT, bottom));
        anchored((LEFT + RIGHT) / 2.0, bottom + 34, "middle", "#222222", "D0.03cc in Gy, in " + fractions(fractions));
    }

    private void row(OrganDose line, double scale) {
        int middle = y + ROW / 2 + 4;
        String name = name(line);
        String place = line.level() == null ? name : name + " " + line.level();
        if (line.level() == null) {
            text(16, middle + 4, 13, "bold", shortened(name, LONGEST_NAME));
        } else {
            anchored(LEFT - 12, middle + 4, "end", "#222222", line.level());
        }
        inWords.append(place).append(": ");
        if (line.finding() instanceof Unknown unknown) {
            unknown(line, unknown, middle);
        } else {
            numbers((DoseNumbers) line.finding(), middle, scale);
        }
        y += ROW;
    }

    private void unknown(OrganDose line, Unknown unknown, int middle) {
        String sentence = unknown.reason() + ": " + DoseLines.sentence(line.objects(), unknown);
        inWords.append("no number, ").append(sentence).append(' ');
        draw(("<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"20\" fill=\"url(#hatch)\" " + "stroke=\"#8a8a8a\"/>\n")
                .formatted(LEFT, middle - 10, RIGHT - LEFT));
        draw(("<text x=\"%s\" y=\"%s\" font-size=\"13\" fill=\"#222222\" stroke=\"#ffffff\" "
                        + "stroke-width=\"5\" stroke-linejoin=\"round\" paint-order=\"stroke\">%s</text>\n")
                .formatted(LEFT + 10, middle + 4, escaped(shortened(sentence, LONGEST_SENTENCE))));
    }

    private void numbers(DoseNumbers numbers, int middle, double scale) {
        double end = LEFT + numbers.d003ccGy() * scale;
        double lo = LEFT + numbers.range().lo() * scale;
        double hi = LEFT + numbers.range().hi() * scale;
        draw(("<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"16\" fill=\"#8fb4cf\" " + "stroke=\"#24506e\"/>\n")
                .formatted(LEFT, middle - 8, point(Math.max(0.5, end - LEFT))));
        whisker(lo, hi, middle);
        if (numbers.lowerBound()) {
            arrow(Math.max(end, hi) + 4, middle, 24, "#9c1c1c");
        }
        if (numbers.upperBound()) {
            double from = Math.min(end, lo) - 4;
            arrow(from, middle, -(int) Math.max(SHORTEST_ARROW, Math.min(24, from - LEFT - 2)), "#222222");
        }
        String bound = numbers.lowerBound() ? (numbers.upperBound() ? "? " : "≥ ") : numbers.upperBound() ? "≤ " : "";
        String text = bound + DoseTable.number(numbers.d003ccGy(), 2) + " Gy ("
                + DoseTable.number(numbers.range().lo(), 2) + " to "
                + DoseTable.number(numbers.range().hi(), 2) + ")"
                + (numbers.eqd2Gy() == null ? "" : ", EQD2 " + DoseTable.number(numbers.eqd2Gy(), 1));
        text(VALUES, middle + 4, 13, "normal", text);
        inWords.append(DoseTable.number(numbers.d003ccGy(), 2))
                .append(" Gy, range ")
                .append(DoseTable.number(numbers.range().lo(), 2))
                .append(" to ")
                .append(DoseTable.number(numbers.range().hi(), 2))
                .append(numbers.lowerBound() ? ", may be higher" : "")
                .append(numbers.upperBound() ? ", may be lower" : "")
                .append(". ");
    }

    private void whisker(double lo, double hi, int middle) {
        draw(("<path d=\"M%1$s %3$s H%2$s M%1$s %4$s V%5$s M%2$s %4$s V%5$s\" stroke=\"#111111\" "
                        + "stroke-width=\"2\" fill=\"none\"/>\n")
                .formatted(point(lo), point(hi), middle, middle - 5, middle + 5));
    }

    private void arrow(double x, int middle, int length, String colour) {
        int head = length > 0 ? 8 : -8;
        draw(("<path d=\"M%1$s %2$s H%3$s\" stroke=\"%6$s\" stroke-width=\"3\"/><path d=\"M%4$s "
                        + "%2$s L%3$s %5$s V%7$s Z\" fill=\"%6$s\"/>\n")
                .formatted(
                        point(x), middle, point(x + length - head), point(x + length), middle - 6, colour, middle + 6));
    }

    private void legend() {
        y += 12;
        draw("<line x1=\"16\" x2=\"%s\" y1=\"%2$s\" y2=\"%2$s\" stroke=\"#dddddd\"/>\n".formatted(WIDTH - 16, y));
        int middle = y + 22;
        draw(("<rect x=\"16\" y=\"%s\" width=\"36\" height=\"16\" fill=\"#8fb4cf\" " + "stroke=\"#24506e\"/>\n")
                .formatted(middle - 8));
        whisker(42, 62, middle);
        text(72, middle + 4, 13, "normal", "D0.03cc and its range");
        arrow(250, middle, 24, "#9c1c1c");
        text(284, middle + 4, 13, "normal", "≥ may be higher");
        arrow(434, middle, -24, "#222222");
        text(444, middle + 4, 13, "normal", "≤ may be lower");
        text(562, middle + 4, 13, "normal", "? either");
        draw(("<rect x=\"640\" y=\"%s\" width=\"36\" height=\"16\" fill=\"url(#hatch)\" " + "stroke=\"#8a8a8a\"/>\n")
                .formatted(middle - 8));
        text(686, middle + 4, 13, "normal", "no number, with the reason");
        y = middle + 24;
        text(
                16,
                y,
                13,
                "normal",
                "Range: the organ moved by half a voxel (a whole one above 2.5 mm), and without end caps. EQD2 in Gy,"
                        + " alpha/beta " + trimmed(rules.alphaBetaGy()) + ".");
    }

    private static String name(OrganDose line) {
        if (line.roi() != null) {
            return line.roi();
        }
        return Objects.requireNonNullElse(line.objects().file(), ALL_REGIONS);
    }

    private static String fractions(int number) {
        return number == 1 ? "1 fraction" : number + " fractions";
    }

    private void text(double x, int baseline, int size, String weight, String words) {
        draw(("<text x=\"%s\" y=\"%s\" font-size=\"%s\" font-weight=\"%s\" " + "fill=\"#111111\">%s</text>\n")
                .formatted(point(x), baseline, size, weight, escaped(words)));
    }

    private void anchored(double x, int baseline, String anchor, String colour, String words) {
        draw("<text x=\"%s\" y=\"%s\" font-size=\"13\" text-anchor=\"%s\" fill=\"%s\">%s</text>\n"
                .formatted(point(x), baseline, anchor, colour, escaped(words)));
    }

    private void draw(String element) {
        svg.append(element);
    }

    private static String point(double coordinate) {
        return String.format(Locale.ROOT, "%.1f", coordinate);
    }

    private static String trimmed(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(DoseLines.rounded(value));
    }

    private static String shortened(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
    }

    /** Names of regions come from a file: no tag, and no letter that XML forbids. */
    private static String escaped(String text) {
        List<String> letters = new ArrayList<>();
        text.codePoints()
                .forEach(letter -> letters.add(
                        switch (letter) {
                            case '<' -> "&lt;";
                            case '>' -> "&gt;";
                            case '&' -> "&amp;";
                            case '"' -> "&quot;";
                            default ->
                                letter < ' '
                                                || (letter >= 0xD800 && letter <= 0xDFFF)
                                                || letter == 0xFFFE
                                                || letter == 0xFFFF
                                        ? " "
                                        : Character.toString(letter);
                        }));
        return String.join("", letters);
    }
}

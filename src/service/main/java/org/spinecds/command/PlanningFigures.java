package org.spinecds.command;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a region in a site's planning system. Doses are in Gy, of the whole plan.
 *
 * @param roi the name of the region
 * @param level the vertebral level; null for the whole region
 * @param d003ccGy D0.03cc
 * @param d01ccGy D0.1cc, or null
 * @param dmaxGy the maximum, or null
 * @param volumeCc the volume, or null
 */
record PlanningFigures(
        String roi,
        @Nullable String level,
        double d003ccGy,
        @Nullable Double d01ccGy,
        @Nullable Double dmaxGy,
        @Nullable Double volumeCc) {

    private static final List<String> COLUMNS = List.of("roi", "level", "d003ccgy", "d01ccgy", "dmaxgy", "volumecc");
    private static final double LARGEST = 1e6;

    /**
     * Reads a table: CSV in UTF-8 with a head of {@code roi, level, d003ccGy, d01ccGy, dmaxGy, volumeCc} in any order; all
     * but {@code roi} and {@code d003ccGy} may be missing.
     *
     * @throws CannotRun where it cannot be read, with the line
     */
    static List<PlanningFigures> read(Path table) {
        List<List<String>> rows = rows(table);
        if (rows.size() < 2) {
            throw new CannotRun(table + " holds no figures.");
        }
        List<String> head = rows.get(0).stream()
                .map(cell -> cell.strip().toLowerCase(Locale.ROOT))
                .toList();
        if (!head.contains("roi") || !head.contains("d003ccgy")) {
            throw new CannotRun(table + " has no columns roi and d003ccGy.");
        }
        if (!COLUMNS.containsAll(head) || new HashSet<>(head).size() < head.size()) {
            throw new CannotRun(
                    table + " has a column twice, or other columns than roi, level, d003ccGy, d01ccGy, dmaxGy"
                            + " and volumeCc.");
        }
        List<PlanningFigures> figures = new ArrayList<>();
        Set<List<String>> seen = new HashSet<>();
        for (int at = 1; at < rows.size(); at++) {
            PlanningFigures one = new Row(table, at + 1, head, rows.get(at)).figures();
            if (!seen.add(List.of(one.roi(), String.valueOf(one.level())))) {
                throw new CannotRun(table + ", row " + (at + 1) + ": this region and level stands there twice.");
            }
            figures.add(one);
        }
        return figures;
    }

    private static List<List<String>> rows(Path table) {
        try {
            String text = Files.readString(table, StandardCharsets.UTF_8);
            String plain = text.startsWith("\ufeff") ? text.substring(1) : text;
            try (CSVParser rows = CSVFormat.RFC4180.parse(new StringReader(plain))) {
                return rows.stream()
                        .map(row -> row.stream().toList())
                        .filter(row -> row.stream().anyMatch(cell -> !cell.isBlank()))
                        .toList();
            }
        } catch (IOException | UncheckedIOException e) {
            throw new CannotRun(table + " cannot be read.");
        }
    }

    /** A row of the table. */
    private record Row(Path table, int number, List<String> head, List<String> cells) {

        PlanningFigures figures() {
            if (cells.size() > head.size()) {
                throw problem("it has more cells than the head; a decimal comma is none here");
            }
            String roi = text("roi");
            Double d003 = gray("d003ccgy");
            if (roi == null || d003 == null) {
                throw problem("it needs a region and a D0.03cc");
            }
            return new PlanningFigures(roi, text("level"), d003, gray("d01ccgy"), gray("dmaxgy"), gray("volumecc"));
        }

        private @Nullable String text(String column) {
            int at = head.indexOf(column);
            String cell = at < 0 || at >= cells.size() ? "" : cells.get(at).strip();
            return cell.isEmpty() ? null : cell;
        }

        private @Nullable Double gray(String column) {
            String cell = text(column);
            if (cell == null) {
                return null;
            }
            try {
                double value = Double.parseDouble(cell);
                if (value >= 0 && value <= LARGEST) {
                    return value;
                }
            } catch (NumberFormatException notANumber) {
                throw problem("'" + cell + "' is no number");
            }
            throw problem("'" + cell + "' cannot be");
        }

        private CannotRun problem(String sentence) {
            return new CannotRun(table + ", row " + number + ": " + sentence + ".");
        }
    }
}

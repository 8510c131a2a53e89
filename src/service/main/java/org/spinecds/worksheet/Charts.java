package org.spinecds.worksheet;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Draws the charts of a page: columns, a timeline, and bars along rows. A view gives each chart its {@code title},
 * {@code legend}, numbers and texts. A table beside the chart has everything that the chart shows.
 */
final class Charts {

    private static final double ROW = 22;
    private static final double WIDTH = 720;
    private static final double LEFT = 46;
    private static final double FOOT = 44;
    private static final double HEAD = 26;
    private static final double PLOT = 150;
    private static final int FEWEST_DAYS = 90;
    private static final int DAY = "2026-03-02".length();

    private Charts() {}

    /** A row's names with their values, in which drawn charts replace the data of charts. */
    static Map<String, @Nullable Object> drawn(Object row) {
        Map<String, @Nullable Object> drawn = new HashMap<>();
        ((Map<?, ?>) row)
                .forEach((name, value) -> drawn.put(
                        String.valueOf(name),
                        value instanceof List<?> chart && !chart.isEmpty()
                                ? drawn(String.valueOf(name), new Part(chart.get(0)), chart)
                                : value));
        return drawn;
    }

    private static Object drawn(String name, Part chart, Object otherwise) {
        return switch (name) {
            case "budgetChart" -> columns(chart);
            case "timeline" -> timeline(chart);
            case "spineChart" -> bars(chart);
            default -> otherwise;
        };
    }

    /** The data of a part of a chart, as filled by a view. */
    private record Part(@Nullable Object names) {

        private @Nullable Object of(String name) {
            return names instanceof Map<?, ?> map ? map.get(name) : null;
        }

        private String text(String name) {
            return Objects.toString(of(name), "");
        }

        private boolean has(String name) {
            return !text(name).isEmpty();
        }

        /** A number; empty where it is unknown. */
        private OptionalDouble number(String name) {
            return has(name) ? OptionalDouble.of(Double.parseDouble(text(name))) : OptionalDouble.empty();
        }

        /** A date; empty where it is unknown or not exact to the day. */
        private Optional<LocalDate> day(String name) {
            return text(name).length() < DAY
                    ? Optional.empty()
                    : Optional.of(LocalDate.parse(text(name).substring(0, DAY)));
        }

        private List<Part> parts(String name) {
            return of(name) instanceof List<?> list
                    ? list.stream().map(Part::new).toList()
                    : List.of();
        }
    }

    private static double most(Stream<OptionalDouble> numbers) {
        return numbers.flatMapToDouble(OptionalDouble::stream).max().orElse(0);
    }

    private static double y(int row) {
        return HEAD + row * ROW;
    }

    private static void rows(Svg svg, List<Part> rows, double right) {
        for (int row = 0; row < rows.size(); row++) {
            boolean isMarked = rows.get(row).has("isMarked");
            if (isMarked) {
                svg.box("assessed", LEFT, y(row), right - LEFT, ROW);
            }
            svg.line("rule", LEFT, y(row + 1), right, y(row + 1))
                    .label(
                            isMarked ? "level assessed-level" : "level",
                            LEFT - 8,
                            y(row) + 15,
                            rows.get(row).text("name"));
        }
    }

    private static String drawn(Svg svg, String name, Part chart, double bottom) {
        return svg.label("axis", LEFT, bottom + 36, chart.text("legend")).drawn(name, chart.text("title"));
    }

    /**
     * Blocks placed by day and rows: {@code filled} blocks, and {@code outlined} ones, which stand at {@code today}
     * where they have no day.
     */
    private static String timeline(Part chart) {
        List<Part> rows = chart.parts("rows");
        List<Part> filled = chart.parts("filled");
        LocalDate today = chart.day("today").orElseThrow();
        double right = WIDTH - 20;
        double undated = LEFT + 70;
        boolean hasUndated = filled.stream().anyMatch(block -> block.day("day").isEmpty());
        double left = hasUndated ? undated + 30 : LEFT + 24;
        List<LocalDate> days = Stream.concat(
                        Stream.of(today),
                        Stream.concat(filled.stream(), chart.parts("outlined").stream())
                                .flatMap(block -> block.day("day").stream()))
                .sorted()
                .toList();
        LocalDate first = days.get(0);
        long span = Math.max(FEWEST_DAYS, ChronoUnit.DAYS.between(first, days.get(days.size() - 1)));
        double scale = (right - left - 90) / span;
        double bottom = y(rows.size());
        Svg svg = new Svg(WIDTH, bottom + FOOT);
        rows(svg, rows, right);
        ToDoubleFunction<LocalDate> at = day -> left + scale * ChronoUnit.DAYS.between(first, day);
        for (int year = first.getYear() + 1; year <= first.plusDays(span).getYear(); year++) {
            double x = at.applyAsDouble(LocalDate.of(year, 1, 1));
            svg.line("tick", x, HEAD, x, bottom + 4).label("axis middle", x, bottom + 18, Integer.toString(year));
        }
        double now = at.applyAsDouble(today);
        svg.line("now", now, HEAD - 4, now, bottom + 4).label("axis middle", now, HEAD - 10, chart.text("todayText"));
        if (hasUndated) {
            svg.line("tick", undated + 12, HEAD, undated + 12, bottom)
                    .label("axis middle", undated - 14, bottom + 18, chart.text("undatedText"));
        }
        for (Part block : filled) {
            double x = block.day("day").map(at::applyAsDouble).orElse(undated - 14);
            block(svg, "course", x, block, chart);
        }
        for (Part block : chart.parts("outlined")) {
            block(svg, "plan", at.applyAsDouble(block.day("day").orElse(today)) + 2, block, chart);
        }
        return drawn(svg, "timeline", chart, bottom);
    }

    private static void block(Svg svg, String style, double x, Part block, Part chart) {
        List<Part> rows = chart.parts("rows");
        List<String> names =
                block.parts("rows").stream().map(row -> row.text("name")).toList();
        List<Integer> at = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            if (names.contains(rows.get(row).text("name"))) {
                at.add(row);
            }
        }
        if (at.isEmpty()) {
            svg.hatched(style + " open", x - 5, y(0) + 2, 10, rows.size() * ROW - 4)
                    .label("mark", x + 9, y(0) + 15, block.text("text") + ", " + chart.text("openText"));
            return;
        }
        for (int row : at) {
            boolean follows = at.contains(row - 1);
            boolean isFollowed = at.contains(row + 1);
            svg.box(style, x - 5, y(row) + (follows ? -1 : 2), 10, ROW - (follows ? -1 : 2) - (isFollowed ? 0 : 2));
        }
        svg.label("mark", x + 9, y(at.get(at.size() / 2)) + 15, block.text("text"));
    }

    /**
     * A bar for each row, from 0 to {@code lo}, hatched on to {@code hi}, or to the edge without an upper bound. A
     * diamond marks a further number, a line the {@code limit}.
     */
    private static String bars(Part chart) {
        List<Part> rows = chart.parts("rows");
        double limit = chart.number("limit").orElseThrow();
        double right = WIDTH - 190;
        double most = Math.max(
                limit * 1.1,
                most(rows.stream().flatMap(row -> Stream.of(row.number("lo"), row.number("hi"), row.number("diamond"))))
                        * 1.05);
        double scale = (right - LEFT) / most;
        double bottom = y(rows.size());
        Svg svg = new Svg(WIDTH, bottom + FOOT);
        rows(svg, rows, right);
        for (int tick = 0; tick <= most; tick += 10) {
            double x = LEFT + tick * scale;
            svg.line("tick", x, HEAD, x, bottom + 4).label("axis middle", x, bottom + 18, Integer.toString(tick));
        }
        for (int row = 0; row < rows.size(); row++) {
            bar(svg, rows.get(row), y(row), scale, right);
        }
        double at = LEFT + limit * scale;
        svg.line("limit", at, HEAD - 6, at, bottom + 4)
                .label("axis middle strong", at, HEAD - 10, chart.text("limitText"));
        return drawn(svg, "spine", chart, bottom);
    }

    private static void bar(Svg svg, Part row, double y, double scale, double right) {
        double top = y + 4;
        double height = ROW - 8;
        if (row.has("lo")) {
            double lo = row.number("lo").orElseThrow();
            double solid = lo * scale;
            svg.box("dose", LEFT, top, solid, height);
            double hi = row.number("hi").orElse(Double.POSITIVE_INFINITY);
            if (Double.isInfinite(hi)) {
                svg.hatched("uncertain", LEFT + solid, top, right - LEFT - solid - 10, height)
                        .arrow("uncertain-tip", right, top + height / 2, 9);
            } else if (hi > lo) {
                svg.hatched("uncertain closed", LEFT + solid, top, (hi - lo) * scale, height);
            }
        }
        row.number("diamond").ifPresent(value -> svg.diamond("planned", LEFT + value * scale, top + height / 2, 7));
        svg.label("mark", right + 12, y + 15, row.text("text"));
    }

    /**
     * Columns, each with a bar, a line across it and a diamond beside it. The scale also leaves room for the numbers
     * {@code also}.
     */
    private static String columns(Part chart) {
        List<Part> columns = chart.parts("columns");
        double right = WIDTH - 20;
        double bottom = HEAD + PLOT;
        double most = most(Stream.concat(
                Stream.of(chart.number("also")),
                columns.stream()
                        .flatMap(column ->
                                Stream.of(column.number("bar"), column.number("line"), column.number("also")))));
        double scale = PLOT / (Math.max(1, most) * 1.15);
        double step = (right - LEFT) / columns.size();
        Svg svg = new Svg(WIDTH, bottom + FOOT);
        svg.line("rule", LEFT, bottom, right, bottom);
        for (int place = 0; place < columns.size(); place++) {
            Part column = columns.get(place);
            double middle = LEFT + step * (place + 0.5);
            svg.label("axis middle", middle, bottom + 18, column.text("name"));
            column(svg, column, middle, bottom, scale);
        }
        return drawn(svg, "budget", chart, bottom);
    }

    private static void column(Svg svg, Part column, double middle, double bottom, double scale) {
        if (column.has("bar")) {
            double height = column.number("bar").orElseThrow() * scale;
            svg.box("dose", middle - 22, bottom - height, 44, height)
                    .label("mark middle strong", middle, bottom - height - 6, column.text("text"));
        } else {
            svg.label("mark middle", middle, bottom - 8, column.text("text"));
        }
        column.number("line").ifPresent(value -> {
            double at = bottom - value * scale;
            svg.line("printed", middle - 30, at, middle + 30, at);
        });
        column.number("diamond").ifPresent(value -> {
            double at = bottom - value * scale;
            svg.diamond("planned", middle + 44, at, 7).label("mark", middle + 56, at + 5, column.text("diamondText"));
        });
    }
}

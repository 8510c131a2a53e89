package org.spinecds.worksheet;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spinecds.card.Numbers;
import org.spinecds.decision.Assessment;
import org.spinecds.decision.LevelAssessment;
import org.spinecds.decision.RecordAsRead;

/** The charts of the worksheet. Each says nothing that a table beside it does not say too. */
final class Charts {

    private static final double ROW = 22;
    private static final double LEFT = 46;
    private static final double FOOT = 44;
    private static final double HEAD = 26;

    private final Words words;
    private final RecordAsRead read;
    private final Assessment assessment;
    private final List<RecordAsRead.SpineLevel> stretch;

    Charts(Words words, RecordAsRead read, Assessment assessment) {
        this.words = words;
        this.read = read;
        this.assessment = assessment;
        this.stretch = stretch(read, assessment);
    }

    /** The levels worth showing: the assessed ones and those of every course and the plan, with one more at either end. */
    private static List<RecordAsRead.SpineLevel> stretch(RecordAsRead read, Assessment assessment) {
        Set<String> named = new java.util.HashSet<>();
        assessment.levels().forEach(level -> named.add(level.level()));
        read.courses().forEach(course -> named.addAll(course.levels()));
        if (read.plan() != null) {
            named.addAll(read.plan().levels());
        }
        int first = read.spine().size();
        int last = -1;
        for (int place = 0; place < read.spine().size(); place++) {
            if (named.contains(read.spine().get(place).level())) {
                first = Math.min(first, place);
                last = place;
            }
        }
        return last < 0
                ? List.of()
                : read.spine()
                        .subList(Math.max(0, first - 1), Math.min(read.spine().size(), last + 2));
    }

    List<RecordAsRead.SpineLevel> stretch() {
        return stretch;
    }

    private double y(int row) {
        return HEAD + row * ROW;
    }

    private boolean isAssessed(String level) {
        return assessment.levels().stream().anyMatch(there -> there.level().equals(level));
    }

    /** The courses by day and level. */
    String timeline(LocalDate evaluated) {
        double width = 720;
        double right = width - 20;
        double undated = LEFT + 70;
        boolean hasUndated = read.courses().stream().anyMatch(course -> course.latestEnd() == null);
        double left = hasUndated ? undated + 30 : LEFT + 24;
        LocalDate start = planStart().orElse(evaluated);
        List<LocalDate> days = Stream.concat(
                        read.courses().stream()
                                .map(RecordAsRead.Course::latestEnd)
                                .filter(Objects::nonNull)
                                .map(LocalDate::parse),
                        Stream.of(evaluated, start))
                .sorted()
                .toList();
        LocalDate first = days.get(0);
        long span = Math.max(90, ChronoUnit.DAYS.between(first, days.get(days.size() - 1)));
        double scale = (right - left - 90) / span;
        double bottom = y(stretch.size());
        Svg svg = new Svg(width, bottom + FOOT);
        rows(svg, right);
        for (int year = first.getYear() + 1; year <= first.plusDays(span).getYear(); year++) {
            double x = left + scale * ChronoUnit.DAYS.between(first, LocalDate.of(year, 1, 1));
            svg.line("tick", x, HEAD, x, bottom + 4).label("axis middle", x, bottom + 18, Integer.toString(year));
        }
        double now = left + scale * ChronoUnit.DAYS.between(first, evaluated);
        svg.line("now", now, HEAD - 4, now, bottom + 4)
                .label("axis middle", now, HEAD - 10, words.of("chart", "evaluated"));
        if (hasUndated) {
            svg.line("tick", undated + 12, HEAD, undated + 12, bottom)
                    .label("axis middle", undated - 14, bottom + 18, words.of("chart", "undated"));
        }
        for (RecordAsRead.Course course : read.courses()) {
            double x = course.latestEnd() == null
                    ? undated - 14
                    : left + scale * ChronoUnit.DAYS.between(first, LocalDate.parse(course.latestEnd()));
            block(svg, "course", x, course.levels(), words.shortDose(course.gy(), course.fractions()));
        }
        RecordAsRead.Plan plan = read.plan();
        if (plan != null) {
            double x = left + scale * ChronoUnit.DAYS.between(first, start);
            block(
                    svg,
                    "plan",
                    x + 2,
                    plan.levels(),
                    words.of("chart", "plan") + " " + words.shortDose(plan.gy(), plan.fractions()));
        }
        svg.label("axis", LEFT, bottom + 36, words.of("chart", "timelineLegend"));
        return svg.drawn("timeline", words.of("chart", "timeline"));
    }

    private Optional<LocalDate> planStart() {
        return Optional.ofNullable(read.plan())
                .map(RecordAsRead.Plan::startsOn)
                .filter(text -> text.length() >= "2026-03-02".length())
                .map(text -> LocalDate.parse(text.substring(0, "2026-03-02".length())));
    }

    private void rows(Svg svg, double right) {
        for (int row = 0; row < stretch.size(); row++) {
            String level = stretch.get(row).level();
            if (isAssessed(level)) {
                svg.box("assessed", LEFT, y(row), right - LEFT, ROW);
            }
            svg.line("rule", LEFT, y(row + 1), right, y(row + 1))
                    .label(isAssessed(level) ? "level assessed-level" : "level", LEFT - 8, y(row) + 15, level);
        }
    }

    private void block(Svg svg, String style, double x, List<String> levels, String label) {
        List<Integer> at = new ArrayList<>();
        for (int row = 0; row < stretch.size(); row++) {
            if (levels.contains(stretch.get(row).level())) {
                at.add(row);
            }
        }
        if (at.isEmpty()) {
            svg.hatched(style + " open", x - 5, y(0) + 2, 10, stretch.size() * ROW - 4)
                    .label("mark", x + 9, y(0) + 15, label + ", " + words.of("chart", "noLevels"));
            return;
        }
        for (int row : at) {
            boolean follows = at.contains(row - 1);
            boolean isFollowed = at.contains(row + 1);
            svg.box(style, x - 5, y(row) + (follows ? -1 : 2), 10, ROW - (follows ? -1 : 2) - (isFollowed ? 0 : 2));
        }
        svg.label("mark", x + 9, y(at.get(at.size() / 2)) + 15, label);
    }

    /** The cumulative dose of the prior courses by level, against the cumulative limit. */
    String spine() {
        double width = 720;
        double right = width - 190;
        double most = Math.max(
                read.limits().cumulativeEqd2Gy().doubleValue() * 1.1,
                stretch.stream()
                        .mapToDouble(level -> furthest(level) * 1.05)
                        .max()
                        .orElse(0));
        double scale = (right - LEFT) / most;
        double bottom = y(stretch.size());
        Svg svg = new Svg(width, bottom + FOOT);
        rows(svg, right);
        for (int gray = 0; gray <= most; gray += 10) {
            double x = LEFT + gray * scale;
            svg.line("tick", x, HEAD, x, bottom + 4).label("axis middle", x, bottom + 18, Integer.toString(gray));
        }
        for (int row = 0; row < stretch.size(); row++) {
            bar(svg, stretch.get(row), row, scale, right);
        }
        double limit = LEFT + read.limits().cumulativeEqd2Gy().doubleValue() * scale;
        svg.line("limit", limit, HEAD - 6, limit, bottom + 4)
                .label(
                        "axis middle strong",
                        limit,
                        HEAD - 10,
                        words.of("chart", "limit") + " "
                                + Numbers.plain(read.limits().cumulativeEqd2Gy()) + " Gy");
        svg.label("axis", LEFT, bottom + 36, words.of("chart", "spineLegend"));
        return svg.drawn("spine", words.of("chart", "spine"));
    }

    private double furthest(RecordAsRead.SpineLevel level) {
        BigDecimal bound = level.hi() == null ? level.lo() : level.hi();
        return Math.max(
                bound == null ? 0 : bound.doubleValue(),
                withPlan(level.level()).map(BigDecimal::doubleValue).orElse(0.0));
    }

    private Optional<BigDecimal> withPlan(String level) {
        return assessment.levels().stream()
                .filter(there -> there.level().equals(level))
                .map(LevelAssessment::constraints)
                .map(constraints -> constraints.C1().value())
                .filter(Objects::nonNull)
                .findFirst();
    }

    private void bar(Svg svg, RecordAsRead.SpineLevel level, int row, double scale, double right) {
        double top = y(row) + 4;
        double height = ROW - 8;
        BigDecimal lo = level.lo();
        if (lo != null) {
            double solid = lo.doubleValue() * scale;
            svg.box("dose", LEFT, top, solid, height);
            BigDecimal hi = level.hi();
            if (hi == null) {
                svg.hatched("uncertain", LEFT + solid, top, right - LEFT - solid - 10, height)
                        .arrow("uncertain-tip", right, top + height / 2, 9);
            } else if (hi.compareTo(lo) > 0) {
                svg.hatched(
                        "uncertain closed", LEFT + solid, top, hi.subtract(lo).doubleValue() * scale, height);
            }
        }
        withPlan(level.level())
                .ifPresent(value -> svg.diamond("planned", LEFT + value.doubleValue() * scale, top + height / 2, 7));
        svg.label(
                "mark",
                right + 12,
                y(row) + 15,
                words.priorShort(level.lo(), level.hi(), read.limits().cumulativeEqd2Gy()));
    }

    /** The maximum of a level by number of fractions; null where there is none. */
    @Nullable
    String budget(LevelAssessment level) {
        List<LevelAssessment.Maximum> maxima = level.maxThecalSac();
        if (maxima == null) {
            return null;
        }
        double width = 720;
        double right = width - 20;
        double plot = 150;
        double bottom = HEAD + plot;
        double most = maxima.stream()
                .flatMap(maximum -> Stream.of(maximum.floorGy(), maximum.table3Gy(), maximum.effectiveGy()))
                .filter(Objects::nonNull)
                .mapToDouble(BigDecimal::doubleValue)
                .max()
                .orElse(1);
        LevelAssessment.Planned planned = level.planned();
        if (planned != null && planned.gy() != null) {
            most = Math.max(most, planned.gy().doubleValue());
        }
        double scale = plot / (Math.max(1, most) * 1.15);
        double step = (right - LEFT) / maxima.size();
        Svg svg = new Svg(width, bottom + FOOT);
        svg.line("rule", LEFT, bottom, right, bottom);
        for (int place = 0; place < maxima.size(); place++) {
            LevelAssessment.Maximum maximum = maxima.get(place);
            double middle = LEFT + step * (place + 0.5);
            svg.label("axis middle", middle, bottom + 18, words.fractions(maximum.fractions()));
            column(svg, maximum, middle, bottom, scale);
            if (planned != null && planned.gy() != null && Objects.equals(planned.fractions(), maximum.fractions())) {
                double at = bottom - planned.gy().doubleValue() * scale;
                svg.diamond("planned", middle + 44, at, 7)
                        .label("mark", middle + 56, at + 5, Numbers.plain(planned.gy()) + " Gy");
            }
        }
        svg.label("axis", LEFT, bottom + 36, words.of("chart", "budgetLegend"));
        return svg.drawn("budget", words.of("chart", "budget") + " " + level.level());
    }

    private void column(Svg svg, LevelAssessment.Maximum maximum, double middle, double bottom, double scale) {
        if (maximum.effectiveGy() == null) {
            svg.label("mark middle", middle, bottom - 8, maximum.effectiveNotAvailable() ? "NA" : "-");
        } else {
            double height = maximum.effectiveGy().doubleValue() * scale;
            svg.box("dose", middle - 22, bottom - height, 44, height)
                    .label(
                            "mark middle strong",
                            middle,
                            bottom - height - 6,
                            Numbers.dose(maximum.effectiveGy()) + " Gy");
        }
        if (maximum.table3Gy() != null) {
            double at = bottom - maximum.table3Gy().doubleValue() * scale;
            svg.line("printed", middle - 30, at, middle + 30, at);
        }
    }
}

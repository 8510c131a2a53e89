package org.spinecds.worksheet;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.spinecds.decision.RecordAsRead;

/**
 * What is on file in the form's own terms: the name of each field and its text. An empty text is not known. A field is
 * edited when its text differs from the one here.
 */
final class Inputs {

    static final String EVALUATED = "evaluated";
    static final String FRESH = "fresh";
    static final String PLAN = "plan";
    static final String YES = "yes";
    static final int NEW_COURSES = 2;
    private static final int FULL_DATE = 10;

    private final Map<String, String> texts = new LinkedHashMap<>();
    private final List<String> order;

    Inputs(RecordAsRead read, LocalDate evaluated, Fields fields) {
        order = read.spine().stream().map(RecordAsRead.SpineLevel::level).toList();
        texts.put(EVALUATED, evaluated.toString());
        texts.put(FRESH, "");
        for (int place = 0; place < read.courses().size(); place++) {
            RecordAsRead.Course course = read.courses().get(place);
            String group = course(place);
            texts.put(group + "-counts", YES);
            texts.put(group + "-technique", course.technique());
            texts.put(group + "-gy", plain(course.gy()));
            texts.put(group + "-fractions", plain(course.fractions()));
            texts.put(group + "-end", day(course.earliestEnd(), course.latestEnd()));
            texts.put(group + "-levels", levels(course.levels()));
            texts.put(group + "-sac", maximum(course.maxima()));
        }
        for (int place = 0; place < NEW_COURSES; place++) {
            String group = newCourse(place);
            for (String field : List.of("technique", "gy", "fractions", "end", "levels", "sac")) {
                texts.put(group + "-" + field, "");
            }
        }
        RecordAsRead.Plan plan = read.plan();
        texts.put("plan-counts", YES);
        texts.put("plan-technique", plan == null ? "" : plan.technique());
        texts.put("plan-gy", plan == null ? "" : plain(plan.gy()));
        texts.put("plan-fractions", plan == null ? "" : plain(plan.fractions()));
        texts.put("plan-start", plan == null ? "" : date(plan.startsOn()));
        texts.put("plan-levels", plan == null ? "" : levels(plan.levels()));
        texts.put("plan-sac", plan == null ? "" : maximum(plan.maxima()));
        Map<String, RecordAsRead.Fact> facts = new LinkedHashMap<>();
        read.facts().forEach(fact -> facts.put(fact.fact(), fact));
        for (Fields.Fact fact : fields.facts()) {
            RecordAsRead.Fact there = facts.get(fact.fact());
            texts.put(fact(fact.fact()), there == null ? "" : answer(fact.kind(), there.answer()));
        }
    }

    static String course(int place) {
        return "course-" + place;
    }

    static String newCourse(int place) {
        return "new-" + place;
    }

    static String fact(String code) {
        return "fact-" + code;
    }

    /** Every field with its text on file. */
    Map<String, String> texts() {
        return texts;
    }

    String of(String field) {
        return texts.getOrDefault(field, "");
    }

    /** The names of all levels, from cranial to caudal. */
    List<String> order() {
        return order;
    }

    private static String answer(Fields.Kind kind, @Nullable String answer) {
        if (answer == null) {
            return "";
        }
        return switch (kind) {
            case INTEGER, MONTHS -> new BigDecimal(answer).stripTrailingZeros().toPlainString();
            case CODE -> answer;
            case YES_NO -> answer.equals("true") ? YES : "no";
        };
    }

    private static String plain(@Nullable BigDecimal value) {
        return value == null ? "" : value.stripTrailingZeros().toPlainString();
    }

    private static String plain(@Nullable Integer value) {
        return value == null ? "" : value.toString();
    }

    /** The one maximum that a single field can hold: of the whole course, readable, and what Table 3 speaks of. */
    static String maximum(List<RecordAsRead.Maximum> maxima) {
        return maxima.size() == 1
                        && maxima.get(0).equivalent()
                        && maxima.get(0).levels().isEmpty()
                ? plain(maxima.get(0).gy())
                : "";
    }

    private static String date(@Nullable String moment) {
        return moment == null ? "" : moment.substring(0, Math.min(FULL_DATE, moment.length()));
    }

    /** A day, a month or a year, as it was written down. */
    static String day(@Nullable String earliest, @Nullable String latest) {
        if (earliest == null || latest == null) {
            return "";
        }
        if (earliest.equals(latest)) {
            return earliest;
        }
        String month = earliest.substring(0, "2026-03".length());
        return latest.startsWith(month) ? month : earliest.substring(0, "2026".length());
    }

    /** Levels as a person writes them: {@code T8-T10, L1}. */
    private String levels(List<String> names) {
        return levels(names, order);
    }

    static String levels(List<String> names, List<String> order) {
        List<String> stretches = new ArrayList<>();
        for (int place = 0; place < order.size(); place++) {
            if (!names.contains(order.get(place))) {
                continue;
            }
            int last = place;
            while (last + 1 < order.size() && names.contains(order.get(last + 1))) {
                last++;
            }
            stretches.add(last == place ? order.get(place) : order.get(place) + "-" + order.get(last));
            place = last;
        }
        return String.join(", ", stretches);
    }
}

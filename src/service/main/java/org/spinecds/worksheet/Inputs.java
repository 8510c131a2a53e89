package org.spinecds.worksheet;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The record on file in terms of the form: the name of each field with its text. An empty text means unknown. A field
 * is edited when its text differs from the one here.
 */
final class Inputs {

    static final String EVALUATED = "evaluated";
    static final String FRESH = "fresh";
    static final String PLAN = "plan";
    static final String YES = "yes";
    static final String NO = "no";
    static final String COUNTS = "-counts";
    static final int NEW_COURSES = 2;

    /** The fields of a course and of a plan, in the order of the form. */
    static final List<String> OF_A_COURSE = List.of("technique", "gy", "fractions", "end", "levels", "sac");

    static final List<String> OF_A_PLAN = List.of("technique", "gy", "fractions", "start", "levels", "sac");

    private final Map<String, String> texts = new LinkedHashMap<>();
    private final List<Map<?, ?>> courses;
    private final boolean hasPlan;
    private final List<String> order;

    /**
     * Gathers the texts.
     *
     * @param onFile the names of the view {@code inputs} with their values
     * @param order the names of all levels, from cranial to caudal
     * @param evaluated the day of evaluation
     */
    Inputs(Map<String, ?> onFile, List<String> order, LocalDate evaluated, Fields fields) {
        this.order = List.copyOf(order);
        courses = rows(onFile.get("courses")).toList();
        texts.put(EVALUATED, evaluated.toString());
        texts.put(FRESH, "");
        for (int place = 0; place < courses.size(); place++) {
            texts.put(course(place) + COUNTS, YES);
            group(course(place), OF_A_COURSE, courses.get(place));
        }
        for (int place = 0; place < NEW_COURSES; place++) {
            group(newCourse(place), OF_A_COURSE, Map.of());
        }
        List<Map<?, ?>> plan = rows(onFile.get(PLAN)).toList();
        hasPlan = !plan.isEmpty();
        texts.put(PLAN + COUNTS, YES);
        group(PLAN, OF_A_PLAN, hasPlan ? plan.get(0) : Map.of());
        for (Fields.Fact fact : fields.facts()) {
            String answer = rows(onFile.get("facts"))
                    .filter(there -> fact.fact().equals(there.get("fact")))
                    .map(there -> text(there.get("answer")))
                    .findFirst()
                    .orElse("");
            texts.put(fact(fact.fact()), answer.isEmpty() ? "" : answer(fact.kind(), answer));
        }
    }

    private static Stream<Map<?, ?>> rows(@Nullable Object list) {
        return list instanceof List<?> rows ? rows.stream().map(row -> (Map<?, ?>) row) : Stream.empty();
    }

    private void group(String group, List<String> names, Map<?, ?> onFile) {
        names.forEach(name -> texts.put(group + "-" + name, text(onFile.get(name))));
    }

    private static String text(@Nullable Object name) {
        return name == null ? "" : name.toString();
    }

    private static String answer(Fields.Kind kind, String answer) {
        return switch (kind) {
            case INTEGER, MONTHS -> new BigDecimal(answer).stripTrailingZeros().toPlainString();
            case CODE -> answer;
            case YESNO -> answer.equals("true") ? YES : NO;
        };
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

    /** The courses on file, with their names in words, and in words the data that no field can show. */
    List<Map<?, ?>> courses() {
        return courses;
    }

    boolean hasPlan() {
        return hasPlan;
    }

    /** The names of all levels, from cranial to caudal. */
    List<String> order() {
        return order;
    }
}

package org.spinecds.worksheet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spinecds.card.PageView;

/** Fills the form: every input with its text, the text on file, and the fault of an input that cannot be understood. */
record FormModel(Fields fields, PageView words, Inputs onFile, Edits edits) {

    private static final String TECHNIQUE = "technique";

    Map<String, @Nullable Object> form() {
        Map<String, @Nullable Object> model = new HashMap<>();
        model.put("evaluated", text(Inputs.EVALUATED, Inputs.EVALUATED));
        model.put("fresh", check(Inputs.FRESH, Inputs.FRESH));
        List<Map<String, @Nullable Object>> courses = new ArrayList<>();
        for (Map<?, ?> course : onFile.courses()) {
            String group = Inputs.course(courses.size());
            Map<String, @Nullable Object> shown = course(group);
            shown.put("name", shown.get("name") + ": " + course.get("name"));
            shown.put("counts", check(group + Inputs.COUNTS, "counts"));
            shown.put("beyond", course.get("beyond"));
            courses.add(shown);
        }
        model.put("courses", courses);
        model.put(
                "newCourses",
                IntStream.range(0, Inputs.NEW_COURSES)
                        .mapToObj(Inputs::newCourse)
                        .map(this::course)
                        .toList());
        Map<String, @Nullable Object> plan = group(Inputs.PLAN, Inputs.OF_A_PLAN);
        plan.put("isOnFile", onFile.hasPlan());
        plan.put("counts", check(Inputs.PLAN + Inputs.COUNTS, "planCounts"));
        model.put("plan", plan);
        model.put(
                "groups",
                fields.groups().stream()
                        .map(group -> Map.of(
                                "label",
                                group.label(),
                                "facts",
                                group.facts().stream().map(this::fact).toList()))
                        .toList());
        return model;
    }

    private Map<String, @Nullable Object> course(String group) {
        Map<String, @Nullable Object> course = group(group, Inputs.OF_A_COURSE);
        course.put("name", groupName(group));
        return course;
    }

    /** The notes beside each field: the text on file where it differs, or the fault of the input. */
    List<Map<String, @Nullable Object>> notes() {
        return onFile.texts().keySet().stream().map(this::note).toList();
    }

    private Map<String, @Nullable Object> note(String field) {
        Map<String, @Nullable Object> note = new HashMap<>();
        Edits.Fault fault = edits.faults().get(field);
        note.put("id", field);
        note.put("fault", fault == null ? null : words.of("fault", fault.name()));
        note.put("onFile", fault == null && edits.isChanged(field) ? shown(field, onFile.of(field)) : null);
        return note;
    }

    /** The edits in words, each with the value on file. */
    List<Map<String, String>> changes() {
        return edits.changed().stream()
                .filter(field -> !edits.faults().containsKey(field))
                .map(field -> Map.of(
                        "name",
                        name(field),
                        "from",
                        shown(field, onFile.of(field)),
                        "to",
                        shown(field, edits.of(field))))
                .toList();
    }

    private String name(String field) {
        int dash = field.lastIndexOf('-');
        return fields.factOf(field)
                .map(Fields.Fact::label)
                .orElseGet(() -> dash < 0
                        ? words.of("field", field)
                        : groupName(field.substring(0, dash)) + ", " + words.of("field", field.substring(dash + 1)));
    }

    /** The name of a group: {@code Course 1} for {@code course-0}. */
    private String groupName(String group) {
        int dash = group.lastIndexOf('-');
        return dash < 0
                ? words.of("form", group)
                : words.of("form", group.substring(0, dash)) + " " + (Integer.parseInt(group.substring(dash + 1)) + 1);
    }

    private String shown(String field, String text) {
        if (field.endsWith(Inputs.COUNTS)) {
            return words.of("answer", text.isEmpty() ? "leftOut" : "counted");
        }
        if (text.isEmpty()) {
            return words.of("answer", field.equals(Inputs.FRESH) ? Inputs.NO : "unknown");
        }
        return switch (Edits.kind(field)) {
            case TECHNIQUE -> words.ofCards(TECHNIQUE, text);
            case "gy", "sac" -> text + " Gy";
            case Inputs.FRESH -> words.of("answer", text);
            default -> fields.factOf(field).map(fact -> choice(fact, text)).orElse(text);
        };
    }

    private String choice(Fields.Fact fact, String code) {
        return switch (fact.kind()) {
            case YESNO -> words.of("answer", code);
            case CODE -> words.find("choice", code).orElse(code);
            case INTEGER -> code;
            case MONTHS -> code + " " + words.of("unit", "months");
        };
    }

    private Map<String, @Nullable Object> group(String group, List<String> names) {
        Map<String, @Nullable Object> model = new HashMap<>();
        String field = group + "-" + TECHNIQUE;
        Stream<String> beyond = Stream.of(onFile.of(field))
                .filter(code -> fields.technique(code).isEmpty());
        Stream<String> codes =
                Stream.concat(beyond, fields.techniques().stream().map(Fields.Technique::technique));
        model.put(
                TECHNIQUE,
                select(
                        field,
                        words.of("field", TECHNIQUE),
                        codes,
                        code -> code.isEmpty() ? words.of("answer", "none") : words.ofCards(TECHNIQUE, code)));
        model.put(
                "fields",
                names.stream()
                        .filter(name -> !name.equals(TECHNIQUE))
                        .map(name -> text(
                                group + "-" + name,
                                group.equals(Inputs.PLAN) && name.equals("sac") ? "plannedSac" : name))
                        .toList());
        return model;
    }

    private Map<String, @Nullable Object> text(String field, String label) {
        return text(
                field,
                words.of("field", label),
                words.find("hint", label).orElse(null),
                words.find("keys", label).orElse("text"));
    }

    private Map<String, @Nullable Object> text(String field, String label, @Nullable String hint, String keys) {
        Map<String, @Nullable Object> model = field(field, label);
        model.put("isText", true);
        model.put("hint", hint);
        model.put("keys", keys);
        return model;
    }

    private Map<String, @Nullable Object> check(String field, String label) {
        Map<String, @Nullable Object> model = field(field, words.of("field", label));
        model.put("isChecked", !edits.of(field).isEmpty());
        return model;
    }

    private Map<String, @Nullable Object> fact(Fields.Fact fact) {
        String field = Inputs.fact(fact.fact());
        if (fact.answers().isEmpty()) {
            return text(field, fact.label(), fact.hint(), fact.kind() == Fields.Kind.MONTHS ? "decimal" : "numeric");
        }
        return select(
                field,
                fact.label(),
                Stream.concat(Stream.of(""), fact.answers().stream()),
                code -> code.isEmpty() ? words.of("answer", "unknown") : choice(fact, code));
    }

    private Map<String, @Nullable Object> select(
            String field, String label, Stream<String> codes, UnaryOperator<String> inWords) {
        Map<String, @Nullable Object> model = field(field, label);
        model.put("isSelect", true);
        model.put(
                "choices",
                codes.map(code -> Map.of(
                                "code", code, "label", inWords.apply(code), "isChosen", code.equals(edits.of(field))))
                        .toList());
        return model;
    }

    private Map<String, @Nullable Object> field(String field, String label) {
        Map<String, @Nullable Object> model = note(field);
        model.put("label", label);
        model.put("text", edits.of(field));
        model.put("isText", false);
        model.put("isSelect", false);
        return model;
    }
}

package org.spinecds.worksheet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.spinecds.card.AssessmentWords;
import org.spinecds.decision.RecordAsRead;

/** What the form is filled from: every input with its text, what is on file, and what cannot be understood. */
final class FormModel {

    private final WorksheetContent content;
    private final Words words;
    private final AssessmentWords phrases;
    private final RecordAsRead read;
    private final Inputs onFile;
    private final Edits edits;

    FormModel(WorksheetContent content, AssessmentWords phrases, RecordAsRead read, Inputs onFile, Edits edits) {
        this.content = content;
        this.words = content.words();
        this.phrases = phrases;
        this.read = read;
        this.onFile = onFile;
        this.edits = edits;
    }

    Map<String, @Nullable Object> form() {
        Map<String, @Nullable Object> model = new HashMap<>();
        model.put("evaluated", text(Inputs.EVALUATED, "evaluated"));
        model.put("fresh", check(Inputs.FRESH, "fresh"));
        List<Map<String, @Nullable Object>> courses = new ArrayList<>();
        for (int place = 0; place < read.courses().size(); place++) {
            RecordAsRead.Course course = read.courses().get(place);
            Map<String, @Nullable Object> shown = group(Inputs.course(place), "end");
            shown.put("name", words.of("form", "course") + " " + (place + 1) + ": " + phrases.course(course.id()));
            shown.put("counts", check(Inputs.course(place) + "-counts", "counts"));
            shown.put("beyond", beyond(course));
            courses.add(shown);
        }
        model.put("courses", courses);
        model.put("hasCourses", !courses.isEmpty());
        List<Map<String, @Nullable Object>> more = new ArrayList<>();
        for (int place = 0; place < Inputs.NEW_COURSES; place++) {
            Map<String, @Nullable Object> shown = group(Inputs.newCourse(place), "end");
            shown.put("name", words.of("form", "newCourse") + " " + (place + 1));
            more.add(shown);
        }
        model.put("newCourses", more);
        Map<String, @Nullable Object> plan = group(Inputs.PLAN, "start");
        plan.put("isOnFile", read.plan() != null);
        plan.put("counts", check("plan-counts", "planCounts"));
        model.put("plan", plan);
        model.put(
                "groups",
                content.fields().groups().stream()
                        .map(group -> Map.of(
                                "label",
                                group.label(),
                                "facts",
                                group.facts().stream().map(this::fact).toList()))
                        .toList());
        return model;
    }

    /** What is to be said beside each field: that it differs from what is on file, or cannot be understood. */
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

    /** The edits in words, each with what is on file. */
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
        for (Fields.Fact fact : content.fields().facts()) {
            if (Inputs.fact(fact.fact()).equals(field)) {
                return fact.label();
            }
        }
        if (field.equals(Inputs.EVALUATED) || field.equals(Inputs.FRESH)) {
            return words.of("field", field);
        }
        String part = words.of("field", field.substring(field.lastIndexOf('-') + 1));
        String group = field.substring(0, field.lastIndexOf('-'));
        if (group.equals(Inputs.PLAN)) {
            return words.of("form", "plan") + ", " + part;
        }
        int place = Integer.parseInt(group.substring(group.lastIndexOf('-') + 1)) + 1;
        return words.of("form", group.startsWith("new") ? "newCourse" : "course") + " " + place + ", " + part;
    }

    private String shown(String field, String text) {
        if (field.endsWith("-counts")) {
            return words.of("answer", text.isEmpty() ? "leftOut" : "counted");
        }
        if (text.isEmpty()) {
            return words.of("answer", field.equals(Inputs.FRESH) ? "no" : "unknown");
        }
        if (field.endsWith("-technique")) {
            return phrases.of("technique", text);
        }
        if (field.endsWith("-gy") || field.endsWith("-sac")) {
            return text + " Gy";
        }
        return content.fields().facts().stream()
                .filter(fact -> Inputs.fact(fact.fact()).equals(field))
                .findFirst()
                .map(fact -> choice(fact, text))
                .orElse(text.equals(Inputs.YES) ? words.of("answer", Inputs.YES) : text);
    }

    private String choice(Fields.Fact fact, String code) {
        return switch (fact.kind()) {
            case YES_NO -> words.of("answer", code);
            case CODE -> words.find("choice", code).orElse(code);
            case INTEGER -> code;
            case MONTHS -> code + " " + words.of("unit", "months");
        };
    }

    private Map<String, @Nullable Object> group(String group, String date) {
        Map<String, @Nullable Object> model = new HashMap<>();
        model.put("technique", technique(group + "-technique"));
        model.put(
                "fields",
                List.of(
                        text(group + "-gy", "gy"),
                        text(group + "-fractions", "fractions"),
                        text(group + "-" + date, date),
                        text(group + "-levels", "levels"),
                        text(group + "-sac", group.equals(Inputs.PLAN) ? "plannedSac" : "sac")));
        return model;
    }

    private Map<String, @Nullable Object> text(String field, String label) {
        Map<String, @Nullable Object> model = field(field, words.of("field", label));
        model.put("isText", true);
        model.put("hint", words.find("hint", label).orElse(null));
        model.put("keys", words.find("keys", label).orElse("text"));
        return model;
    }

    private Map<String, @Nullable Object> check(String field, String label) {
        Map<String, @Nullable Object> model = field(field, words.of("field", label));
        model.put("isChecked", !edits.of(field).isEmpty());
        return model;
    }

    private Map<String, @Nullable Object> field(String field, String label) {
        Map<String, @Nullable Object> model = new HashMap<>(note(field));
        model.put("id", field);
        model.put("label", label);
        model.put("text", edits.of(field));
        model.put("isText", false);
        model.put("isSelect", false);
        model.put("hint", null);
        model.put("keys", "text");
        model.put("choices", List.of());
        model.put("onFileText", onFile.of(field));
        return model;
    }

    private Map<String, @Nullable Object> technique(String field) {
        List<String> codes = new ArrayList<>();
        String there = onFile.of(field);
        content.fields().techniques().forEach(technique -> codes.add(technique.code()));
        if (!there.isEmpty() && !codes.contains(there)) {
            codes.add(0, there);
        }
        List<Map<String, Object>> choices = new ArrayList<>();
        if (there.isEmpty()) {
            choices.add(option("", words.of("answer", "none"), edits.of(field)));
        }
        codes.forEach(code -> choices.add(option(code, phrases.of("technique", code), edits.of(field))));
        return select(field, words.of("field", "technique"), choices);
    }

    private Map<String, @Nullable Object> fact(Fields.Fact fact) {
        String field = Inputs.fact(fact.fact());
        List<String> codes =
                switch (fact.kind()) {
                    case CODE -> fact.choices().codes();
                    case YES_NO -> List.of(Inputs.YES, "no");
                    case INTEGER, MONTHS -> List.of();
                };
        if (codes.isEmpty()) {
            Map<String, @Nullable Object> model = field(field, fact.label());
            model.put("isText", true);
            model.put("hint", fact.hint());
            model.put("keys", fact.kind() == Fields.Kind.MONTHS ? "decimal" : "numeric");
            return model;
        }
        List<Map<String, Object>> choices = new ArrayList<>();
        choices.add(option("", words.of("answer", "unknown"), edits.of(field)));
        codes.forEach(code -> choices.add(option(code, choice(fact, code), edits.of(field))));
        return select(field, fact.label(), choices);
    }

    private Map<String, @Nullable Object> select(String field, String label, List<Map<String, Object>> choices) {
        Map<String, @Nullable Object> model = field(field, label);
        model.put("isSelect", true);
        model.put("choices", choices);
        return model;
    }

    private static Map<String, Object> option(String code, String label, String chosen) {
        return Map.of("code", code, "label", label, "isChosen", code.equals(chosen));
    }

    /** What of a course the fields cannot hold; it counts unless that part of the course is edited. */
    private @Nullable String beyond(RecordAsRead.Course course) {
        List<String> said = new ArrayList<>();
        add(said, course.volumes() > 1, "VOLUMES");
        add(said, course.phased(), "PHASES");
        add(said, course.nonUniform(), "NON_UNIFORM");
        add(said, course.fromOneLocation(), "ONE_LOCATION");
        add(said, course.ranges() > 0, "REGION");
        add(said, !"completed".equals(course.status()), "NOT_COMPLETED");
        add(said, !course.problems().isEmpty(), "PROBLEM");
        add(said, !course.maxima().isEmpty() && Inputs.maximum(course.maxima()).isEmpty(), "MAXIMA");
        return said.isEmpty() ? null : String.join("; ", said);
    }

    private void add(List<String> said, boolean holds, String code) {
        if (holds) {
            said.add(words.of("beyond", code));
        }
    }
}

package org.spinecds.archive;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.spinecds.dose.dicom.Patient;
import org.spinecds.dose.pairing.Pairing.ByHand;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The question of a call to the archive.
 *
 * @param patient the patient as the archive knows it
 * @param courses the courses of the record, in the order of their references
 * @param pairs the plan and the structure set of doses that a physicist paired, by the UID of the dose
 * @param byHand the UIDs of the plans that a physicist paired with a course; the numbers decide nothing about them
 */
record Ask(Patient patient, List<Course> courses, Map<String, ByHand> pairs, Set<String> byHand) {

    private static final JsonMapper JSON = JsonMapper.shared();

    Ask {
        courses = List.copyOf(courses);
        pairs = Map.copyOf(pairs);
        byHand = Set.copyOf(byHand);
    }

    /** Asks without pairings. */
    Ask(Patient patient, List<Course> courses) {
        this(patient, courses, Map.of(), Set.of());
    }

    /** Returns the question of the same call with the pairings of physicists. */
    Ask with(Judgements judgements) {
        return new Ask(patient, judgements.paired(courses), judgements.objects(), judgements.plansByHand());
    }

    /** Returns the question as JSON. Equal questions have equal texts. */
    String json() {
        ObjectNode root = JSON.createObjectNode();
        root.put("id", patient.id());
        root.put("issuer", patient.issuer());
        root.put("birthDate", patient.birthDate());
        ArrayNode list = root.putArray("courses");
        for (Course course : courses) {
            ObjectNode one = list.addObject();
            one.put("reference", course.reference());
            ArrayNode uids = one.putArray("uids");
            course.uids().stream().sorted().forEach(uids::add);
            ArrayNode partOf = one.putArray("partOf");
            course.partOf().stream().sorted().forEach(partOf::add);
            one.put("over", course.over());
            one.put("start", course.start() == null ? null : course.start().toString());
            one.put("end", course.end() == null ? null : course.end().toString());
            one.put("fractions", course.fractions());
            one.put("gray", course.gray());
        }
        new TreeMap<>(pairs).forEach((dose, pair) -> root.withObjectProperty("pairs")
                .putArray(dose)
                .add(pair.rtplan())
                .add(pair.rtstruct()));
        ArrayNode plans = root.putArray("byHand");
        byHand.stream().sorted().forEach(plans::add);
        return root.toString();
    }

    /** Reads a question that {@link #json} wrote. */
    static Ask of(String json) {
        JsonNode root = JSON.readTree(json);
        List<Course> courses = new ArrayList<>();
        for (JsonNode one : root.path("courses")) {
            courses.add(new Course(
                    one.path("reference").asString(),
                    texts(one.path("uids")),
                    texts(one.path("partOf")),
                    one.path("over").asBoolean(),
                    day(one.path("start")),
                    day(one.path("end")),
                    one.path("fractions").isNumber() ? one.path("fractions").asInt() : null,
                    one.path("gray").isNumber() ? one.path("gray").asDouble() : null));
        }
        Map<String, ByHand> pairs = new HashMap<>();
        root.path("pairs")
                .properties()
                .forEach(pair -> pairs.put(
                        pair.getKey(),
                        new ByHand(
                                pair.getValue().path(0).asString(),
                                pair.getValue().path(1).asString())));
        return new Ask(
                new Patient(root.path("id").asString(), text(root.path("issuer")), text(root.path("birthDate"))),
                courses,
                pairs,
                texts(root.path("byHand")));
    }

    private static Set<String> texts(JsonNode values) {
        Set<String> texts = new HashSet<>();
        values.forEach(value -> texts.add(value.asString()));
        return texts;
    }

    private static @Nullable String text(JsonNode value) {
        return value.isString() ? value.asString() : null;
    }

    private static @Nullable LocalDate day(JsonNode value) {
        return value.isString() ? LocalDate.parse(value.asString()) : null;
    }

    /** Holds no data of the patient, so that a log does not. */
    @Override
    public String toString() {
        return "Ask";
    }
}

package org.spinecds.worksheet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What can be edited and how it is written into a record, from {@code cds-hooks/worksheet/fields.json}. */
final class Fields {

    private final Coding course;
    private final Coding phase;
    private final Coding maximum;
    private final Coding thecalSac;
    private final List<Technique> techniques = new ArrayList<>();
    private final List<Group> groups = new ArrayList<>();

    /**
     * Reads the file.
     *
     * @throws WorksheetBroken when it is not as it must be
     */
    Fields(String text) {
        try {
            JsonNode root = JsonMapper.shared().readTree(text);
            course = coding(root.path("course"));
            phase = coding(root.path("phase"));
            maximum = coding(root.path("maximum"));
            thecalSac = coding(root.path("thecalSac"));
            root.path("techniques").forEach(technique -> techniques.add(technique(technique)));
            root.path("groups").forEach(group -> groups.add(group(group)));
        } catch (JacksonException | IllegalArgumentException e) {
            throw new WorksheetBroken("The file fields.json of the worksheet cannot be read: " + e.getMessage(), e);
        }
    }

    private static Technique technique(JsonNode node) {
        CodeableConcept concept = new CodeableConcept();
        if (node.path("coding").isObject()) {
            concept.addCoding(coding(node.path("coding")));
        }
        if (node.path("text").isString()) {
            concept.setText(node.path("text").asString());
        }
        return new Technique(required(node, "technique"), concept);
    }

    private static Group group(JsonNode node) {
        List<Fact> facts = new ArrayList<>();
        node.path("facts").forEach(fact -> facts.add(fact(fact)));
        return new Group(required(node, "label"), facts);
    }

    private static Fact fact(JsonNode node) {
        List<Coding> replaces = new ArrayList<>();
        replaces.add(coding(node.path("coding")));
        node.path("replaces").forEach(other -> replaces.add(coding(other)));
        List<String> codes = new ArrayList<>();
        node.path("choices").path("codes").forEach(code -> codes.add(code.asString()));
        return new Fact(
                required(node, "fact"),
                required(node, "label"),
                node.path("hint").asString(""),
                Kind.of(required(node, "kind")),
                new Range(node.path("least").asInt(0), node.path("most").asInt(0)),
                replaces,
                new Choices(node.path("choices").path("system").asString(""), codes));
    }

    private static Coding coding(JsonNode node) {
        return new Coding(required(node, "system"), required(node, "code"), null);
    }

    private static String required(JsonNode node, String member) {
        if (!node.path(member).isString()) {
            throw new IllegalArgumentException("there is no " + member);
        }
        return node.path(member).asString();
    }

    Coding course() {
        return course.copy();
    }

    Coding phase() {
        return phase.copy();
    }

    Coding maximum() {
        return maximum.copy();
    }

    Coding thecalSac() {
        return thecalSac.copy();
    }

    List<Technique> techniques() {
        return techniques;
    }

    Optional<Technique> technique(@Nullable String code) {
        return techniques.stream()
                .filter(technique -> technique.code().equals(code))
                .findFirst();
    }

    List<Group> groups() {
        return groups;
    }

    List<Fact> facts() {
        return groups.stream().flatMap(group -> group.facts().stream()).toList();
    }

    /** A technique as the rules name it, and how a record says it. */
    record Technique(String code, CodeableConcept concept) {}

    /** Facts that stand together. */
    record Group(String label, List<Fact> facts) {

        Group {
            facts = List.copyOf(facts);
        }
    }

    /** How an answer is written. */
    enum Kind {
        INTEGER,
        MONTHS,
        CODE,
        YES_NO;

        static Kind of(String word) {
            return switch (word) {
                case "integer" -> INTEGER;
                case "months" -> MONTHS;
                case "code" -> CODE;
                case "yesNo" -> YES_NO;
                default -> throw new IllegalArgumentException("there is no kind " + word);
            };
        }
    }

    /** The answers an instrument has. */
    record Range(int least, int most) {}

    /** The codes an answer may have. */
    record Choices(String system, List<String> codes) {

        Choices {
            codes = List.copyOf(codes);
        }
    }

    /**
     * A fact of the patient.
     *
     * @param replaces the codes of observations that tell it, first the one it is written with
     */
    record Fact(
            String fact, String label, String hint, Kind kind, Range range, List<Coding> replaces, Choices choices) {

        Fact {
            replaces = List.copyOf(replaces);
        }
    }
}

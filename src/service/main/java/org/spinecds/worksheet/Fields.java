package org.spinecds.worksheet;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.jspecify.annotations.Nullable;
import org.spinecds.card.WordingBroken;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The fields that can be edited, and their form in a record, from {@code cds-hooks/worksheet/fields.json}.
 *
 * @param course the code of a course
 * @param phase the code of a phase of a course
 * @param maximum the code of a maximum dose
 * @param thecalSac the body site of a maximum dose
 * @param levels the system of the codes of levels
 * @param techniques in the order of the form
 * @param groups the facts, in the order of the form
 */
record Fields(
        Code course,
        Code phase,
        Code maximum,
        Code thecalSac,
        String levels,
        List<Technique> techniques,
        List<Group> groups) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();

    Fields {
        Stream.of(course, phase, maximum, thecalSac, levels).forEach(Objects::requireNonNull);
        techniques = List.copyOf(techniques);
        groups = List.copyOf(groups);
    }

    /**
     * Reads the file.
     *
     * @throws WordingBroken when it cannot be read or lacks a member
     */
    static Fields of(String text) {
        try {
            return JSON.readValue(text, Fields.class);
        } catch (JacksonException e) {
            throw new WordingBroken("The file fields.json of the worksheet cannot be read: " + e.getMessage(), e);
        }
    }

    Optional<Technique> technique(@Nullable String code) {
        return techniques.stream()
                .filter(technique -> technique.technique().equals(code))
                .findFirst();
    }

    List<Fact> facts() {
        return groups.stream().flatMap(group -> group.facts().stream()).toList();
    }

    /** The fact in a field of the form; empty for any other field. */
    Optional<Fact> factOf(String field) {
        return facts().stream()
                .filter(fact -> Inputs.fact(fact.fact()).equals(field))
                .findFirst();
    }

    /** A code with its system. */
    record Code(String system, String code) {

        Code {
            Stream.of(system, code).forEach(Objects::requireNonNull);
        }

        CodeableConcept concept() {
            return new CodeableConcept(new Coding(system, code, null));
        }

        boolean isIn(CodeableConcept concept) {
            return concept.getCoding().stream()
                    .anyMatch(there -> system.equals(there.getSystem()) && code.equals(there.getCode()));
        }
    }

    /**
     * A technique.
     *
     * @param technique its name in the rules
     * @param coding its code in a record; null where it has none
     * @param text its text in a record; null where it has none
     */
    record Technique(String technique, @Nullable Code coding, @Nullable String text) {

        Technique {
            Objects.requireNonNull(technique);
        }

        CodeableConcept concept() {
            return (coding == null ? new CodeableConcept() : coding.concept()).setText(text);
        }
    }

    /** Facts under one heading. */
    record Group(String label, List<Fact> facts) {

        Group {
            Objects.requireNonNull(label);
            facts = List.copyOf(facts);
        }
    }

    /** The type of an answer. */
    enum Kind {
        INTEGER,
        MONTHS,
        CODE,
        YESNO
    }

    /** The codes that an answer may have. */
    record Choices(String system, List<String> codes) {

        Choices {
            codes = List.copyOf(codes);
        }
    }

    /**
     * A fact of the patient.
     *
     * @param fact its name in the rules
     * @param hint null where it has none
     * @param least the least whole number that the instrument gives
     * @param most the greatest whole number that the instrument gives
     * @param coding the code with which it is written
     * @param replaces further codes of observations of this fact; an edit removes them
     * @param choices the codes to choose from; null unless the kind is a code
     */
    record Fact(
            String fact,
            String label,
            @Nullable String hint,
            Kind kind,
            int least,
            int most,
            Code coding,
            @Nullable List<Code> replaces,
            @Nullable Choices choices) {

        Fact {
            Stream.of(fact, label, kind, coding).forEach(Objects::requireNonNull);
            if ((kind == Kind.CODE) != (choices != null)) {
                throw new IllegalArgumentException("a fact of the kind code has choices, and no other has");
            }
        }

        /** The answers to choose from, as the form writes them; none where they are numbers. */
        List<String> answers() {
            return kind == Kind.YESNO ? List.of(Inputs.YES, Inputs.NO) : choices == null ? List.of() : choices.codes();
        }

        boolean isToldBy(CodeableConcept concept) {
            return coding.isIn(concept)
                    || (replaces != null && replaces.stream().anyMatch(other -> other.isIn(concept)));
        }
    }
}

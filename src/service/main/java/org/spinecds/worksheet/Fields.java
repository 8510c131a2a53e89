package org.spinecds.worksheet;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What can be edited and how it is written into a record, from {@code cds-hooks/worksheet/fields.json}.
 *
 * @param course the code of a course
 * @param phase the code of a phase of it
 * @param maximum the code of a maximum
 * @param thecalSac the structure that a maximum is of
 * @param levels the system of the codes of levels
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
     * @throws WorksheetBroken when it is not as it must be
     */
    static Fields of(String text) {
        try {
            return JSON.readValue(text, Fields.class);
        } catch (JacksonException e) {
            throw new WorksheetBroken("The file fields.json of the worksheet cannot be read: " + e.getMessage(), e);
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

    /** The fact that a field of the form holds; empty where it holds something else. */
    Optional<Fact> factOf(String field) {
        return facts().stream()
                .filter(fact -> Inputs.fact(fact.fact()).equals(field))
                .findFirst();
    }

    /** A code of a system. */
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

    /** A technique as the rules name it, and how a record says it: by a code, by a text, or not at all. */
    record Technique(String technique, @Nullable Code coding, @Nullable String text) {

        Technique {
            Objects.requireNonNull(technique);
        }

        CodeableConcept concept() {
            return (coding == null ? new CodeableConcept() : coding.concept()).setText(text);
        }
    }

    /** Facts that stand together. */
    record Group(String label, List<Fact> facts) {

        Group {
            Objects.requireNonNull(label);
            facts = List.copyOf(facts);
        }
    }

    /** How an answer is written. */
    enum Kind {
        INTEGER,
        MONTHS,
        CODE,
        YESNO
    }

    /** The codes an answer may have. */
    record Choices(String system, List<String> codes) {

        Choices {
            codes = List.copyOf(codes);
        }
    }

    /**
     * A fact of the patient.
     *
     * @param least the least whole number that an instrument can give
     * @param coding the code it is written with
     * @param replaces further codes of observations that tell it
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

        /** The answers it may have, as the form writes them; none where they are numbers. */
        List<String> answers() {
            return kind == Kind.YESNO ? List.of(Inputs.YES, Inputs.NO) : choices == null ? List.of() : choices.codes();
        }

        boolean isToldBy(CodeableConcept concept) {
            return coding.isIn(concept)
                    || (replaces != null && replaces.stream().anyMatch(other -> other.isIn(concept)));
        }
    }
}

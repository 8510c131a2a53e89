package org.spinecds.logic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opencds.cqf.cql.engine.exception.CqlException;
import org.spinecds.FallsBack;
import org.spinecds.WorkedCases;
import org.spinecds.logic.evaluation.EngineFallbacks;
import org.spinecds.workbench.WorkedCase;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Prepared rules come to what the engine comes to. */
class PreparedRulesTests {

    private static final String LIBRARY = "SpineRecurrenceAssessment";
    private static final String HOOK = "order-select";
    private static final KnowledgeBase KNOWLEDGE = StoredKnowledge.KNOWLEDGE;
    private static final KnowledgeBase BY_ENGINE = KNOWLEDGE.by(Evaluator.REFERENCE);

    static List<WorkedCase> cases() {
        return WorkedCases.all();
    }

    @Tag("full")
    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void everyAnswerToACaseIsTheEngines(WorkedCase play) {
        CasePlayer player = CasePlayer.of(play);
        Set<String> asked =
                new HashSet<>(StoredKnowledge.LOGIC.expressions(new AssessmentLogic.Question(LIBRARY, "Cards", HOOK)));
        asked.add("Record As Read");

        assertThat(KNOWLEDGE.evaluate(LIBRARY, asked, player.resources(), player.orders(), HOOK, player.moment()))
                .isEqualTo(
                        BY_ENGINE.evaluate(LIBRARY, asked, player.resources(), player.orders(), HOOK, player.moment()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"V07", "V09"})
    void everyDefineOfEveryLibraryIsTheEngines(String id) {
        CasePlayer player = CasePlayer.of(cases().stream()
                .filter(one -> one.toString().startsWith(id))
                .findFirst()
                .orElseThrow());
        KNOWLEDGE.versions().keySet().forEach(library -> KNOWLEDGE
                .defines(library)
                .forEach(define -> assertThat(told(() -> KNOWLEDGE.evaluate(
                                library, Set.of(define), player.resources(), player.orders(), HOOK, player.moment())))
                        .as("%s of %s", define, library)
                        .isEqualTo(told(() -> BY_ENGINE.evaluate(
                                library,
                                Set.of(define),
                                player.resources(),
                                player.orders(),
                                HOOK,
                                player.moment())))));
    }

    @FunctionalInterface
    private interface Asked {
        Map<String, Object> now();
    }

    /** The values, or that there are none: a define may come to elements of the record, which are no answer. */
    private static Object told(Asked asked) {
        try {
            return asked.now();
        } catch (LogicFailed e) {
            return Objects.requireNonNull(e.getCause()).getMessage() + "";
        }
    }

    private static final String SMALL = "EveryKindOfExpression";
    private static final KnowledgeBase EVERY_KIND = new KnowledgeBase(
            FhirContext.forR4Cached(),
            StoredKnowledge.GUIDELINES,
            Map.of(
                    "EveryKindOfExpression.cql",
                    StoredKnowledge.text(Path.of("src/test/resources/EveryKindOfExpression.cql"))),
            List.of(),
            Map.of());

    static List<String> smallDefines() {
        return EVERY_KIND.defines(SMALL).stream()
                .filter(define -> !define.equals("Patient"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("smallDefines")
    @Timeout(60)
    void everyKindOfExpressionIsTheEngines(String define) {
        assertThat(EVERY_KIND.evaluate(SMALL, Set.of(define), record(), List.of(), HOOK, StoredKnowledge.DAY))
                .isEqualTo(EVERY_KIND
                        .by(Evaluator.REFERENCE)
                        .evaluate(SMALL, Set.of(define), record(), List.of(), HOOK, StoredKnowledge.DAY));
    }

    /** Holds the comparison itself: some of what is compared, worked out by hand. */
    @Test
    void someAreKnown() {
        Map<String, Object> values = EVERY_KIND.evaluate(
                SMALL,
                Set.of(
                        "Two sources",
                        "Lets of lets",
                        "By type",
                        "Of rows",
                        "Exists only null",
                        "A let inside what the engine does"),
                record(),
                List.of(),
                HOOK,
                StoredKnowledge.DAY);

        assertThat(values)
                .containsEntry("Lets of lets", List.of(4, 3, 3))
                .containsEntry("By type", List.of("whole", "text", "number"))
                .containsEntry("Of rows", List.of("x2", "y1", "z?"))
                .containsEntry("Exists only null", false)
                .containsEntry("A let inside what the engine does", List.of(60, 20, 40, 40));
        assertThat((List<?>) values.get("Two sources")).first().isEqualTo(Map.of("n", 3, "l", "a"));
    }

    @Test
    @FallsBack
    @ExtendWith(OutputCaptureExtension.class)
    void whatCannotBeEvaluatedFailsAndTheEngineSaysWhere(CapturedOutput log) {
        long before = EngineFallbacks.count();
        KnowledgeBase knowledge = new KnowledgeBase(
                FhirContext.forR4Cached(),
                StoredKnowledge.GUIDELINES,
                Map.of(
                        "Bad.cql",
                        """
                        library Bad version '1.0.0'
                        using FHIR version '4.0.1'
                        include FHIRHelpers version '4.0.1'
                        context Patient
                        define Many: singleton from {1, 2}
                        define "Asks For Many": Many + 1
                        """),
                List.of(),
                Map.of());

        assertThatThrownBy(() -> knowledge.evaluate(
                        "Bad", Set.of("Asks For Many"), record(), List.of(), HOOK, StoredKnowledge.DAY))
                .isInstanceOf(LogicFailed.class)
                .hasMessageContaining("Bad")
                .cause()
                .extracting(e -> ((CqlException) e).getSourceLocator())
                .isNotNull();
        assertThat(EngineFallbacks.count()).isEqualTo(before + 1);
        assertThatThrownBy(() -> knowledge
                        .by(Evaluator.REFERENCE)
                        .evaluate("Bad", Set.of("Asks For Many"), record(), List.of(), HOOK, StoredKnowledge.DAY))
                .isInstanceOf(LogicFailed.class);
        assertThat(EngineFallbacks.count())
                .as("the engine alone falls back on nothing")
                .isEqualTo(before + 1);
        assertThat(log).contains("The prepared rules of Bad failed in Bad.\"Many\" with");
    }

    private static List<Resource> record() {
        Patient patient = new Patient();
        patient.setId("p");
        Observation one = new Observation()
                .setStatus(Observation.ObservationStatus.FINAL)
                .setCode(new CodeableConcept().setText("same"));
        one.setId("one");
        Observation bare = new Observation().setCode(new CodeableConcept());
        bare.setId("bare");
        Observation masked = new Observation();
        masked.getCode().setTextElement(new StringType());
        masked.setId("masked");
        Condition condition = new Condition().setCode(new CodeableConcept().setText("same"));
        condition.setId("condition");
        return List.of(patient, one, bare, masked, condition);
    }

    /** Every case by the plain engine takes minutes. */
    static Stream<WorkedCase> aShareOfTheCases() {
        return IntStream.iterate(0, place -> place < cases().size(), place -> place + 9)
                .mapToObj(cases()::get);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("aShareOfTheCases")
    void everyAnswerToOneOfNineCasesIsTheEngines(WorkedCase play) {
        everyAnswerToACaseIsTheEngines(play);
    }
}

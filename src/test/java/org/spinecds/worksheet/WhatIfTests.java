package org.spinecds.worksheet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.PositiveIntType;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.UnsignedIntType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spinecds.decision.AnswerTree;
import tools.jackson.databind.JsonNode;

/** A what-if says what the rules say of a record that was changed by hand in the same way. */
class WhatIfTests {

    private static final String SCT = "http://snomed.info/sct";

    /** V07: 20 Gy/5 to T8-T10, ended 2025-10-21; SBRT 27 Gy/3 from 2026-03-20 with a thecal sac maximum of 14.5 Gy. */
    private final Play play = Play.named("V07");

    static Stream<Play> editable() {
        return Play.few().filter(WhatIfTests::isEditable);
    }

    static Stream<Play> others() {
        return Play.others().filter(WhatIfTests::isEditable);
    }

    private static boolean isEditable(Play play) {
        return Play.read(play.assessed()).isSaid();
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("others")
    void itIsSoOfTheOtherCases(Play any) {
        withoutAnEditIsTheRecordItself(any);
        whatWasTypedIsWhatTheRulesRead(any);
        withoutItsCoursesNoLevelHasAPriorDose(any);
    }

    @ParameterizedTest
    @MethodSource("editable")
    void withoutAnEditIsTheRecordItself(Play any) {
        assertThat(any.edits(Map.of()).isWhatIf()).isFalse();
        assertThat(Play.document(any.whatIf(Map.of()))).isEqualTo(Play.document(any.assessed()));
    }

    /** The next evaluation reads exactly what was typed, whatever the record was like before. */
    @ParameterizedTest
    @MethodSource("editable")
    void whatWasTypedIsWhatTheRulesRead(Play any) {
        Map<String, String> typed = new java.util.HashMap<>();
        int courses = any.courses();
        for (int place = 0; place < courses; place++) {
            typed.putAll(course(Inputs.course(place), "2021-0" + (place % 9 + 1) + "-15"));
        }
        typed.put("plan-technique", "SBRT");
        typed.put("plan-gy", "24");
        typed.put("plan-fractions", "2");
        typed.put("plan-start", "2031-01-02");
        typed.put("plan-levels", "T5-T6");
        typed.put("plan-sac", "11.9");

        Inputs after = any.inputs(any.whatIf(typed));

        List<String> ends = new ArrayList<>();
        for (int place = 0; place < after.courses().size(); place++) {
            String group = Inputs.course(place);
            ends.add(after.of(group + "-end"));
            assertThat(after.of(group + "-gy")).isEqualTo("30");
            assertThat(after.of(group + "-fractions")).isEqualTo("10");
            assertThat(after.of(group + "-levels")).isEqualTo("T4-T6");
            assertThat(after.of(group + "-technique")).isEqualTo("cEBRT");
            assertThat(after.of(group + "-sac")).as(any.id()).isEqualTo("28.5");
        }
        assertThat(ends).hasSize(courses);
        assertThat(after.of("plan-gy")).isEqualTo("24");
        assertThat(after.of("plan-fractions")).isEqualTo("2");
        assertThat(after.of("plan-start")).isEqualTo("2031-01-02");
        assertThat(after.of("plan-levels")).isEqualTo("T5-T6");
        assertThat(after.of("plan-sac")).isEqualTo("11.9");
        assertThat(after.of("plan-technique")).isEqualTo("SBRT");
    }

    /** A maximum that names only the plan of its course stays the course's when the dose is changed, and gives way to a typed one. */
    @Test
    void aMaximumByThePlanBelongsToTheCourse() {
        Play play = Play.named("W027");

        Inputs dosed =
                play.inputs(play.whatIf(Map.of(Inputs.course(0) + "-gy", "32", Inputs.course(0) + "-fractions", "10")));
        Inputs typed = play.inputs(play.whatIf(Map.of(Inputs.course(0) + "-sac", "31")));

        assertThat(dosed.of(Inputs.course(0) + "-sac")).isEqualTo("40");
        assertThat(typed.of(Inputs.course(0) + "-sac")).isEqualTo("31");
    }

    private static Map<String, String> course(String group, String end) {
        return Map.of(
                group + "-technique", "cEBRT",
                group + "-gy", "30",
                group + "-fractions", "10",
                group + "-end", end,
                group + "-levels", "T4-T6",
                group + "-sac", "28.5");
    }

    /** "What if the thecal sac maximum was 12.2 Gy, 6 months later, in 4 fractions?" */
    @Test
    void planAndDayAsInTheQuestion() {
        List<Resource> byHand = changed(resource -> {
            if (resource instanceof ServiceRequest plan && id(plan).equals("v07-proposed")) {
                dose(plan.getExtension()).getExtensionByUrl("fractions").setValue(new PositiveIntType(4));
                plan.setOccurrence(new Period().setStartElement(new DateTimeType("2026-09-20")));
            }
            if (resource instanceof Observation maximum && id(maximum).equals("v07-proposed-sac")) {
                maximum.setValue(gray("12.2"));
            }
        });

        JsonNode whatIf = Play.document(play.whatIf(Map.of(
                "plan-sac", "12.2",
                "plan-fractions", "4",
                "plan-start", "2026-09-20",
                "evaluated", "2026-09-02")));

        assertThat(whatIf).isEqualTo(Play.document(play.assessed(byHand, LocalDate.of(2026, 9, 2))));
        assertThat(whatIf).isNotEqualTo(Play.document(play.assessed()));
        // By hand: EQD2 = (12.2 x 12.2 + 2 x 4 x 12.2) / (4 x 4) = 15.4025; with 30 of the prior course 45.4025; 10
        // whole months.
        JsonNode checks = whatIf.path("levels").path("T9").path("constraints");
        assertThat(checks.path("C2").path("valueGy").decimalValue()).isEqualByComparingTo("15.4025");
        assertThat(checks.path("C1").path("valueGy").decimalValue()).isEqualByComparingTo("45.4025");
        assertThat(checks.path("C4").path("months").asInt()).isEqualTo(10);
    }

    @Test
    void courseAsByHand() {
        List<Resource> byHand = changed(resource -> {
            if (resource instanceof Procedure course && id(course).equals("v07-c1")) {
                Extension dose = dose(course.getExtension());
                dose.getExtensionByUrl("totalDoseDelivered").setValue(gray("50"));
                dose.getExtensionByUrl("fractionsDelivered").setValue(new UnsignedIntType(25));
                course.setPerformed(new Period().setEndElement(new DateTimeType("2024-01")));
            }
        });

        assertThat(Play.document(play.whatIf(
                        Map.of("course-0-gy", "50", "course-0-fractions", "25", "course-0-end", "2024-01"))))
                .isEqualTo(Play.document(play.assessed(byHand, play.day())));
    }

    @Test
    void levelsOfACourseAsByHand() {
        List<Resource> byHand = changed(resource -> {
            if (resource instanceof Procedure course && id(course).equals("v07-c1")) {
                dose(course.getExtension()).getExtension().removeIf(part -> part.getUrl()
                        .equals("volume"));
                course.setBodySite(List.of(new CodeableConcept(new Coding(SCT, "14293000", "L2"))));
            }
        });

        JsonNode whatIf = Play.document(play.whatIf(Map.of("course-0-levels", "l2")));

        assertThat(whatIf).isEqualTo(Play.document(play.assessed(byHand, play.day())));
        assertThat(whatIf.path("levels").path("T9").path("fieldRelation").asString())
                .isEqualTo("out-of-field");
    }

    @Test
    void factAsByHand() {
        List<Resource> byHand = changed(resource -> {
            if (resource instanceof Observation fact && id(fact).equals("v07-sins-total")) {
                fact.setValue(new IntegerType(14));
            }
        });

        JsonNode whatIf = Play.document(play.whatIf(Map.of("fact-sins-total", "14")));

        assertThat(whatIf).isEqualTo(Play.document(play.assessed(byHand, play.day())));
        assertThat(whatIf.path("derived").path("sinsClass").asString()).isEqualTo("unstable");
    }

    @Test
    void factThatIsEmptiedIsMissing() {
        assertThat(Play.document(play.whatIf(Map.of("fact-bilsky-escc-grade", "")))
                        .path("missing")
                        .toString())
                .contains("bilsky");
    }

    /** Six months later the assessments on file are too old, unless they are taken as made again. */
    @Test
    void assessmentsAgeWithTheDayUnlessTheyAreRepeated() {
        Map<String, String> later = Map.of("evaluated", "2026-09-02");
        Map<String, String> laterAndFresh = Map.of("evaluated", "2026-09-02", "fresh", "yes");

        assertThat(play.whatIf(later).answers().at("Missing").texts()).contains("bilsky", "sins", "expectedSurvival");
        assertThat(play.whatIf(laterAndFresh).answers().at("Missing").texts()).isSubsetOf("NEUROLOGICAL_STATUS");
    }

    @Test
    void courseThatIsLeftOutIsNotThere() {
        List<Resource> byHand =
                without(resource -> resource.getIdElement().getIdPart().equals("v07-c1"));

        assertThat(Play.document(play.whatIf(Map.of("course-0-counts", ""))))
                .isEqualTo(Play.document(play.assessed(byHand, play.day())));
    }

    @ParameterizedTest
    @MethodSource("editable")
    void withoutItsCoursesNoLevelHasAPriorDose(Play any) {
        Map<String, String> none = new java.util.HashMap<>();
        for (int place = 0; place < any.courses(); place++) {
            none.put(Inputs.course(place) + "-counts", "");
        }

        assertThat(any.whatIf(none).answers().at("Courses").members()).isEmpty();
    }

    @Test
    void courseThatIsAddedCounts() {
        AnswerTree read = Play.read(play.whatIf(Map.of(
                "new-0-technique", "cEBRT",
                "new-0-gy", "8",
                "new-0-fractions", "1",
                "new-0-end", "2020-05",
                "new-0-levels", "T9")));

        assertThat(read.at("courses").members()).hasSize(2);
        AnswerTree there = read.at("spine").members().get(15);
        // By hand: 30 of 20 Gy/5 and 20 of 8 Gy/1.
        assertThat(there.at("lo").number()).isEqualByComparingTo("50");
        assertThat(there.at("hi").number()).isEqualByComparingTo("50");
    }

    @Test
    void planThatIsLeftOutIsNotProposed() {
        assertThat(play.whatIf(Map.of("plan-counts", ""))
                        .answers()
                        .at("Proposed Plan")
                        .isSaid())
                .isFalse();
    }

    @Test
    void recordIsNotTouched() {
        JsonNode before = Play.document(play.assessed());

        play.whatIf(Map.of("course-0-gy", "60", "plan-sac", "3", "fact-sins-total", "18", "course-0-levels", "C3"));

        assertThat(Play.document(play.assessed(play.kept().resources(), play.day())))
                .isEqualTo(before);
    }

    private List<Resource> changed(Consumer<Resource> change) {
        UnaryOperator<Resource> copy = resource -> {
            Resource copied = resource.copy();
            change.accept(copied);
            return copied;
        };
        return play.kept().resources().stream().map(copy).toList();
    }

    private List<Resource> without(java.util.function.Predicate<Resource> gone) {
        return play.kept().resources().stream().filter(gone.negate()).toList();
    }

    private static Extension dose(List<Extension> extensions) {
        return extensions.stream()
                .filter(extension -> extension.getUrl().contains("-to-volume"))
                .findFirst()
                .orElseThrow();
    }

    private static Quantity gray(String value) {
        return new Quantity()
                .setValue(new java.math.BigDecimal(value))
                .setUnit("Gy")
                .setSystem("http://unitsofmeasure.org")
                .setCode("Gy");
    }

    private static String id(Resource resource) {
        return resource.getIdElement().getIdPart();
    }
}

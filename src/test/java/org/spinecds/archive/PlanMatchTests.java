package org.spinecds.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A plan is a course by its UID, else by the only agreement in fractions, prescription and dates, else none. */
class PlanMatchTests {

    private static PlanFacts plan(String uid, String made, String first, String last) {
        return new PlanFacts(
                uid,
                Set.of(uid, uid + ".1"),
                true,
                10,
                30.0,
                made.isEmpty() ? null : LocalDate.parse(made),
                first.isEmpty() ? null : LocalDate.parse(first),
                last.isEmpty() ? null : LocalDate.parse(last));
    }

    private static PlanFacts treated(String uid) {
        return plan(uid, "2025-01-02", "2025-01-06", "2025-01-17");
    }

    private static Course course(String id, int fractions, double gray, String... uids) {
        return new Course(
                "Procedure/" + id,
                Set.of(uids),
                true,
                LocalDate.parse("2025-01-06"),
                LocalDate.parse("2025-01-17"),
                fractions,
                gray);
    }

    private static Course phase(String id, String uid) {
        Course course = course(id, 10, 30, uid);
        return new Course(course.reference(), course.uids(), false, course.start(), course.end(), 10, 30.0);
    }

    @Test
    void aCourseThatNamesPlanOrDoseIsItsCourseWhateverTheNumbers() {
        Course byPlan = course("c1", 5, 20, "1.2.1");
        Course byDose = course("c2", 3, 27, "1.2.2.1");

        assertThat(PlanMatch.of(List.of(treated("1.2.1"), treated("1.2.2")), List.of(byPlan, byDose)))
                .containsEntry("1.2.1", byPlan)
                .containsEntry("1.2.2", byDose);
    }

    @Test
    void aPlanThatTwoCoursesNameIsNobodys() {
        assertThat(PlanMatch.of(
                        List.of(treated("1.2.1")),
                        List.of(course("c1", 10, 30, "1.2.1"), course("c2", 10, 30, "1.2.1"))))
                .isEmpty();
    }

    @Test
    void ofACourseAndItsPhaseThatNameAPlanTheCourseCounts() {
        Course whole = course("c1", 10, 30, "1.2.1");

        assertThat(PlanMatch.of(List.of(treated("1.2.1")), List.of(phase("c1-1", "1.2.1"), whole)))
                .containsEntry("1.2.1", whole);
    }

    @Test
    void aCourseThatNamesAPlanIsNoOtherPlansByItsNumbers() {
        Course named = course("c1", 10, 30, "1.2.1");

        assertThat(PlanMatch.of(List.of(treated("1.2.1"), treated("1.2.2")), List.of(named)))
                .containsOnlyKeys("1.2.1");
    }

    @ParameterizedTest
    @CsvSource({"10,30,true", "10,30.3,true", "10,30.4,false", "10,29.6,false", "9,30,false"})
    void fractionsAndPrescriptionAgree(int fractions, double gray, boolean same) {
        assertThat(PlanMatch.of(List.of(treated("1.2.1")), List.of(course("c1", fractions, gray))))
                .hasSize(same ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({
        "'',2025-01-05,2025-01-18,true",
        "'',2025-01-04,2025-01-17,false",
        "'',2025-01-06,2025-01-19,false",
        "'',2025-01-06,2025-01-16,true",
        "'',2025-01-06,2025-01-15,false",
        "2025-01-06,'','',true",
        "2024-10-08,'','',true",
        "2024-10-07,'','',false",
        "2025-01-07,'','',false",
        "'','','',false"
    })
    void datesAgree(String made, String first, String last, boolean same) {
        assertThat(PlanMatch.of(List.of(plan("1.2.1", made, first, last)), List.of(course("c1", 10, 30))))
                .hasSize(same ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({"2025-01-06,2025-01-18,true", "2025-01-06,2025-01-19,false", "'','',false"})
    void withoutAStartTheRecordsSayWhichCourse(String first, String last, boolean same) {
        Course course = course("c1", 10, 30);
        Course open = new Course(course.reference(), Set.of(), true, null, course.end(), 10, 30.0);

        assertThat(PlanMatch.of(List.of(plan("1.2.1", "2025-01-02", first, last)), List.of(open)))
                .hasSize(same ? 1 : 0);
    }

    @Test
    void twoThatAgreeAreNoAgreement() {
        assertThat(PlanMatch.of(List.of(treated("1.2.1"), treated("1.2.2")), List.of(course("c1", 10, 30))))
                .isEmpty();
        assertThat(PlanMatch.of(List.of(treated("1.2.1")), List.of(course("c1", 10, 30), course("c2", 10, 30))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2025-01-02,'','',true",
        "'','','',true",
        "2024-10-07,'','',false",
        "2025-01-19,'','',false",
        "2025-01-02,2025-01-20,2025-01-24,false",
        "2025-01-02,2024-12-01,2025-01-04,false",
        "2025-01-02,2025-01-13,2025-01-24,true"
    })
    void aPlanOfNoCourseMayBeAPartByItsDates(String made, String first, String last, boolean isPart) {
        PlanFacts other = plan("1.2.9", made, first, last);

        assertThat(PlanMatch.isWhole(treated("1.2.1"), course("c1", 15, 45), List.of(other)))
                .isEqualTo(!isPart);
        assertThat(PlanMatch.isWhole(treated("1.2.1"), course("c1", 10, 30), List.of(other)))
                .isTrue();
    }

    @Test
    void aPhaseAPlannedCourseAndAPlanWithoutApprovalAgreeWithNothing() {
        Course planned = new Course("ServiceRequest/p1", Set.of(), true, null, null, 10, 30.0);
        PlanFacts draft =
                new PlanFacts("1.2.3", Set.of("1.2.3"), false, 10, 30.0, LocalDate.parse("2025-01-02"), null, null);

        assertThat(PlanMatch.of(List.of(treated("1.2.1")), List.of(phase("c1-1", "1.9"), planned)))
                .isEmpty();
        assertThat(PlanMatch.of(List.of(draft), List.of(course("c1", 10, 30)))).isEmpty();
        assertThat(PlanMatch.of(List.of(draft, treated("1.2.1")), List.of(course("c1", 10, 30))))
                .containsOnlyKeys("1.2.1");
    }
}

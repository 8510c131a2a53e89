package org.spinecds.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spinecds.dose.ProposedSettings;
import org.spinecds.dose.dicom.Patient;
import org.spinecds.dose.setting.DoseSettings.Matching;

/** A plan is a course by its UID, else by the only agreement in fractions, prescription and dates, else none. */
class PlanMatchTests {

    private static final Matching THRESHOLDS = ProposedSettings.all().matching();

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
                Set.of(),
                true,
                LocalDate.parse("2025-01-06"),
                LocalDate.parse("2025-01-17"),
                fractions,
                gray);
    }

    private static Course phase(String id, String uid) {
        Course course = course(id, 10, 30, uid);
        return new Course(
                course.reference(),
                course.uids(),
                Set.of("Procedure/c1"),
                true,
                course.start(),
                course.end(),
                10,
                30.0);
    }

    private static PlanMatch match(List<PlanFacts> plans, List<Course> courses, String... byHand) {
        Ask ask = new Ask(new Patient("PATIENT1", null, null), courses, Map.of(), Set.of(byHand));
        return PlanMatch.of(plans, ask, THRESHOLDS);
    }

    private static Map<String, Course> matched(List<PlanFacts> plans, List<Course> courses) {
        return match(plans, courses).courses();
    }

    @Test
    void aCourseThatNamesPlanOrDoseIsItsCourseWhateverTheNumbers() {
        Course byPlan = course("c1", 5, 20, "1.2.1");
        Course byDose = course("c2", 3, 27, "1.2.2.1");

        assertThat(matched(List.of(treated("1.2.1"), treated("1.2.2")), List.of(byPlan, byDose)))
                .containsEntry("1.2.1", byPlan)
                .containsEntry("1.2.2", byDose);
    }

    @Test
    void aPlanThatTwoCoursesNameIsNobodys() {
        assertThat(matched(
                        List.of(treated("1.2.1")),
                        List.of(course("c1", 10, 30, "1.2.1"), course("c2", 10, 30, "1.2.1"))))
                .isEmpty();
    }

    @Test
    void ofACourseAndItsPhaseThatNameAPlanTheCourseCounts() {
        Course whole = course("c1", 10, 30, "1.2.1");

        assertThat(matched(List.of(treated("1.2.1")), List.of(phase("c1-1", "1.2.1"), whole)))
                .containsEntry("1.2.1", whole);
    }

    @Test
    void aCourseThatNamesAPlanIsNoOtherPlansByItsNumbers() {
        Course named = course("c1", 10, 30, "1.2.1");

        assertThat(matched(List.of(treated("1.2.1"), treated("1.2.2")), List.of(named)))
                .containsOnlyKeys("1.2.1");
    }

    @ParameterizedTest
    @CsvSource({"10,30,true", "10,30.3,true", "10,30.4,false", "10,29.6,false", "9,30,false"})
    void fractionsAndPrescriptionAgree(int fractions, double gray, boolean same) {
        assertThat(matched(List.of(treated("1.2.1")), List.of(course("c1", fractions, gray))))
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
        assertThat(matched(List.of(plan("1.2.1", made, first, last)), List.of(course("c1", 10, 30))))
                .hasSize(same ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({"2025-01-06,2025-01-18,true", "2025-01-06,2025-01-19,false", "'','',false"})
    void withoutAStartTheRecordsSayWhichCourse(String first, String last, boolean same) {
        Course course = course("c1", 10, 30);
        Course open = new Course(course.reference(), Set.of(), Set.of(), true, null, course.end(), 10, 30.0);

        assertThat(matched(List.of(plan("1.2.1", "2025-01-02", first, last)), List.of(open)))
                .hasSize(same ? 1 : 0);
    }

    @Test
    void twoThatAgreeAreNoAgreement() {
        assertThat(matched(List.of(treated("1.2.1"), treated("1.2.2")), List.of(course("c1", 10, 30))))
                .isEmpty();
        assertThat(matched(List.of(treated("1.2.1")), List.of(course("c1", 10, 30), course("c2", 10, 30))))
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

        assertThat(isWhole(course("c1", 8, 24, "1.2.1"), other)).isEqualTo(!isPart);
        assertThat(isWhole(course("c1", 10, 30, "1.2.1"), other)).isTrue();
    }

    @Test
    void aPhaseAPlannedCourseAndAPlanWithoutApprovalAgreeWithNothing() {
        Course planned = new Course("ServiceRequest/p1", Set.of(), Set.of(), false, null, null, 10, 30.0);
        PlanFacts draft =
                new PlanFacts("1.2.3", Set.of("1.2.3"), false, 10, 30.0, LocalDate.parse("2025-01-02"), null, null);

        assertThat(matched(List.of(treated("1.2.1")), List.of(phase("c1-1", "1.9"), planned)))
                .isEmpty();
        assertThat(matched(List.of(draft), List.of(course("c1", 10, 30)))).isEmpty();
        assertThat(matched(List.of(draft, treated("1.2.1")), List.of(course("c1", 10, 30))))
                .containsOnlyKeys("1.2.1");
    }

    /** The plan that the course names is not here. Another one with its numbers is another plan. */
    @Test
    void aCourseThatNamesAPlanOfAnotherArchiveIsNoOtherPlansByItsNumbers() {
        assertThat(matched(List.of(treated("1.2.1")), List.of(course("c1", 10, 30, "1.9.9"))))
                .isEmpty();
    }

    /** A physicist paired it with a course that the record no longer has, or has in error. */
    @Test
    void aPlanThatAPhysicistPairedIsNoOtherCourseByItsNumbers() {
        List<Course> courses = List.of(course("c1", 10, 30));

        assertThat(match(List.of(treated("1.2.1")), courses, "1.2.1").courses()).isEmpty();
        assertThat(match(List.of(treated("1.2.1")), courses, "1.2.2").courses()).hasSize(1);
    }

    private static boolean isWhole(Course course, PlanFacts... others) {
        List<PlanFacts> plans =
                Stream.concat(Stream.of(treated("1.2.1")), Stream.of(others)).toList();
        PlanMatch match = match(plans, List.of(course));
        assertThat(match.course("1.2.1")).isEqualTo(course);
        return match.isWhole(plans.get(0));
    }

    /** The course has the dose of both plans: that of one bounds it from below, whatever the numbers. */
    @Test
    void aPlanOfAPhaseIsAPartOfItsCourse() {
        Course whole = course("c1", 10, 30, "1.2.1");
        List<PlanFacts> plans = List.of(treated("1.2.1"), treated("1.2.2"));
        PlanMatch match = match(plans, List.of(whole, phase("c1-2", "1.2.2")));

        assertThat(match.courses()).hasSize(2);
        assertThat(plans).noneMatch(match::isWhole);
        assertThat(match.fractions("1.2.1")).isNull();
        assertThat(match.fractions("1.2.2")).isEqualTo(10);
    }

    /** The second phase was given by a plan that the archive has not. */
    @Test
    void aPhaseBesideAnotherIsNotTheWholeCourse() {
        List<PlanFacts> plans = List.of(treated("1.2.1"));
        Course first = phase("c1-1", "1.2.1");
        Course whole = course("c1", 8, 24);

        assertThat(match(plans, List.of(whole, first, phase("c1-2", "1.9"))).isWhole(plans.get(0)))
                .isFalse();
        assertThat(match(plans, List.of(first, phase("c1-2", "1.9"))).isWhole(plans.get(0)))
                .isFalse();
        assertThat(match(plans, List.of(whole, first)).isWhole(plans.get(0))).isTrue();
        assertThat(match(plans, List.of(course("c1", 10, 30), first, phase("c1-2", "1.9")))
                        .isWhole(plans.get(0)))
                .isTrue();
    }

    /** Fractions may follow; the numbers of the record are those of today. */
    @Test
    void aCourseThatIsNotOverHasNoWholePlan() {
        Course over = course("c1", 10, 30, "1.2.1");
        Course running = new Course(over.reference(), over.uids(), Set.of(), false, over.start(), null, 10, 30.0);
        Course planned = new Course("ServiceRequest/p1", over.uids(), Set.of(), false, null, null, null, null);

        assertThat(isWhole(over)).isTrue();
        assertThat(isWhole(running)).isFalse();
        assertThat(isWhole(planned)).isTrue();
    }

    /** A dose without its plan, or a plan that only treatment records name, has no numbers. */
    @Test
    void anObjectThatStandsForItsPlanMayBeAPart() {
        PlanFacts missing = new PlanFacts("1.2.9", Set.of("1.2.9"), true, null, null, null, null, null);

        assertThat(isWhole(course("c1", 8, 24, "1.2.1"))).isTrue();
        assertThat(isWhole(course("c1", 8, 24, "1.2.1"), missing)).isFalse();
        assertThat(isWhole(course("c1", 10, 30, "1.2.1", "1.2.9"), missing)).isFalse();
    }

    /** A boost that the archive has not. Volumes with other fractions leave the course without a number of fractions. */
    @Test
    void aCourseWithMoreThanThePlanHasAnotherPart() {
        Course more = course("c1", 15, 45, "1.2.1");
        Course volumes =
                new Course(more.reference(), more.uids(), Set.of(), true, more.start(), more.end(), null, 45.0);
        Course same = new Course(more.reference(), more.uids(), Set.of(), true, more.start(), more.end(), null, 30.0);

        assertThat(isWhole(more)).isFalse();
        assertThat(isWhole(volumes)).isFalse();
        assertThat(isWhole(same)).isTrue();
    }

    @Test
    void theThresholdsAreThoseOfTheContent() {
        List<PlanFacts> plans = List.of(treated("1.2.1"));
        Ask ask = new Ask(new Patient("PATIENT1", null, null), List.of(course("c1", 10, 30.4)));

        assertThat(PlanMatch.of(plans, ask, new Matching(0.01, 90, 1, 7)).courses())
                .isEmpty();
        assertThat(PlanMatch.of(plans, ask, new Matching(0.02, 90, 1, 7)).courses())
                .hasSize(1);
    }
}

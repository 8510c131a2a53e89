package org.spinecds.archive;

import java.time.LocalDate;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tells which plan of the archive is which course of the record: the one that the course names by a UID, else the only one
 * that agrees with it in fractions, prescription and dates, and with no other course.
 */
final class PlanMatch {

    private static final double SAME_DOSE = 0.01;
    private static final int PLANNED_BEFORE_DAYS = 90;
    private static final int AROUND_DAYS = 1;

    private PlanMatch() {}

    /** Returns the course of each plan that has one, by the UID of the plan. */
    static Map<String, Course> of(List<PlanFacts> plans, List<Course> courses) {
        Map<String, Course> matched = new HashMap<>();
        Set<Course> taken = new HashSet<>();
        Set<PlanFacts> named = new HashSet<>();
        for (PlanFacts plan : plans) {
            List<Course> naming = courses.stream()
                    .filter(course -> !Collections.disjoint(course.uids(), plan.uids()))
                    .toList();
            if (!naming.isEmpty()) {
                taken.addAll(naming);
                named.add(plan);
                only(naming).ifPresent(course -> matched.put(plan.uid(), course));
            }
        }
        List<PlanFacts> others = plans.stream()
                .filter(plan -> plan.mayBeGiven() && !named.contains(plan))
                .toList();
        List<Course> free = courses.stream()
                .filter(course -> course.whole() && !course.isPlanned() && !taken.contains(course))
                .toList();
        for (PlanFacts plan : others) {
            List<Course> agreeing =
                    free.stream().filter(course -> agree(plan, course)).toList();
            if (agreeing.size() == 1
                    && others.stream()
                                    .filter(other -> agree(other, agreeing.get(0)))
                                    .count()
                            == 1) {
                matched.put(plan.uid(), agreeing.get(0));
            }
        }
        return Map.copyOf(matched);
    }

    /** Of a course and its phases that name one plan, the course. */
    private static Optional<Course> only(List<Course> naming) {
        if (naming.size() == 1) {
            return Optional.of(naming.get(0));
        }
        List<Course> whole = naming.stream().filter(Course::whole).toList();
        return whole.size() == 1 ? Optional.of(whole.get(0)) : Optional.empty();
    }

    /**
     * Tells whether the dose of a plan is that of its whole course: it has the numbers of the course, or no other plan of no
     * course may be a part of this one.
     */
    static boolean isWhole(PlanFacts plan, Course course, List<PlanFacts> ofNoCourse) {
        return agreeInNumbers(plan, course)
                || ofNoCourse.stream().noneMatch(other -> other.mayBeGiven() && mayBePart(other, course));
    }

    private static boolean mayBePart(PlanFacts plan, Course course) {
        LocalDate start =
                course.start() == null ? LocalDate.MIN : course.start().minusDays(AROUND_DAYS);
        LocalDate end = course.end() == null ? LocalDate.MAX : course.end().plusDays(AROUND_DAYS);
        if (plan.first() != null && plan.last() != null) {
            return !plan.last().isBefore(start) && !plan.first().isAfter(end);
        }
        LocalDate made = plan.date();
        return made == null
                || (!made.isAfter(end)
                        && (course.start() == null
                                || !made.isBefore(course.start().minusDays(PLANNED_BEFORE_DAYS))));
    }

    private static boolean agree(PlanFacts plan, Course course) {
        return agreeInNumbers(plan, course) && agreeInDates(plan, course);
    }

    private static boolean agreeInNumbers(PlanFacts plan, Course course) {
        return plan.fractions() != null
                && plan.fractions().equals(course.fractions())
                && plan.gray() != null
                && course.gray() != null
                && Math.abs(plan.gray() - course.gray()) <= SAME_DOSE * course.gray();
    }

    /** The days of the records lie within the course, up to its end. Without records the plan was made shortly before it. */
    private static boolean agreeInDates(PlanFacts plan, Course course) {
        LocalDate start = course.start();
        LocalDate end = course.end();
        LocalDate first = plan.first();
        LocalDate last = plan.last();
        if (first != null && last != null) {
            return end != null && isNear(last, end) && (start == null || !first.isBefore(start.minusDays(AROUND_DAYS)));
        }
        LocalDate made = plan.date();
        return start != null
                && made != null
                && !made.isAfter(start)
                && !made.isBefore(start.minusDays(PLANNED_BEFORE_DAYS));
    }

    private static boolean isNear(LocalDate one, LocalDate other) {
        return !one.isBefore(other.minusDays(AROUND_DAYS)) && !one.isAfter(other.plusDays(AROUND_DAYS));
    }
}

package org.spinecds.archive;

import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spinecds.dose.setting.DoseSettings.Matching;

/**
 * Tells which plan of the archive is which course of the record: the one that the course names by a UID, else the only one
 * that agrees with it in fractions, prescription and dates, and with no other course. A course that names a UID is no course
 * of another plan, also where the named one is not here; nor is a plan that a physicist paired with a course matched by numbers.
 */
final class PlanMatch {

    private final List<PlanFacts> plans;
    private final List<Course> courses;
    private final Matching thresholds;
    private final Map<String, Course> matched = new HashMap<>();

    private PlanMatch(List<PlanFacts> plans, List<Course> courses, Matching thresholds) {
        this.plans = plans;
        this.courses = courses;
        this.thresholds = thresholds;
    }

    /** Matches the plans of the archive with the courses of a question. */
    static PlanMatch of(List<PlanFacts> plans, Ask ask, Matching thresholds) {
        PlanMatch match = new PlanMatch(List.copyOf(plans), ask.courses(), thresholds);
        Set<PlanFacts> named = match.byName();
        match.byNumbers(plans.stream()
                .filter(plan -> plan.mayBeGiven()
                        && !named.contains(plan)
                        && !ask.byHand().contains(plan.uid()))
                .toList());
        return match;
    }

    /** Returns the plans that a course names. */
    private Set<PlanFacts> byName() {
        Set<PlanFacts> named = new HashSet<>();
        for (PlanFacts plan : plans) {
            List<Course> naming = courses.stream()
                    .filter(course -> !Collections.disjoint(course.uids(), plan.uids()))
                    .toList();
            if (!naming.isEmpty()) {
                named.add(plan);
                only(naming).ifPresent(course -> matched.put(plan.uid(), course));
            }
        }
        return named;
    }

    private void byNumbers(List<PlanFacts> others) {
        List<Course> free = courses.stream()
                .filter(course ->
                        course.whole() && !course.isPlanned() && course.uids().isEmpty())
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
    }

    /** Of a course and its phases that name one plan, the course. */
    private static Optional<Course> only(List<Course> naming) {
        if (naming.size() == 1) {
            return Optional.of(naming.get(0));
        }
        List<Course> whole = naming.stream().filter(Course::whole).toList();
        return whole.size() == 1 ? Optional.of(whole.get(0)) : Optional.empty();
    }

    /** Returns the course of each plan that has one, by the UID of the plan. */
    Map<String, Course> courses() {
        return Map.copyOf(matched);
    }

    /** Returns the course of a plan; null where it has none. */
    @Nullable
    Course course(String plan) {
        return matched.get(plan);
    }

    /** Returns the fractions that the record gives to a plan: those of its course or phase, where that has no other plan. */
    @Nullable
    Integer fractions(String plan) {
        Course course = matched.get(plan);
        return course != null
                        && matched.values().stream()
                                        .filter(other -> above(other).contains(course.reference()))
                                        .count()
                                == 1
                ? course.fractions()
                : null;
    }

    /**
     * Tells whether the dose of a plan is that of its whole course. It is not while fractions may follow, where the record has
     * more fractions or dose, with another plan or phase of the course, or where a plan of no course may be a part of it, unless
     * the plan has the numbers of the course.
     */
    boolean isWhole(PlanFacts plan) {
        Course own = matched.get(plan.uid());
        if (own == null) {
            return false;
        }
        Set<String> roots = roots(own);
        Course whole = courses.stream()
                .filter(course -> roots.contains(course.reference()))
                .findFirst()
                .orElse(own);
        boolean isJoined = matched.entrySet().stream()
                .anyMatch(other -> !other.getKey().equals(plan.uid()) && isOf(roots, other.getValue()));
        boolean mayGoOn = Stream.of(own, whole).anyMatch(course -> !course.isPlanned() && !course.over());
        if (isJoined || mayGoOn || hasMore(own, plan) || hasMore(whole, plan)) {
            return false;
        }
        if (whole.whole() && agreeInNumbers(plan, whole)) {
            return true;
        }
        return !hasOtherPhase(own, roots)
                && plans.stream()
                        .filter(other -> other.mayBeGiven() && !matched.containsKey(other.uid()))
                        .noneMatch(other -> mayBePart(other, whole));
    }

    /** The fractions of the record count, else its dose: where the volumes of a course differ in fractions, it has none. */
    private boolean hasMore(Course course, PlanFacts plan) {
        if (course.fractions() != null && plan.fractions() != null) {
            return course.fractions() > plan.fractions();
        }
        return course.gray() != null
                && plan.gray() != null
                && course.gray() - plan.gray() > thresholds.doseShare() * course.gray();
    }

    private boolean hasOtherPhase(Course own, Set<String> roots) {
        return !own.whole()
                && courses.stream()
                        .filter(course -> !course.whole() && isOf(roots, course))
                        .anyMatch(course -> !above(own).contains(course.reference())
                                && !above(course).contains(own.reference()));
    }

    private boolean isOf(Set<String> roots, Course course) {
        return !Collections.disjoint(roots, roots(course));
    }

    /** The references of a course and of all that it is a part of. */
    private Set<String> above(Course course) {
        Set<String> above = new HashSet<>(Set.of(course.reference()));
        Deque<String> left = new ArrayDeque<>(course.partOf());
        while (!left.isEmpty()) {
            String parent = left.remove();
            if (above.add(parent)) {
                courses.stream()
                        .filter(one -> one.reference().equals(parent))
                        .forEach(one -> left.addAll(one.partOf()));
            }
        }
        return above;
    }

    /** The references of the courses of their own that a course is, or is a phase of. */
    private Set<String> roots(Course course) {
        Set<String> roots = new HashSet<>(above(course));
        courses.stream().filter(one -> !one.whole()).forEach(one -> roots.remove(one.reference()));
        return roots.isEmpty() ? above(course) : roots;
    }

    private boolean mayBePart(PlanFacts plan, Course course) {
        LocalDate start =
                course.start() == null ? LocalDate.MIN : course.start().minusDays(thresholds.aroundDays());
        LocalDate end = course.end() == null ? LocalDate.MAX : course.end().plusDays(thresholds.aroundDays());
        if (plan.first() != null && plan.last() != null) {
            return !plan.last().isBefore(start) && !plan.first().isAfter(end);
        }
        LocalDate made = plan.date();
        return made == null
                || (!made.isAfter(end)
                        && (course.start() == null
                                || !made.isBefore(course.start().minusDays(thresholds.plannedBeforeDays()))));
    }

    private boolean agree(PlanFacts plan, Course course) {
        return agreeInNumbers(plan, course) && agreeInDates(plan, course);
    }

    private boolean agreeInNumbers(PlanFacts plan, Course course) {
        return plan.fractions() != null
                && plan.fractions().equals(course.fractions())
                && plan.gray() != null
                && course.gray() != null
                && Math.abs(plan.gray() - course.gray()) <= thresholds.doseShare() * course.gray();
    }

    /** The days of the records lie within the course, up to its end. Without records the plan was made shortly before it. */
    private boolean agreeInDates(PlanFacts plan, Course course) {
        LocalDate start = course.start();
        LocalDate end = course.end();
        LocalDate first = plan.first();
        LocalDate last = plan.last();
        if (first != null && last != null) {
            return end != null
                    && isNear(last, end)
                    && (start == null || !first.isBefore(start.minusDays(thresholds.aroundDays())));
        }
        LocalDate made = plan.date();
        return start != null
                && made != null
                && !made.isAfter(start)
                && !made.isBefore(start.minusDays(thresholds.plannedBeforeDays()));
    }

    private boolean isNear(LocalDate one, LocalDate other) {
        return !one.isBefore(other.minusDays(thresholds.aroundDays()))
                && !one.isAfter(other.plusDays(thresholds.aroundDays()));
    }
}

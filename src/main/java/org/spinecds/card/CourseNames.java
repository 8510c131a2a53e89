package org.spinecds.card;

import org.jspecify.annotations.Nullable;
import org.spinecds.decision.Assessment;

/** How cards name a course: what it was and when it ended, never by a name of a person or place. */
final class CourseNames {

    private final Assessment assessment;
    private final Phrases phrases;

    CourseNames(Assessment assessment, Phrases phrases) {
        this.assessment = assessment;
        this.phrases = phrases;
    }

    /** Without any dose, as a child's card needs it: {@code Course c1 (SBRT/SRS, ended 2025-01-10)}. */
    String withoutDose(String id) {
        Assessment.Course course = find(id);
        return course == null
                ? "Course " + id
                : "Course " + id + " (" + phrases.of("technique", course.technique())
                        + (course.ended() == null ? "" : ", " + end(course)) + ")";
    }

    /** With the dose delivered: {@code conventional 30 Gy/10 fx ended 2025-01-10}. */
    String withDose(String id) {
        Assessment.Course course = find(id);
        if (course == null) {
            return "irradiation in the history";
        }
        StringBuilder name = new StringBuilder(phrases.of("technique", course.technique()));
        if (course.gy() != null) {
            name.append(' ').append(Numbers.plain(course.gy())).append(" Gy");
            if (course.fractions() != null) {
                name.append('/').append(course.fractions()).append(" fx");
            }
        }
        if (course.ended() != null) {
            name.append(' ').append(end(course));
        }
        return name.toString();
    }

    private static String end(Assessment.Course course) {
        return (course.running() ? "ends " : "ended ") + course.ended();
    }

    private Assessment.@Nullable Course find(String id) {
        return assessment.courses().stream()
                .filter(course -> course.id().equals(id))
                .findFirst()
                .orElse(null);
    }
}

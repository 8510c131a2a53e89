package org.spinecds.decision;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The record as the rules read it, beside the assessment: what the worksheet shows and lets a clinician edit. Doses in
 * Gy, equivalent doses in Gy EQD2 at alpha/beta 2; days as {@code 2026-03-02}; levels by name. Null means not known.
 *
 * @param plan the proposed plan; null without one
 * @param volumes to which a dose is recorded
 * @param facts the newest record of each, whether it still holds or not
 * @param spine the dose of the prior courses at every level, from C1 to the coccyx
 * @param levels their SNOMED CT codes, several for each
 */
public record RecordAsRead(
        List<Course> courses,
        @Nullable Plan plan,
        List<Volume> volumes,
        List<Fact> facts,
        List<SpineLevel> spine,
        List<LevelCode> levels,
        Table3 table3,
        Limits limits) {

    public RecordAsRead {
        courses = orNone(courses);
        volumes = orNone(volumes);
        facts = orNone(facts);
        spine = orNone(spine);
        levels = orNone(levels);
    }

    /**
     * One course.
     *
     * @param told the ids of the Procedures that tell it
     * @param gy delivered; of several target volumes the highest
     * @param earliestEnd the first day its end can mean
     * @param latestEnd the last day its end can mean
     * @param volumes how many target doses it tells
     * @param phased its dose is the sum of its phases
     * @param nonUniform its fractions were not equal
     * @param fromOneLocation its level is known from the location of one volume alone
     * @param ranges how many stretches of spine it names without a level
     * @param planned what its own plan prescribed
     * @param problems of its dose, by their codes
     */
    public record Course(
            String id,
            List<String> told,
            String technique,
            @Nullable String status,
            @Nullable BigDecimal gy,
            @Nullable Integer fractions,
            @Nullable String earliestEnd,
            @Nullable String latestEnd,
            List<String> levels,
            int volumes,
            boolean phased,
            boolean nonUniform,
            boolean fromOneLocation,
            int ranges,
            Prescription planned,
            List<String> problems,
            List<Maximum> maxima) {

        public Course {
            told = orNone(told);
            levels = orNone(levels);
            problems = orNone(problems);
            maxima = orNone(maxima);
        }
    }

    /** A prescription. */
    public record Prescription(@Nullable BigDecimal gy, @Nullable Integer fractions) {}

    /**
     * A maximum of the thecal sac or of a structure near it.
     *
     * @param observation the id of the Observation that tells it; null where the course itself does
     * @param state ok, or why it could not be read
     * @param equivalent it is the quantity that Table 3 speaks of
     * @param levels it was given for; empty means the course
     */
    public record Maximum(
            @Nullable String observation,
            @Nullable BigDecimal gy,
            @Nullable BigDecimal eqd2,
            String state,
            boolean equivalent,
            List<String> levels) {

        public Maximum {
            levels = orNone(levels);
        }
    }

    /** The proposed plan. */
    public record Plan(
            String id,
            String technique,
            @Nullable BigDecimal gy,
            @Nullable Integer fractions,
            @Nullable String startsOn,
            List<String> levels,
            String state,
            List<Maximum> maxima) {

        public Plan {
            levels = orNone(levels);
            maxima = orNone(maxima);
        }
    }

    /** A volume, by id, and what it is: {@code target}, {@code thecal-sac}, {@code cord} or {@code organ}. */
    public record Volume(@Nullable String volume, String structure) {}

    /** A fact of the patient by its code; {@code answer} is null where none is on file. */
    public record Fact(String fact, @Nullable String answer, @Nullable String recordedOn) {}

    /** What the prior courses add at a level; {@code lo} is null without any course, {@code hi} where it is unbounded. */
    public record SpineLevel(
            String level,
            String region,
            @Nullable BigDecimal lo,
            @Nullable BigDecimal hi,
            List<LevelAssessment.Contribution> contributions) {

        public SpineLevel {
            contributions = orNone(contributions);
        }
    }

    /** A code that names a level. */
    public record LevelCode(String level, String code) {}

    /** Table 3 of the source as printed, doses by number of fractions from 1; a null cell is NA. */
    public record Table3(
            List<Row> rows,
            List<Schedule> schedules,
            List<BigDecimal> deNovoCord,
            BigDecimal deNovoCordCaution,
            List<BigDecimal> deNovoCaudaEquina) {

        public Table3 {
            rows = orNone(rows);
            schedules = orNone(schedules);
            deNovoCord = orNone(deNovoCord);
            deNovoCaudaEquina = orNone(deNovoCaudaEquina);
        }
    }

    /** One row of Table 3, by its prior course. */
    public record Row(String label, BigDecimal gy, int fractions, List<@Nullable BigDecimal> cells) {

        public Row {
            cells = Collections.unmodifiableList(new ArrayList<>(cells));
        }
    }

    /** The prescriptions that head a column of Table 3. */
    public record Schedule(int fractions, BigDecimal lowest, BigDecimal highest) {}

    /** The engine answers no list where there is nothing to list. */
    private static <T> List<T> orNone(@Nullable List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }

    /** The limits as this site has set them. */
    public record Limits(BigDecimal cumulativeEqd2Gy, BigDecimal sbrtEqd2Gy, BigDecimal ratio, int wholeMonths) {}
}

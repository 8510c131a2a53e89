package org.spinecds.archive;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Quantity;
import org.jspecify.annotations.Nullable;
import org.spinecds.archive.ArchiveReading.GivenPlan;
import org.spinecds.archive.Judgement.Verdict;
import org.spinecds.dose.finding.DoseNumbers;
import org.spinecds.dose.finding.DoseObjects;
import org.spinecds.dose.finding.Unknown;
import org.spinecds.dose.setting.DoseSettings.Matching;
import org.spinecds.organdose.DoseContent;

/**
 * The doses that are kept, held against the courses of a record. A dose without a course of its own is no Observation of
 * the record: the rules would take it as the dose of any course.
 *
 * @param observations the doses of courses, preliminary until a physicist accepts them
 * @param notices doses and reasons of no course
 * @param outdated a dose was left out, since the record now says otherwise about its course, or a physicist about its objects
 */
record OfferedDoses(List<Observation> observations, List<Notice> notices, boolean outdated) {

    static final String COURSE_NOT_FOUND = "COURSE_NOT_FOUND";
    static final String REFUSED = "REFUSED";

    OfferedDoses {
        observations = List.copyOf(observations);
        notices = List.copyOf(notices);
    }

    /**
     * A dose or a reason of no course.
     *
     * @param code a reason of the reading, or {@link #COURSE_NOT_FOUND}
     * @param uid of the plan or the dose; empty where there is none
     * @param gray the highest D0.03cc of the plan, in Gy; null where it has none
     * @param lowerBound the dose may be higher
     * @param said the reason of a refusal; empty without one
     */
    record Notice(String code, String uid, @Nullable Double gray, boolean lowerBound, String said) {

        /** A notice without a dose. */
        static Notice of(String code, String uid) {
            return new Notice(code, uid, null, false, "");
        }
    }

    /** Nothing is offered. */
    static OfferedDoses none() {
        return new OfferedDoses(List.of(), List.of(), false);
    }

    /**
     * Holds doses against courses.
     *
     * @param ask the question of the call, with the pairings of physicists
     * @param subject the reference of the patient
     * @param withDose the references of courses that have a dose in the record
     */
    static OfferedDoses of(KeptDoses kept, Ask ask, String subject, Set<String> withDose, DoseContent content) {
        Matching thresholds = content.settings().matching();
        List<PlanFacts> plans = kept.plans().stream().map(GivenPlan::facts).toList();
        PlanMatch match = PlanMatch.of(plans, ask, thresholds);
        Map<String, List<KeptLine>> byPlan = new LinkedHashMap<>();
        List<Notice> notices = new ArrayList<>();
        Map<KeptLine, Judgement> verdicts = kept.judgements().verdicts(kept.lines());
        for (KeptLine line : kept.current()) {
            String plan = planOf(line.dose().objects(), plans);
            Judgement verdict = verdicts.get(line);
            if (verdict != null && verdict.verdict() == Verdict.REFUSED) {
                notices.add(new Notice(REFUSED, uid(line.dose().objects()), null, false, verdict.reason()));
            } else if (plan != null && line.dose().objects().rtdose() != null) {
                byPlan.computeIfAbsent(plan, uid -> new ArrayList<>()).add(line);
            } else if (line.dose().finding() instanceof Unknown unknown) {
                notices.add(Notice.of(unknown.reason().name(), uid(line.dose().objects())));
            }
        }
        PlanObservations made = new PlanObservations(ask.patient(), subject, verdicts, content.words());
        List<Observation> observations = new ArrayList<>();
        boolean outdated = kept.isPairedOtherwise();
        for (GivenPlan plan : kept.plans()) {
            List<KeptLine> lines = byPlan.remove(plan.facts().uid());
            Course course = match.course(plan.facts().uid());
            if (lines != null && course == null) {
                notices.add(withoutCourse(plan.facts().uid(), lines, made));
            } else if (lines != null && course != null && !withDose.contains(course.reference())) {
                if (isAsRead(plan, course, match)) {
                    boolean whole = match.isWhole(plan.facts()) && !mayGoOn(plan, course, lines, kept, thresholds);
                    observations.addAll(made.of(lines, plan.facts().uid(), course.reference(), whole));
                } else {
                    outdated = true;
                }
            }
        }
        byPlan.forEach((plan, lines) -> notices.add(withoutCourse(plan, lines, made)));
        return new OfferedDoses(observations, notices.stream().distinct().toList(), outdated);
    }

    /** The record says of the course of a plan exactly as much as when the archive was read. */
    private static boolean isAsRead(GivenPlan plan, Course course, PlanMatch match) {
        return Objects.equals(plan.fractions(), match.fractions(plan.facts().uid()))
                && plan.given().equals(course.given());
    }

    /**
     * Tells whether more fractions of a plan may have been given than its records showed: fewer than planned, and neither the
     * record says how many, nor was the archive read long enough after the end of the course.
     */
    private static boolean mayGoOn(
            GivenPlan plan, Course course, List<KeptLine> lines, KeptDoses kept, Matching thresholds) {
        Integer planned = plan.facts().fractions();
        boolean isFewer = lines.stream()
                .map(line -> line.dose().finding())
                .anyMatch(finding ->
                        finding instanceof DoseNumbers numbers && (planned == null || numbers.fractions() < planned));
        if (!isFewer) {
            return false;
        }
        Instant read = kept.problem().isEmpty() ? kept.endedAt() : null;
        return course.isPlanned()
                || (plan.fractions() == null
                        && (course.end() == null
                                || read == null
                                || !read.atZone(ZoneOffset.UTC)
                                        .toLocalDate()
                                        .isAfter(course.end().plusDays(thresholds.recordDays()))));
    }

    private static Notice withoutCourse(String plan, List<KeptLine> lines, PlanObservations made) {
        return made.of(lines, plan, null, true).stream()
                .filter(Observation::hasValueQuantity)
                .map(Observation::getValueQuantity)
                .max(Comparator.comparing(Quantity::getValue))
                .map(dose ->
                        new Notice(COURSE_NOT_FOUND, plan, dose.getValue().doubleValue(), dose.hasComparator(), ""))
                .orElseGet(() -> Notice.of(COURSE_NOT_FOUND, plan));
    }

    /** The plan of a dose; null where the dose itself stands for its plan. */
    static @Nullable String planOf(DoseObjects objects, List<PlanFacts> plans) {
        return objects.rtplan() != null
                ? objects.rtplan()
                : plans.stream()
                        .filter(plan -> objects.rtdose() != null && plan.uids().contains(objects.rtdose()))
                        .map(PlanFacts::uid)
                        .filter(uid -> !uid.equals(objects.rtdose()))
                        .findFirst()
                        .orElse(null);
    }

    private static String uid(DoseObjects objects) {
        return Objects.requireNonNullElse(objects.rtplan() != null ? objects.rtplan() : objects.rtdose(), "");
    }
}

package org.spinecds.archive;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;
import org.spinecds.archive.ArchiveReading.GivenPlan;
import org.spinecds.archive.Judgement.Verdict;
import org.spinecds.dose.DoseSource;
import org.spinecds.dose.dicom.Patient;
import org.spinecds.dose.finding.DoseNumbers;
import org.spinecds.dose.finding.DoseObjects;
import org.spinecds.dose.finding.OrganDose;
import org.spinecds.dose.finding.Unknown;
import org.spinecds.organdose.DoseObservations;

/**
 * The doses that are kept, held against the courses of a record. A dose without a course of its own is no Observation of
 * the record: the rules would take it as the dose of any course.
 *
 * @param observations the doses of courses, preliminary until a physicist accepts them
 * @param notices doses and reasons of no course
 * @param outdated a dose was left out, since the record now says otherwise about its fractions, or a physicist about its objects
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
     * @param subject the reference of the patient
     * @param withDose the references of courses that have a dose in the record
     */
    static OfferedDoses of(
            KeptDoses kept, Patient patient, String subject, List<Course> courses, Set<String> withDose) {
        List<PlanFacts> plans = kept.plans().stream().map(GivenPlan::facts).toList();
        Map<String, Course> matched = PlanMatch.of(plans, courses);
        Map<String, Integer> given = new HashMap<>();
        kept.plans().forEach(plan -> given.put(plan.facts().uid(), plan.fractions()));
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
        List<PlanFacts> ofNoCourse =
                plans.stream().filter(plan -> !matched.containsKey(plan.uid())).toList();
        List<Observation> observations = new ArrayList<>();
        boolean outdated = kept.isPairedOtherwise();
        for (Map.Entry<String, List<KeptLine>> plan : byPlan.entrySet()) {
            Course course = matched.get(plan.getKey());
            if (course == null) {
                notices.add(withoutCourse(plan.getKey(), plan.getValue(), patient, subject));
            } else if (!withDose.contains(course.reference())) {
                boolean alone = isAlone(course, matched.values());
                boolean isWhole = alone
                        && plans.stream()
                                .filter(one -> one.uid().equals(plan.getKey()))
                                .allMatch(one -> PlanMatch.isWhole(one, course, ofNoCourse));
                if (Objects.equals(given.get(plan.getKey()), alone ? course.fractions() : null)) {
                    observations.addAll(observations(
                            plan.getValue(), plan.getKey(), course.reference(), patient, subject, isWhole, verdicts));
                } else {
                    outdated = true;
                }
            }
        }
        return new OfferedDoses(observations, notices.stream().distinct().toList(), outdated);
    }

    private static Notice withoutCourse(String plan, List<KeptLine> lines, Patient patient, String subject) {
        return observations(lines, plan, null, patient, subject, true, Map.of()).stream()
                .filter(Observation::hasValueQuantity)
                .map(Observation::getValueQuantity)
                .max(Comparator.comparing(Quantity::getValue))
                .map(dose ->
                        new Notice(COURSE_NOT_FOUND, plan, dose.getValue().doubleValue(), dose.hasComparator(), ""))
                .orElseGet(() -> Notice.of(COURSE_NOT_FOUND, plan));
    }

    private static boolean isAlone(Course course, Collection<Course> matched) {
        return matched.stream().filter(course::equals).count() == 1;
    }

    static @Nullable String planOf(DoseObjects objects, List<PlanFacts> plans) {
        return objects.rtplan() != null
                ? objects.rtplan()
                : plans.stream()
                        .filter(plan -> objects.rtdose() != null && plan.uids().contains(objects.rtdose()))
                        .map(PlanFacts::uid)
                        .findFirst()
                        .orElse(null);
    }

    private static String uid(DoseObjects objects) {
        return Objects.requireNonNullElse(objects.rtplan() != null ? objects.rtplan() : objects.rtdose(), "");
    }

    /**
     * Returns the Observations of one plan.
     *
     * @param whole the plan is its whole course; else its dose is a lower bound of the course's
     * @param verdicts of physicists: a refused line is left out, an accepted one is final
     */
    static List<Observation> observations(
            List<KeptLine> lines,
            String plan,
            @Nullable String course,
            Patient patient,
            @Nullable String subject,
            boolean whole,
            Map<KeptLine, Judgement> verdicts) {
        Map<String, DoseSource> sources = new HashMap<>();
        Map<String, String> levels = new HashMap<>();
        Map<String, Judgement> accepted = new HashMap<>();
        List<OrganDose> doses = new ArrayList<>();
        for (KeptLine line : lines) {
            Judgement verdict = verdicts.get(line);
            if (verdict == null || verdict.verdict() != Verdict.REFUSED) {
                OrganDose dose = ofPlan(line.dose(), plan, whole);
                doses.add(dose);
                if (verdict != null) {
                    accepted.put(DoseObservations.id(dose), verdict);
                }
            }
            String level = line.dose().level();
            if (level != null && line.levelCode() != null) {
                levels.put(level, line.levelCode());
            }
            sources.put(
                    String.valueOf(line.dose().objects().rtdose()),
                    new DoseSource(patient, line.widestVoxelMm(), null));
        }
        List<Observation> observations = DoseObservations.of(doses, sources, levels, null)
                .with(subject, course == null || doses.isEmpty() ? List.of() : List.of(plan + "=" + course))
                .all();
        observations.stream().filter(Observation::hasValue).forEach(one -> {
            Judgement verdict = accepted.get(one.getIdPart());
            if (verdict != null) {
                accept(one, verdict);
            }
        });
        return observations;
    }

    private static void accept(Observation observation, Judgement verdict) {
        observation.setStatus(Observation.ObservationStatus.FINAL);
        observation.addPerformer().setDisplay(verdict.by());
        observation
                .addNote()
                .setAuthor(new StringType(verdict.by()))
                .setTime(Date.from(verdict.at()))
                .setText("Accepted by a physicist.");
    }

    /** Names the plan of a reason too. The dose of a part of a course is a lower bound of the course's. */
    private static OrganDose ofPlan(OrganDose line, String plan, boolean whole) {
        DoseObjects objects = line.objects();
        return new OrganDose(
                new DoseObjects(objects.rtdose(), objects.rtstruct(), plan, objects.file()),
                line.roi(),
                line.structure(),
                line.level(),
                line.finding() instanceof DoseNumbers numbers && !whole ? lowerBound(numbers) : line.finding());
    }

    private static DoseNumbers lowerBound(DoseNumbers numbers) {
        return new DoseNumbers(
                numbers.d003ccGy(),
                numbers.d01ccGy(),
                numbers.dmaxGy(),
                numbers.range(),
                numbers.changePerMm(),
                numbers.volumeCc(),
                numbers.volumeOutsideGridCc(),
                numbers.fractions(),
                null,
                true,
                numbers.upperBound(),
                numbers.flags());
    }
}

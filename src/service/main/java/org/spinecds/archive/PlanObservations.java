package org.spinecds.archive;

import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;
import org.spinecds.archive.Judgement.Verdict;
import org.spinecds.dose.DoseSource;
import org.spinecds.dose.dicom.Patient;
import org.spinecds.dose.finding.DoseNumbers;
import org.spinecds.dose.finding.DoseObjects;
import org.spinecds.dose.finding.Flag;
import org.spinecds.dose.finding.Note;
import org.spinecds.dose.finding.OrganDose;
import org.spinecds.organdose.DoseContent;
import org.spinecds.organdose.DoseContent.Sentence;
import org.spinecds.organdose.DoseObservations;

/**
 * Makes the Observations of the doses that are kept of a patient.
 *
 * @param subject the reference of the patient; null for the PatientID
 * @param verdicts of physicists: a refused line is left out, one that is accepted for its course is final
 */
record PlanObservations(
        Patient patient, @Nullable String subject, Map<KeptLine, Judgement> verdicts, DoseContent.Words words) {

    /**
     * Returns the Observations of one plan.
     *
     * @param course the reference of its course; null where it has none
     * @param whole the plan is its whole course; else its dose is a lower bound of the course's
     */
    List<Observation> of(List<KeptLine> lines, String plan, @Nullable String course, boolean whole) {
        Map<String, DoseSource> sources = new HashMap<>();
        Map<String, String> levels = new HashMap<>();
        Map<String, Judgement> accepted = new HashMap<>();
        List<OrganDose> doses = new ArrayList<>();
        for (KeptLine line : lines) {
            Judgement verdict = verdicts.get(line);
            if (verdict == null || verdict.verdict() != Verdict.REFUSED) {
                OrganDose dose = ofPlan(line.dose(), plan, whole);
                doses.add(dose);
                if (verdict != null && verdict.isFor(course)) {
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
        List<Observation> observations = DoseObservations.of(doses, sources, levels, null, words)
                .naming(subject, course == null ? Map.of() : Map.of(plan, course))
                .all();
        observations.stream().filter(Observation::hasValue).forEach(one -> {
            Judgement verdict = accepted.get(one.getIdPart());
            if (verdict != null) {
                accept(one, verdict);
            }
        });
        return observations;
    }

    private void accept(Observation observation, Judgement verdict) {
        observation.setStatus(Observation.ObservationStatus.FINAL);
        observation.addPerformer().setDisplay(verdict.by());
        observation
                .addNote()
                .setAuthor(new StringType(verdict.by()))
                .setTime(Date.from(verdict.at()))
                .setText(words.of(Sentence.ACCEPTED));
    }

    /** Names the plan of a reason too. The dose of a part of a course is a lower bound of the course's. */
    private static OrganDose ofPlan(OrganDose line, String plan, boolean whole) {
        DoseObjects objects = line.objects();
        return new OrganDose(
                new DoseObjects(objects.rtdose(), objects.rtstruct(), plan, objects.file()),
                line.roi(),
                line.structure(),
                line.level(),
                line.finding() instanceof DoseNumbers numbers && !whole ? ofPart(numbers) : line.finding());
    }

    private static DoseNumbers ofPart(DoseNumbers numbers) {
        List<Note> flags = Stream.concat(numbers.flags().stream(), Stream.of(Flag.PARTS_MISSING))
                .distinct()
                .toList();
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
                flags);
    }
}

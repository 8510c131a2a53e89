package org.spinecds.archive;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Observation;
import org.jspecify.annotations.Nullable;
import org.spinecds.archive.ArchiveReading.GivenPlan;
import org.spinecds.dose.dicom.Patient;

/** The doses that are kept of a patient, as FHIR, for administrators and clients of the site's own. */
public final class ServedDoses {

    private final DoseStore store;
    private final AskSeal seal;
    private final String base;
    private final ArchivePatients patients;

    ServedDoses(DoseStore store, AskSeal seal, ArchiveSettings settings) {
        this.store = store;
        this.seal = seal;
        this.base = String.valueOf(settings.base());
        this.patients = new ArchivePatients(settings.patients().values());
    }

    /**
     * Returns the Observations of a patient, also those of no course.
     *
     * @param system of an identifier that the archive knows
     * @param value the identifier
     * @param birthDate the date of birth of the record; null where the record has none
     * @return empty where nothing is kept under this identifier and date of birth, which does not say that there is no dose
     */
    public Optional<List<Observation>> of(String system, String value, @Nullable String birthDate) {
        Optional<Patient> patient = patients.of(system, value, birthDate);
        Optional<KeptDoses> kept = patient.flatMap(known -> store.of(seal.name(base, known)));
        if (patient.isEmpty() || kept.isEmpty()) {
            return Optional.empty();
        }
        List<Observation> served = new ArrayList<>();
        Map<String, List<KeptLine>> byPlan = new LinkedHashMap<>();
        List<PlanFacts> plans =
                kept.get().plans().stream().map(GivenPlan::facts).toList();
        for (KeptLine line : kept.get().current()) {
            String plan = OfferedDoses.planOf(line.dose().objects(), plans);
            if (plan != null && line.dose().objects().rtdose() != null) {
                byPlan.computeIfAbsent(plan, uid -> new ArrayList<>()).add(line);
            }
        }
        Map<KeptLine, Judgement> verdicts =
                kept.get().judgements().verdicts(kept.get().lines());
        byPlan.forEach((plan, lines) -> {
            String course = courseOf(plan, kept.get().plans());
            boolean isWhole = course == null
                    || kept.get().plans().stream()
                                    .filter(one -> one.course() == null || course.equals(one.course()))
                                    .count()
                            == 1;
            served.addAll(OfferedDoses.observations(lines, plan, course, patient.get(), null, isWhole, verdicts));
        });
        served.forEach(one -> one.getSubject().getIdentifier().setSystem(system));
        return Optional.of(List.copyOf(served));
    }

    private static @Nullable String courseOf(String plan, List<GivenPlan> plans) {
        for (GivenPlan one : plans) {
            if (one.facts().uid().equals(plan)) {
                return one.course();
            }
        }
        return null;
    }
}

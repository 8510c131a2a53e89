package org.spinecds.archive;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.Observation;
import org.jspecify.annotations.Nullable;
import org.spinecds.archive.ArchiveReading.GivenPlan;
import org.spinecds.dose.dicom.Patient;
import org.spinecds.organdose.DoseContent;

/** The doses that are kept of a patient, as FHIR, for administrators and clients of the site's own. */
public final class ServedDoses {

    private final DoseStore store;
    private final AskSeal seal;
    private final String base;
    private final ArchivePatients patients;
    private final Supplier<DoseContent.Words> words;

    ServedDoses(DoseStore store, AskSeal seal, ArchiveSettings settings, Supplier<DoseContent.Words> words) {
        this.store = store;
        this.seal = seal;
        this.base = String.valueOf(settings.base());
        this.patients = new ArchivePatients(settings.patients().values());
        this.words = words;
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
        PlanObservations made = new PlanObservations(patient.get(), null, verdicts, words.get());
        byPlan.forEach((plan, lines) -> {
            GivenPlan given = given(plan, kept.get().plans());
            String course = given == null ? null : given.course();
            served.addAll(made.of(lines, plan, course, given == null || given.course() == null || given.whole()));
        });
        served.forEach(one -> one.getSubject().getIdentifier().setSystem(system));
        return Optional.of(List.copyOf(served));
    }

    private static @Nullable GivenPlan given(String plan, List<GivenPlan> plans) {
        for (GivenPlan one : plans) {
            if (one.facts().uid().equals(plan)) {
                return one;
            }
        }
        return null;
    }
}

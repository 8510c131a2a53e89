package org.spinecds.dose;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.spinecds.dose.dicom.Registration;
import org.spinecds.dose.finding.DoseSum;
import org.spinecds.dose.finding.DoseUnknown;
import org.spinecds.dose.finding.Flag;
import org.spinecds.dose.finding.LowerBound;
import org.spinecds.dose.finding.Note;
import org.spinecds.dose.finding.RegistrationDoubt;
import org.spinecds.dose.geometry.DoseField;
import org.spinecds.dose.geometry.Eqd2;
import org.spinecds.dose.geometry.OrganDosimetry;
import org.spinecds.dose.geometry.OrganDosimetry.Measures;
import org.spinecds.dose.geometry.OrganShape;
import org.spinecds.dose.geometry.RegisteredField;
import org.spinecds.dose.geometry.Rigid;
import org.spinecds.dose.geometry.SumField;
import org.spinecds.dose.pairing.Registered;
import org.spinecds.dose.pairing.Registered.Placed;
import org.spinecds.dose.setting.DoseSettings;

/** Adds the doses of several plans, as EQD2. */
final class DoseSums {

    private final List<ReadDose> doses;
    private final Set<Note> notesOfAll;
    private final List<Registration> registrations;
    private final DoseSettings settings;
    private final Deadline deadline;
    private final List<DoseSum> sums = new ArrayList<>();

    /** The doses of a sum. */
    private record Parts(DoseSum.Kind kind, String structure, List<ReadDose> doses) {}

    /**
     * Prepares to add.
     *
     * @param doses the doses of one patient
     * @param notesOfAll notes that every sum has
     */
    DoseSums(List<ReadDose> doses, Set<Note> notesOfAll, List<Registration> registrations, DoseSettings settings) {
        this.doses = doses;
        this.notesOfAll = notesOfAll;
        this.registrations = registrations;
        this.settings = settings;
        this.deadline = new Deadline(settings.limits().seconds());
    }

    /** Returns the sums of each organ; none without an alpha/beta or with fewer than two doses. */
    List<DoseSum> all() {
        Double alphaBeta = settings.alphaBetaGy();
        if (alphaBeta == null) {
            return List.of();
        }
        Set<String> structures = new LinkedHashSet<>();
        doses.forEach(dose -> structures.addAll(dose.organs().keySet()));
        try {
            for (String structure : structures) {
                add(structure, alphaBeta);
            }
        } catch (Deadline.TimeIsUp timeIsUp) {
            // The sums so far are whole; a sum replaces no dose.
            return sums;
        }
        return sums;
    }

    private void add(String structure, double alphaBeta) {
        Map<String, List<ReadDose>> frames = new LinkedHashMap<>();
        for (ReadDose dose : doses) {
            if (dose.organs().containsKey(structure)) {
                frames.computeIfAbsent(dose.dose().frame(), ignored -> new ArrayList<>())
                        .add(dose);
            }
        }
        for (List<ReadDose> phases : frames.values()) {
            if (phases.size() > 1) {
                addPhases(structure, phases, alphaBeta);
            }
        }
        List<List<ReadDose>> all = List.copyOf(frames.values());
        if (all.size() > 1) {
            addMaxima(structure, all, alphaBeta);
        }
        for (int first = 0; first < all.size(); first++) {
            for (int second = first + 1; second < all.size(); second++) {
                addRegistered(structure, all.get(first), all.get(second), alphaBeta);
            }
        }
    }

    private void addPhases(String structure, List<ReadDose> phases, double alphaBeta) {
        Set<Note> notes = notes(structure, phases);
        Set<OrganShape> organs = new HashSet<>();
        phases.forEach(phase -> organs.add(organ(phase, structure)));
        Double highest = highest(sum(phases, alphaBeta), organs, notes);
        add(new Parts(DoseSum.Kind.PHASES, structure, phases), highest, notes, null);
    }

    private static OrganShape organ(ReadDose dose, String structure) {
        OrganShape organ = dose.organs().get(structure);
        if (organ == null) {
            throw new IllegalStateException("The organ was read before");
        }
        return organ;
    }

    private static DoseField sum(List<ReadDose> phases, double alphaBeta) {
        return new SumField(
                phases.stream().map(phase -> phase.equivalent(alphaBeta)).toList());
    }

    /** Returns the notes of the parts. A plan in which this organ was not read is missing from the sum. */
    private Set<Note> notes(String structure, Collection<ReadDose> parts) {
        Set<Note> notes = new HashSet<>(notesOfAll);
        if (doses.stream().anyMatch(dose -> !dose.organs().containsKey(structure))) {
            notes.add(Flag.PARTS_MISSING);
        }
        parts.forEach(part -> notes.addAll(part.notes()));
        return notes;
    }

    /** Returns the highest D0.03cc of the organs, as each plan has drawn them, and adds their notes; or null. */
    private @Nullable Double highest(DoseField sum, Set<OrganShape> organs, Set<Note> notes) {
        OrganDosimetry dosimetry = new OrganDosimetry(sum, 0.5, settings, deadline);
        double highest = 0;
        try {
            for (OrganShape organ : organs) {
                Measures measures = dosimetry.of(organ);
                notes.addAll(measures.notes());
                highest = Math.max(highest, measures.d003());
            }
        } catch (DoseUnknown unknown) {
            notes.add(unknown.finding().reason());
            return null;
        }
        return highest;
    }

    private void add(Parts parts, @Nullable Double gray, Set<Note> notes, @Nullable RegistrationDoubt doubt) {
        boolean trueCord = settings.names().names().stream()
                .anyMatch(name -> name.trueCord() && name.structure().equals(parts.structure()));
        sums.add(new DoseSum(
                parts.kind(),
                parts.doses().stream().map(part -> part.plan().header().uid()).toList(),
                parts.structure(),
                gray,
                trueCord || LowerBound.isMadeBy(notes),
                List.copyOf(notes),
                doubt));
    }

    private void addMaxima(String structure, List<List<ReadDose>> frames, double alphaBeta) {
        List<ReadDose> parts = frames.stream().flatMap(List::stream).toList();
        Set<Note> notes = notes(structure, parts);
        Double sum = 0.0;
        try {
            for (ReadDose part : parts) {
                Measures measures = new OrganDosimetry(part.grid(), 0.5, settings, deadline).of(organ(part, structure));
                notes.addAll(measures.notes());
                sum += new Eqd2(part.delivery().fractions(), alphaBeta)
                        .of(part.delivery().share() * measures.d003());
            }
        } catch (DoseUnknown unknown) {
            notes.add(unknown.finding().reason());
            sum = null;
        }
        add(new Parts(DoseSum.Kind.SUM_OF_MAXIMA, structure, parts), sum, notes, null);
    }

    private void addRegistered(String structure, List<ReadDose> firsts, List<ReadDose> seconds, double alphaBeta) {
        List<ReadDose> parts = new ArrayList<>(firsts);
        parts.addAll(seconds);
        OrganShape organ = organ(firsts.get(0), structure);
        Optional<Registered> registered = Registered.of(
                registrationsOf(firsts.get(0)),
                new Placed(firsts.get(0).dose().frame(), organ),
                new Placed(seconds.get(0).dose().frame(), organ(seconds.get(0), structure)),
                settings.checks().meetMm());
        if (registered.isEmpty()) {
            return;
        }
        Parts accumulated = new Parts(DoseSum.Kind.ACCUMULATED, structure, parts);
        Set<Note> notes = notes(structure, parts);
        Rigid movement = registered.get().movement();
        if (movement == null) {
            add(accumulated, null, notes, registered.get().doubt());
            return;
        }
        DoseField sum =
                new SumField(List.of(sum(firsts, alphaBeta), new RegisteredField(sum(seconds, alphaBeta), movement)));
        Double highest = highest(sum, Set.of(organ), notes);
        add(accumulated, highest, notes, null);
    }

    private List<Registration> registrationsOf(ReadDose dose) {
        return registrations.stream()
                .filter(one -> one.header().patient().is(dose.dose().header().patient()))
                .toList();
    }
}

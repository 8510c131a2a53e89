package org.spinecds.dose.pairing;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.spinecds.dose.dicom.Plan;
import org.spinecds.dose.dicom.TreatmentRecord;
import org.spinecds.dose.dicom.TreatmentRecord.DeliveredBeam;
import org.spinecds.dose.finding.DoseUnknown;
import org.spinecds.dose.finding.Flag;
import org.spinecds.dose.finding.Note;
import org.spinecds.dose.finding.Reason;

/**
 * The part of a plan that was delivered. Every doubt counts as delivered.
 *
 * @param fractions the delivered fractions
 * @param share the delivered share of the plan's dose
 * @param upperBound fewer fractions may have been delivered
 * @param notes notes on the count
 */
public record Delivery(int fractions, double share, boolean upperBound, Set<Note> notes) {

    /**
     * The knowledge about the delivery of a plan.
     *
     * @param records the treatment records of this plan
     * @param complete no further record of it may be hidden in a file that cannot be read
     * @param given the fractions delivered by another source, such as the EHR; null where it says nothing
     */
    public record Evidence(List<TreatmentRecord> records, boolean complete, @Nullable Integer given) {}

    /**
     * Counts the delivered fractions.
     *
     * @param metersetTolerance the share of a beam that may be missing from a whole fraction
     * @throws DoseUnknown NOT_TREATED, or DELIVERY_UNKNOWN where the plan names no number of fractions
     */
    public static Delivery of(Plan plan, Evidence evidence, double metersetTolerance) throws DoseUnknown {
        Integer planned = plan.fractions();
        if (planned == null || planned < 1) {
            throw new DoseUnknown(Reason.DELIVERY_UNKNOWN, "The plan names no number of fractions");
        }
        Integer given = evidence.given();
        if (!evidence.complete()) {
            int most = Math.max(planned, given == null ? 0 : given);
            return delivery(most, planned, true, Set.of(Reason.DELIVERY_UNKNOWN, Flag.RECORDS_MISSING));
        }
        List<DeliveredBeam> beams = evidence.records().stream()
                .flatMap(treatment -> treatment.beams().stream())
                .toList();
        List<DeliveredBeam> numbered =
                beams.stream().filter(beam -> beam.fraction() != null).toList();
        if (numbered.isEmpty() || (given == null && numbered.size() < beams.size())) {
            return uncounted(planned, given);
        }
        return counted(plan, numbered, given, metersetTolerance);
    }

    private static Delivery uncounted(int planned, @Nullable Integer given) throws DoseUnknown {
        if (given == null) {
            return delivery(planned, planned, true, Set.of(Reason.DELIVERY_UNKNOWN));
        }
        if (given < 1) {
            throw new DoseUnknown(Reason.NOT_TREATED, "No fraction was delivered");
        }
        boolean more = given > planned;
        return delivery(given, planned, more, more ? Set.of(Flag.MORE_THAN_PLANNED) : Set.of());
    }

    private static Delivery counted(Plan plan, List<DeliveredBeam> beams, @Nullable Integer given, double tolerance)
            throws DoseUnknown {
        int planned = java.util.Objects.requireNonNull(plan.fractions());
        Set<Note> notes = new HashSet<>();
        Set<String> required = new HashSet<>();
        plan.beams().keySet().forEach(beam -> required.add(String.valueOf(beam)));
        if (required.isEmpty()) {
            notes.add(Flag.BEAMS_NOT_LISTED);
            beams.forEach(beam -> required.add(beam.beam()));
        }
        int whole = 0;
        int begun = 0;
        TreeMap<Integer, Map<String, Double>> fractions = fractions(plan, beams);
        for (Map<String, Double> fraction : fractions.values()) {
            double least = required.stream()
                    .mapToDouble(beam -> fraction.getOrDefault(beam, 0.0))
                    .min()
                    .orElse(0);
            double most = fraction.values().stream()
                    .mapToDouble(Double::doubleValue)
                    .max()
                    .orElse(0);
            whole += (int) Math.floor(least + tolerance);
            begun += (int) Math.ceil(most - tolerance);
        }
        int expected = expected(fractions, planned);
        if (begun < 1 && expected <= fractions.size() && (given == null || given < 1)) {
            throw new DoseUnknown(Reason.NOT_TREATED, "No fraction was delivered");
        }
        int count = Math.max(whole, begun);
        boolean upperBound = begun > whole;
        if (upperBound) {
            notes.add(Flag.FRACTION_INCOMPLETE);
        }
        if (expected > count) {
            count = expected;
            upperBound = true;
            notes.add(Flag.RECORDS_MISSING);
        }
        if (given != null && given != count) {
            count = Math.max(count, given);
            upperBound = true;
            notes.add(Flag.FRACTIONS_DIFFER);
        }
        if (count > planned) {
            upperBound = true;
            notes.add(Flag.MORE_THAN_PLANNED);
        }
        if (given == null && count < planned) {
            notes.add(Flag.FEWER_THAN_PLANNED);
        }
        return delivery(count, planned, upperBound, notes);
    }

    /** Returns the fractions that the numbers of the records ask for. Numbers may go on from an earlier plan. */
    private static int expected(TreeMap<Integer, Map<String, Double>> fractions, int planned) {
        int last = fractions.lastKey();
        return last <= planned ? last : Math.min(last - fractions.firstKey() + 1, planned);
    }

    /** Returns for each fraction the delivered share of each beam. */
    private static TreeMap<Integer, Map<String, Double>> fractions(Plan plan, List<DeliveredBeam> beams) {
        TreeMap<Integer, Map<String, Double>> fractions = new TreeMap<>();
        for (DeliveredBeam beam : beams) {
            Integer number = beam.fraction();
            if (number != null) {
                fractions
                        .computeIfAbsent(number, ignored -> new HashMap<>())
                        .merge(beam.beam(), share(plan, beam), Double::sum);
            }
        }
        return fractions;
    }

    private static double share(Plan plan, DeliveredBeam beam) {
        Double specified = plan.beams().entrySet().stream()
                .filter(entry -> String.valueOf(entry.getKey()).equals(beam.beam()))
                .map(entry -> entry.getValue().units())
                .filter(java.util.Objects::nonNull)
                .findFirst()
                .orElse(beam.specified());
        Double delivered = beam.delivered();
        if (delivered == null) {
            return beam.normal() ? 1 : 0.5;
        }
        if (specified == null || specified <= 0) {
            return delivered > 0 ? 1 : 0;
        }
        return Math.min(delivered / specified, 1_000);
    }

    private static Delivery delivery(int fractions, int planned, boolean upperBound, Set<Note> notes) {
        return new Delivery(fractions, (double) fractions / planned, upperBound, Set.copyOf(notes));
    }
}

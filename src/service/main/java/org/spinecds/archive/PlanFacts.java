package org.spinecds.archive;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spinecds.dose.dicom.DoseObject;
import org.spinecds.dose.dicom.Plan;
import org.spinecds.dose.dicom.RtObject;
import org.spinecds.dose.dicom.TreatmentRecord;
import org.spinecds.dose.pairing.Pairing.ByHand;

/**
 * A plan of the archive, as far as it can be held against a course of the record. A dose without its plan, a plan that only
 * treatment records name, and an object that cannot be read count as plans too: each may be a part of a course.
 *
 * @param uid its SOP instance UID, or that of the object that stands for it
 * @param uids this and the UIDs of its doses, by which a course may name it
 * @param mayBeGiven it is approved, or has treatment records
 * @param fractions the planned fractions; null where they are not given
 * @param gray the highest prescribed dose, in Gy; null where it is not given
 * @param date the day of the plan; null where it is not given
 * @param first the first day of its treatment records; null without one
 * @param last the last day of its treatment records; null without one
 */
record PlanFacts(
        String uid,
        Set<String> uids,
        boolean mayBeGiven,
        @Nullable Integer fractions,
        @Nullable Double gray,
        @Nullable LocalDate date,
        @Nullable LocalDate first,
        @Nullable LocalDate last) {

    PlanFacts {
        uids = Set.copyOf(uids);
    }

    /**
     * Returns the plans of a patient, those that are not here among them.
     *
     * @param own the objects of the patient
     * @param unreadable the UIDs of objects that cannot be read and may be a plan or a dose
     * @param byHand the plan and the structure set of doses that a physicist paired, by the UID of the dose
     * @param approvalAsked a plan without approval and without treatment records was not given
     */
    static List<PlanFacts> of(
            List<RtObject> own, Set<String> unreadable, Map<String, ByHand> byHand, boolean approvalAsked) {
        List<Plan> plans = all(own, Plan.class);
        List<DoseObject> doses = all(own, DoseObject.class);
        List<TreatmentRecord> records = all(own, TreatmentRecord.class);
        Set<String> missing = new TreeSet<>(unreadable);
        doses.forEach(dose -> missing.addAll(plansOf(dose, byHand)));
        records.forEach(one -> missing.addAll(plansOf(one)));
        plans.forEach(plan -> missing.remove(plan.header().uid()));
        return Stream.concat(
                        plans.stream().map(plan -> of(plan, doses, records, approvalAsked)),
                        missing.stream().map(uid -> missing(uid, records)))
                .sorted(Comparator.comparing(PlanFacts::uid))
                .toList();
    }

    private static <T> List<T> all(List<RtObject> objects, Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** The plans of a dose; one that names none stands for its plan. */
    private static Set<String> plansOf(DoseObject dose, Map<String, ByHand> byHand) {
        String uid = dose.header().uid();
        ByHand hand = byHand.get(uid);
        if (hand != null) {
            return Set.of(hand.rtplan());
        }
        return dose.plans().isEmpty()
                ? Set.of(uid)
                : dose.plans().stream().map(DoseObject.Reference::uid).collect(Collectors.toSet());
    }

    /** The plans of a treatment record; one that names none stands for its plan. */
    private static Set<String> plansOf(TreatmentRecord treatment) {
        return treatment.plans().isEmpty() ? Set.of(treatment.header().uid()) : Set.copyOf(treatment.plans());
    }

    private static PlanFacts of(
            Plan plan, List<DoseObject> doses, List<TreatmentRecord> records, boolean approvalAsked) {
        PlanFacts alone = missing(plan.header().uid(), records);
        Set<String> uids = Stream.concat(
                        Stream.of(alone.uid()),
                        doses.stream()
                                .filter(dose -> dose.plans().stream()
                                        .anyMatch(named -> named.uid().equals(alone.uid())))
                                .map(dose -> dose.header().uid()))
                .collect(Collectors.toSet());
        boolean isRecorded = records.stream().anyMatch(one -> plansOf(one).contains(alone.uid()));
        return new PlanFacts(
                alone.uid(),
                uids,
                plan.approval().equals("APPROVED") || !approvalAsked || isRecorded,
                plan.fractions(),
                plan.prescriptionGy(),
                day(plan.date()),
                alone.first(),
                alone.last());
    }

    private static PlanFacts missing(String uid, List<TreatmentRecord> records) {
        List<TreatmentRecord> own =
                records.stream().filter(one -> plansOf(one).contains(uid)).toList();
        List<LocalDate> days = own.stream()
                .map(one -> day(one.date()))
                .filter(Objects::nonNull)
                .sorted()
                .toList();
        boolean isDated = !days.isEmpty() && days.size() == own.size();
        return new PlanFacts(
                uid,
                Set.of(uid),
                true,
                null,
                null,
                null,
                isDated ? days.get(0) : null,
                isDated ? days.get(days.size() - 1) : null);
    }

    private static @Nullable LocalDate day(@Nullable String digits) {
        try {
            return digits == null ? null : LocalDate.parse(digits, DateTimeFormatter.BASIC_ISO_DATE);
        } catch (DateTimeException e) {
            return null;
        }
    }
}

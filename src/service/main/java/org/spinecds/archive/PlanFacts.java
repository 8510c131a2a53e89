package org.spinecds.archive;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spinecds.dose.dicom.DoseObject;
import org.spinecds.dose.dicom.Plan;
import org.spinecds.dose.dicom.TreatmentRecord;

/**
 * A plan of the archive, as far as it can be held against a course of the record.
 *
 * @param uid its SOP instance UID
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

    static PlanFacts of(Plan plan, List<DoseObject> doses, List<TreatmentRecord> records) {
        String uid = plan.header().uid();
        List<LocalDate> days = records.stream()
                .filter(one -> one.plans().contains(uid))
                .map(one -> day(one.date()))
                .filter(Objects::nonNull)
                .sorted()
                .toList();
        Set<String> uids = Stream.concat(
                        Stream.of(uid),
                        doses.stream()
                                .filter(dose -> dose.plans().stream()
                                        .anyMatch(named -> named.uid().equals(uid)))
                                .map(dose -> dose.header().uid()))
                .collect(Collectors.toSet());
        return new PlanFacts(
                uid,
                uids,
                plan.approval().equals("APPROVED") || !days.isEmpty(),
                plan.fractions(),
                plan.prescriptionGy(),
                day(plan.date()),
                days.isEmpty() ? null : days.get(0),
                days.isEmpty() ? null : days.get(days.size() - 1));
    }

    private static @Nullable LocalDate day(@Nullable String digits) {
        try {
            return digits == null ? null : LocalDate.parse(digits, DateTimeFormatter.BASIC_ISO_DATE);
        } catch (DateTimeException e) {
            return null;
        }
    }
}

package org.spinecds.replay;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Counts the lines of a unit while it is read, or those of several units together. It serves one thread. */
final class Tally {

    private static final String MONTH = "2026-03";

    /** The name under which types are counted that FHIR R4 does not have: the text may be anything. */
    private static final String OTHER = "other";

    private long lines;
    private long blank;
    private long bytes;
    private long kept;
    private long passedOver;
    private long unknownPatient;
    private boolean isTruncated;
    private final Map<Reason, Long> quarantined = new EnumMap<>(Reason.class);
    private final Map<String, OfType> types = new TreeMap<>();

    /** The counts of one type of resource. */
    private static final class OfType {

        private long lines;
        private long bytes;
        private long withoutPatient;
        private long withoutCode;
        private long withoutDate;
        private final Map<String, Long> months = new TreeMap<>();

        private TypeCount count() {
            return new TypeCount(lines, bytes, withoutPatient, withoutCode, withoutDate, months);
        }
    }

    void keep() {
        kept++;
    }

    void passOver() {
        passedOver++;
    }

    void missOfUnknownPatient() {
        unknownPatient++;
    }

    void quarantine(Reason reason) {
        quarantined.merge(reason, 1L, Long::sum);
    }

    void ended(Lines.Ending ending) {
        lines += ending.lines();
        blank += ending.blank();
        bytes += ending.bytes();
        isTruncated |= ending.isTruncated();
    }

    /** Counts a resource by its type, and the parts of its header that it lacks. */
    void resource(String type, int length, HeaderScan header, boolean hasPatient) {
        OfType one = types.computeIfAbsent(Export.isType(type) ? type : OTHER, unseen -> new OfType());
        one.lines++;
        one.bytes += length;
        one.withoutPatient += hasPatient ? 0 : 1;
        one.withoutCode += header.hasCode() ? 0 : 1;
        String date = header.date();
        if (date != null && beginsWithMonth(date)) {
            one.months.merge(date.substring(0, MONTH.length()), 1L, Long::sum);
        } else {
            one.withoutDate++;
        }
    }

    /** Whether a date names a month; any other text may be anything. */
    private static boolean beginsWithMonth(String date) {
        if (date.length() < MONTH.length() || (date.length() > MONTH.length() && date.charAt(MONTH.length()) != '-')) {
            return false;
        }
        for (int place = 0; place < MONTH.length(); place++) {
            char sign = date.charAt(place);
            if (MONTH.charAt(place) == '-' ? sign != '-' : sign < '0' || sign > '9') {
                return false;
            }
        }
        int month = 10 * (date.charAt(5) - '0') + date.charAt(6) - '0';
        return month >= 1 && month <= 12;
    }

    /** Adds the counts of another unit. */
    void add(Tally other) {
        lines += other.lines;
        blank += other.blank;
        bytes += other.bytes;
        kept += other.kept;
        passedOver += other.passedOver;
        unknownPatient += other.unknownPatient;
        isTruncated |= other.isTruncated;
        other.quarantined.forEach((reason, count) -> quarantined.merge(reason, count, Long::sum));
        other.types.forEach((type, counts) -> {
            OfType one = types.computeIfAbsent(type, unseen -> new OfType());
            one.lines += counts.lines;
            one.bytes += counts.bytes;
            one.withoutPatient += counts.withoutPatient;
            one.withoutCode += counts.withoutCode;
            one.withoutDate += counts.withoutDate;
            counts.months.forEach((month, count) -> one.months.merge(month, count, Long::sum));
        });
    }

    long lines() {
        return lines;
    }

    FileCount of(ExportFile file) {
        Set<String> told = new TreeSet<>(types.keySet());
        if (file.type() != null) {
            told.add(file.type());
        }
        return new FileCount(
                file.name(),
                told,
                file.size(),
                bytes,
                lines,
                blank,
                kept,
                passedOver,
                quarantined,
                unknownPatient,
                isTruncated,
                file.count());
    }

    Map<String, TypeCount> types() {
        Map<String, TypeCount> counts = new TreeMap<>();
        types.forEach((type, one) -> counts.put(type, one.count()));
        return counts;
    }
}

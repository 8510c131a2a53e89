package org.spinecds.replay;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The lines of one file.
 *
 * @param types of its resources, and the type that its name or the manifest tells
 * @param size on disk, in bytes
 * @param bytes without compression
 * @param blank lines that hold nothing
 * @param quarantined the number of lines by reason
 * @param unknownPatient the lines in quarantine that may be a part of anyone's record, since they name no patient by id
 * @param isTruncated whether the file is cut short or its checksum is wrong
 * @param announced the number of resources by the manifest; negative where it tells none
 */
public record FileCount(
        String file,
        Set<String> types,
        long size,
        long bytes,
        long lines,
        long blank,
        long kept,
        long passedOver,
        Map<Reason, Long> quarantined,
        long unknownPatient,
        boolean isTruncated,
        long announced) {

    public FileCount {
        types = Collections.unmodifiableSet(new TreeSet<>(types));
        Map<Reason, Long> copy = new EnumMap<>(Reason.class);
        copy.putAll(quarantined);
        quarantined = Collections.unmodifiableMap(copy);
    }

    /** The same count, with kept lines that were not used after all in quarantine. */
    FileCount moved(Map<Reason, Long> lines) {
        Map<Reason, Long> more = new EnumMap<>(Reason.class);
        more.putAll(quarantined);
        lines.forEach((reason, count) -> more.merge(reason, count, Long::sum));
        long number = lines.values().stream().mapToLong(Long::longValue).sum();
        return new FileCount(
                file,
                types,
                size,
                bytes,
                this.lines,
                blank,
                kept - number,
                passedOver,
                more,
                unknownPatient,
                isTruncated,
                announced);
    }

    /** All lines that are not used. */
    public long inQuarantine() {
        return quarantined.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Whether every line was kept, passed over, put in quarantine or blank. */
    public boolean addsUp() {
        return lines == blank + kept + passedOver + inQuarantine();
    }

    /** Whether the file is not the one that was exported: cut short, or with another number of resources. */
    public boolean isIncomplete() {
        return isTruncated || (announced >= 0 && announced != lines - blank);
    }
}

package org.spinecds.replay;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The resources of one type in an export, and the parts of their headers that they lack.
 *
 * @param bytes of their lines, without compression
 * @param withoutPatient those that name no patient by id
 * @param withoutDate those without a date that names a month at least
 * @param months the number of resources by month, as {@code 2026-03}
 */
public record TypeCount(
        long lines, long bytes, long withoutPatient, long withoutCode, long withoutDate, Map<String, Long> months) {

    public TypeCount {
        months = Collections.unmodifiableMap(new TreeMap<>(months));
    }
}

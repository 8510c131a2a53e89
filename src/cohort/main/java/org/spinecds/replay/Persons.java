package org.spinecds.replay;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The persons with several records: {@code Patient.link} names the others (FHIR R4), and they are one record here, as a service takes
 * the entries of all. Several threads use it at once.
 */
final class Persons {

    private final Map<String, Set<String>> groups = new HashMap<>();
    private final Set<String> replaced = new HashSet<>();
    private volatile Map<String, String> settled = Map.of();
    private boolean isSettled = true;

    /** Takes the links of a Patient. */
    synchronized void take(String site, JsonNode patient) {
        String key = ScannedLine.key(site, patient.path("id").asString(""));
        for (JsonNode link : patient.path("link")) {
            if (link.path("type").asString("").equals("replaced-by")) {
                isSettled &= !replaced.add(key);
            }
            String other = Owner.patient(link.path("other").path("reference").asString(""));
            if (other != null) {
                join(key, ScannedLine.key(site, other));
            }
        }
    }

    private void join(String one, String other) {
        if (groups.getOrDefault(one, Set.of(one)).contains(other)) {
            return;
        }
        isSettled = false;
        Set<String> all = new HashSet<>(Set.of(one));
        all.add(other);
        all.addAll(groups.getOrDefault(one, Set.of()));
        all.addAll(groups.getOrDefault(other, Set.of()));
        all.forEach(member -> groups.put(member, all));
    }

    /** Names the record of each person: one that no other replaces, and of several the first by key. */
    synchronized void settle() {
        Comparator<String> order =
                Comparator.comparing((String key) -> replaced.contains(key)).thenComparing(Comparator.naturalOrder());
        Map<String, String> names = new HashMap<>();
        groups.forEach((key, group) -> names.put(key, group.stream().min(order).orElse(key)));
        settled = Map.copyOf(names);
        isSettled = true;
    }

    /** Whether no link was new since the last {@link #settle}. */
    synchronized boolean isSettled() {
        return isSettled;
    }

    /** The key of the record that a patient's lines belong to, as of the last {@link #settle}. */
    String of(String key) {
        return settled.getOrDefault(key, key);
    }
}

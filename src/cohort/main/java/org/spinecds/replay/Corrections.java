package org.spinecds.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Finds the resources that were charted to one patient and corrected to another: the versions of the first do not count. Several lines
 * are told of at once. The memory does not grow with them: they are written to the work folder.
 */
final class Corrections implements AutoCloseable {

    private static final int PARTS = 64;

    private final Spill told;

    private Corrections(Spill told) {
        this.told = told;
    }

    static Corrections in(Path folder) throws IOException {
        return new Corrections(Spill.in(folder, PARTS));
    }

    /** Learns of a kept line. */
    void add(Spill.Kept line, String site, JsonNode resource) throws IOException {
        Age age = Age.of(resource);
        told.add(new Spill.Kept(
                ScannedLine.key(site, name(resource)),
                line.file(),
                line.unit(),
                line.offset(),
                line.number(),
                line.patient() + "\n" + (age.updated() == null ? "" : age.updated()) + "\n" + age.number()));
    }

    /** The resources with a newer version that is of another patient, as {@link #key}. Of two versions of one age both count. */
    Set<String> older() throws IOException {
        Set<String> older = new HashSet<>();
        for (Spill.Part part : told.parts()) {
            Map<String, Map<String, Age>> newest = new HashMap<>();
            part.each(line -> {
                String[] parts = line.text().split("\n", -1);
                newest.computeIfAbsent(line.patient(), unseen -> new HashMap<>(1))
                        .merge(
                                parts[0],
                                new Age(Deletions.instant(parts[1]), Long.parseLong(parts[2])),
                                (one, other) -> one.compareTo(other) >= 0 ? one : other);
            });
            newest.forEach((resource, ages) -> {
                if (ages.size() > 1) {
                    addOlder(resource, ages, older);
                }
            });
        }
        return Set.copyOf(older);
    }

    private static void addOlder(String resource, Map<String, Age> ages, Set<String> older) {
        Age last = ages.values().stream().max(Age::compareTo).orElseThrow();
        ages.forEach((patient, age) -> {
            if (age.compareTo(last) < 0) {
                older.add(patient + "\n" + resource);
            }
        });
    }

    /** The name of a resource in the record of a patient. */
    static String key(String patient, String site, JsonNode resource) {
        return patient + "\n" + ScannedLine.key(site, name(resource));
    }

    private static String name(JsonNode resource) {
        return resource.path("resourceType").asString("") + "/"
                + resource.path("id").asString("");
    }

    @Override
    public void close() throws IOException {
        told.close();
    }
}

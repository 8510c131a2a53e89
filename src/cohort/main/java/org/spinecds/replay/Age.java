package org.spinecds.replay;

import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The age of a version of a resource: by its last update, then by its version. The greatest is the newest.
 *
 * @param updated {@code meta.lastUpdated}; null where there is none
 * @param number {@code meta.versionId}; negative where it is no number
 */
record Age(@Nullable Instant updated, long number) implements Comparable<Age> {

    private static final Comparator<Age> ORDER = Comparator.comparing(
                    Age::updated, Comparator.nullsFirst(Comparator.<Instant>naturalOrder()))
            .thenComparingLong(Age::number);

    static Age of(JsonNode resource) {
        String version = resource.path("meta").path("versionId").asString("");
        return new Age(
                Deletions.instant(resource.path("meta").path("lastUpdated").asString("")),
                version.matches("\\d{1,18}") ? Long.parseLong(version) : -1);
    }

    @Override
    public int compareTo(Age other) {
        return ORDER.compare(this, other);
    }
}

package org.spinecds.replay;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.spinecds.fhir.FhirJson;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The resources that an export says are deleted (Bulk Data Access, {@code deleted}: Bundles with requests to delete). */
final class Deletions {

    private static final JsonMapper JSON = FhirJson.mapper(StreamReadConstraints.defaults());
    private static final Pattern TARGET = Pattern.compile("(?:https?://[^?#]+/)?([A-Z][A-Za-z]+)/([A-Za-z0-9.-]+)");

    /** By source, type and id the last time that a deletion is of; {@link Instant#MAX} where it has none. */
    private final Map<String, Instant> deleted = new ConcurrentHashMap<>();

    /**
     * Takes a Bundle of deletions.
     *
     * @return whether it holds deletions alone; nothing is taken from another
     */
    boolean take(String site, String bundle) {
        JsonNode json;
        try {
            json = JSON.readTree(bundle);
        } catch (JacksonException e) {
            return false;
        }
        for (JsonNode entry : json.path("entry")) {
            boolean isDeletion =
                    entry.path("request").path("method").asString("").equals("DELETE")
                            && TARGET.matcher(entry.path("request").path("url").asString(""))
                                    .matches();
            if (!isDeletion) {
                return false;
            }
        }
        Instant time = instant(json.path("meta").path("lastUpdated").asString(""));
        for (JsonNode entry : json.path("entry")) {
            Matcher target = TARGET.matcher(entry.path("request").path("url").asString(""));
            if (target.matches()) {
                deleted.merge(
                        key(site, target.group(1), target.group(2)),
                        time == null ? Instant.MAX : time,
                        (one, other) -> one.isAfter(other) ? one : other);
            }
        }
        return true;
    }

    /** Whether a version of a resource is deleted: by a deletion that is not of before this version. */
    boolean isDeleted(String site, String type, String id, @Nullable Instant updated) {
        Instant time = deleted.get(key(site, type, id));
        return time != null && (updated == null || !updated.isAfter(time));
    }

    /** The number of resources. */
    int size() {
        return deleted.size();
    }

    /** The moment that a text of an instant names; null where it is none. */
    static @Nullable Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static String key(String site, String type, String id) {
        return site + "|" + type + "/" + id;
    }
}

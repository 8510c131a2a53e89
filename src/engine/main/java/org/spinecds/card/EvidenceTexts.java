package org.spinecds.card;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.spinecds.decision.Assessment;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The rows of evidence and the trials in words, from {@code cds-hooks/cards/evidence.json} and {@code trials.json}. */
final class EvidenceTexts {

    private final JsonNode rows;
    private final JsonNode trials;

    EvidenceTexts(String rows, String trials) {
        this.rows = read("evidence.json", rows);
        this.trials = read("trials.json", trials);
    }

    private static JsonNode read(String file, String json) {
        try {
            return JsonMapper.builder().build().readTree(json);
        } catch (JacksonException e) {
            throw new WordingBroken("The file " + file + " is not JSON.", e);
        }
    }

    List<Map<String, @Nullable Object>> of(List<Assessment.EvidenceRow> shown, Phrases phrases) {
        return shown.stream().map(row -> row(row, phrases)).toList();
    }

    private Map<String, @Nullable Object> row(Assessment.EvidenceRow row, Phrases phrases) {
        Map<String, @Nullable Object> words = new HashMap<>();
        words.put(
                "options",
                row.options().stream().map(key -> phrases.of("option", key)).collect(Collectors.joining(", ")));
        words.put("reference", text(row.id(), "reference"));
        words.put("design", text(row.id(), "design"));
        words.put("size", rows.path(row.id()).path("size").asString(""));
        words.put("finding", text(row.id(), "finding"));
        words.put("outside", rows.path(row.id()).path("outside").asBoolean(false));
        return words;
    }

    private String text(String id, String member) {
        JsonNode words = rows.path(id).path(member);
        if (!words.isString()) {
            throw new WordingBroken("The file evidence.json has no " + member + " for " + id + ".", null);
        }
        return words.asString();
    }

    /** A trial with its status and the day of that status; a trial without a day is never called recruiting. */
    String trial(String id, Phrases phrases) {
        JsonNode trial = trials.path(id);
        if (!trial.path("title").isString()) {
            throw new WordingBroken("The file trials.json has no title for " + id + ".", null);
        }
        String status = trial.path("status").asString("");
        String asOf = trial.path("asOf").asString("");
        String standing = status.isEmpty() || asOf.isEmpty()
                ? phrases.of("trialStatus", "unverified")
                : phrases.of("trialStatus", "verified")
                        .replace("{status}", status)
                        .replace("{asOf}", asOf);
        return id + ", " + trial.path("title").asString() + ", " + standing;
    }
}

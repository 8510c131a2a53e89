package org.spinecds.card;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.spinecds.decision.Assessment;
import org.spinecds.decision.Assessment.Option;

/** What the templates of options, surgery and referral are filled from: codes put into words, in the order given. */
final class OptionsModel {

    private static final int MOST_WEIGHED = 1;
    private static final int MOST_SURGICAL = 4;
    private static final List<String> SHOWN = List.of("offer", "consider", "not-supported", "insufficient-data");

    private final Assessment assessment;
    private final Phrases phrases;
    private final EvidenceTexts evidence;
    private final CaveatWords caveats;

    OptionsModel(Assessment assessment, Phrases phrases, EvidenceTexts evidence) {
        this.assessment = assessment;
        this.phrases = phrases;
        this.evidence = evidence;
        this.caveats = new CaveatWords(assessment, phrases);
    }

    Map<String, @Nullable Object> options() {
        Map<String, @Nullable Object> model = new HashMap<>();
        model.put("level", assessment.governingLevel());
        model.put("headline", headline());
        model.put("pattern", pattern());
        model.put(
                "groups",
                SHOWN.stream()
                        .filter(status -> !with(status).isEmpty())
                        .map(status -> Map.of("title", phrases.of("optionStatus", status), "text", alike(status)))
                        .toList());
        model.put("cautions", caveats.cautions());
        model.put("goals", String.join("; ", assessment.background().goalsOfCare()));
        Split<Map<String, String>> weighed = Split.of(caveats.of("OPTIONS"), MOST_WEIGHED);
        model.put("weigh", weighed.first());
        model.put("weighMore", weighed.rest());
        List<Map<String, @Nullable Object>> rows =
                evidence.of(assessment.background().evidence(), phrases);
        model.put("hasEvidence", !rows.isEmpty());
        model.put("evidence", rows);
        model.put("steroidPolicy", assessment.background().steroidPolicy());
        return model;
    }

    /** How the disease came back, and what NOMS makes of it. */
    String pattern() {
        List<String> said = new ArrayList<>();
        if (!assessment.scenarios().isEmpty()) {
            said.add(assessment.scenarios().stream()
                    .map(scenario -> phrases.of("scenario", scenario))
                    .collect(Collectors.joining("; ")));
        }
        String noms = noms();
        if (noms != null) {
            said.add("NOMS: " + noms);
        }
        return String.join(". ", said);
    }

    /** The options of a status in one line; those that stand so for the same reasons are named together. */
    private String alike(String status) {
        Map<String, List<String>> byReasons = new LinkedHashMap<>();
        for (Option option : with(status)) {
            byReasons
                    .computeIfAbsent(reasons(option), unused -> new ArrayList<>())
                    .add(phrases.of("option", option.key()));
        }
        return byReasons.entrySet().stream()
                .map(same -> String.join(", ", same.getValue())
                        + (same.getKey().isEmpty() ? "" : " (" + same.getKey() + ")"))
                .collect(Collectors.joining("; "));
    }

    private @Nullable String noms() {
        Assessment.Noms noms = assessment.background().noms();
        if (noms == null || noms.path() == null) {
            return null;
        }
        return String.join(
                ", ",
                phrases.of("noms.neurologic", noms.neurologic()),
                phrases.of("noms.oncologic", noms.oncologic()) + ": " + phrases.of("noms.path", noms.path()),
                phrases.of("noms.mechanical", noms.mechanical()),
                phrases.of("noms.systemic", noms.systemic()));
    }

    private @Nullable String headline() {
        for (String status : List.of("offer", "consider")) {
            List<Option> options = with(status);
            if (!options.isEmpty()) {
                return phrases.of("optionStatus", status).toLowerCase(java.util.Locale.ROOT) + " "
                        + options.stream()
                                .map(option -> phrases.of("option", option.key()))
                                .collect(Collectors.joining(", "));
            }
        }
        return null;
    }

    private List<Option> with(String status) {
        return assessment.options().stream()
                .filter(option -> option.status().equals(status))
                .toList();
    }

    String reasons(Option option) {
        List<String> reasons =
                new ArrayList<>(option.reasons().stream().map(this::reason).toList());
        if (option.status().equals("offer")) {
            phrases.find("offerNote", option.key()).ifPresent(reasons::add);
        }
        return String.join("; ", reasons);
    }

    private String reason(String code) {
        if (code.startsWith("NCT")) {
            return evidence.trial(code, phrases);
        }
        int colon = code.indexOf(':');
        return colon < 0
                ? phrases.of("optionReason", code)
                : phrases.of("optionReason", code.substring(0, colon)) + " "
                        + code.substring(colon + 1)
                                .replace("|", ", ")
                                .replace(",", ", ")
                                .replace(",  ", ", ");
    }

    Map<String, @Nullable Object> surgical() {
        Map<String, @Nullable Object> model = new HashMap<>();
        model.put("level", assessment.governingLevel());
        model.put("findings", findings());
        model.put("decompression", standing("SURG_DECOMPRESSION"));
        model.put("stabilisation", standing("SURG_STABILISATION"));
        Split<Map<String, String>> said = Split.of(caveats.of("SURGICAL"), MOST_SURGICAL);
        model.put("caveats", said.first());
        model.put("caveatsMore", said.rest());
        return model;
    }

    private String findings() {
        Assessment.Derived derived = assessment.derived();
        List<String> findings = new ArrayList<>();
        if (derived != null && derived.escc().equals("high")) {
            findings.add(phrases.of("optionReason", "HIGH_GRADE_ESCC"));
        }
        if (derived != null && derived.sins() != null && !"stable".equals(derived.sinsClass())) {
            findings.add("SINS " + derived.sins());
        }
        return findings.isEmpty() ? phrases.of("surgical", "HARDWARE_FAILURE") : String.join(", ", findings);
    }

    private String standing(String key) {
        return assessment.options().stream()
                .filter(option -> option.key().equals(key))
                .findFirst()
                .map(option -> {
                    String reasons = reasons(option);
                    String status = phrases.of("optionStatus", option.status()).toLowerCase(java.util.Locale.ROOT);
                    return reasons.isEmpty() ? status : status + " (" + reasons + ")";
                })
                .orElse("-");
    }

    Map<String, @Nullable Object> referral() {
        Assessment.Referral referral = assessment.referral();
        List<String> recommended = referral == null ? List.of() : referral.recommended();
        List<String> conditional = referral == null ? List.of() : referral.conditional();
        Map<String, @Nullable Object> model = new HashMap<>();
        model.put(
                "short",
                (recommended.isEmpty() ? conditional : recommended)
                        .stream().map(code -> phrases.of("referral", code)).collect(Collectors.joining(", ")));
        model.put("recommended", texts(recommended));
        model.put("conditional", texts(conditional));
        Assessment.Team team = assessment.background().team();
        model.put(
                "rolesMissing",
                team == null || team.documented().isEmpty()
                        ? null
                        : team.missing().stream()
                                .map(role -> phrases.of("role", role))
                                .collect(Collectors.joining(", ")));
        return model;
    }

    private List<Map<String, String>> texts(List<String> codes) {
        return codes.stream()
                .map(code -> Map.of("text", phrases.of("referral", code)))
                .toList();
    }
}

package org.spinecds.card;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.spinecds.decision.Assessment;
import org.spinecds.decision.Assessment.Option;
import org.spinecds.decision.Assessment.ReasonAt;

/** What the templates of options, surgery and referral are filled from: codes put into words, in the order given. */
final class OptionsModel {

    private static final String PLAN_EXCEEDS = "PLAN_EXCEEDS:";
    private static final int MOST_WEIGHED = 2;
    private static final int MOST_SURGICAL = 3;
    private static final int FEW_REASONS = 2;
    private static final String ANALGESIA = "ANALGESIA";
    private static final String TOLERANCE_UNKNOWN = "TOLERANCE_UNKNOWN";
    private static final int MOST_LEADING = 2;
    private static final List<String> OPEN = List.of("offer", "consider");
    private static final List<String> SHOWN = List.of("offer", "consider", "not-supported", "insufficient-data");

    private final Assessment assessment;
    private final Phrases phrases;
    private final CaveatWords caveats;

    OptionsModel(Assessment assessment, Phrases phrases) {
        this.assessment = assessment;
        this.phrases = phrases;
        this.caveats = new CaveatWords(assessment, phrases);
    }

    Map<String, @Nullable Object> options() {
        Map<String, @Nullable Object> model = new HashMap<>();
        model.put("lead", lead(MOST_LEADING));
        model.put("leadBrief", lead(1));
        model.put(
                "groups",
                SHOWN.stream()
                        .filter(status -> !alike(status).isEmpty())
                        .map(status -> Map.of("title", phrases.of("optionStatus", status), "text", alike(status)))
                        .toList());
        model.put(
                "sbrtIsOpen",
                assessment.options().stream()
                        .anyMatch(option -> option.key().equals("SBRT") && OPEN.contains(option.status())));
        List<Map<String, String>> weighed = caveats.of("OPTIONS");
        model.put("weigh", Split.of(weighed, MOST_WEIGHED).first());
        model.put("analgesia", with("offer").stream().anyMatch(option -> option.key()
                .equals(ANALGESIA)));
        List<String> conditional = assessment.referral() == null || showsReferral()
                ? List.of()
                : assessment.referral().conditional();
        model.put("recover", recover(conditional));
        model.put(
                "ifPursued",
                conditional.stream()
                        .filter(code -> !code.equals(TOLERANCE_UNKNOWN))
                        .map(code -> phrases.of("referral", code))
                        .collect(Collectors.joining("; ")));
        return model;
    }

    /** A card of its own names every reason to refer. */
    private boolean showsReferral() {
        return assessment.cards().stream().anyMatch(card -> card.kind().equals("REFERRAL"));
    }

    /** What leads; before it the levels at which the plan fails. */
    private String lead(int most) {
        Assessment.Lead lead = assessment.lead();
        if (lead == null) {
            return "";
        }
        String names = lead.options().stream()
                .limit(most)
                .map(option -> phrases.of("option", option))
                .collect(Collectors.joining(", "));
        String leading = phrases.of("lead", lead.code()).replace("{options}", names)
                + (OPEN.contains(lead.code()) && lead.options().size() > most
                        ? " and " + (lead.options().size() - most) + " more"
                        : "");
        return lead.failing().isEmpty()
                ? leading
                : phrases.of("lead", "PLAN_FAILS").replace("{levels}", String.join(", ", lead.failing())) + "; "
                        + leading;
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
            if (option.key().equals("TRIALS") || (option.key().equals(ANALGESIA) && status.equals("offer"))) {
                continue;
            }
            byReasons
                    .computeIfAbsent(reasons(option), unused -> new ArrayList<>())
                    .add(phrases.of("option", isOfPlan(option) ? "THIS_PLAN" : option.key()));
        }
        return byReasons.entrySet().stream()
                .map(same -> same.getValue().stream().distinct().collect(Collectors.joining(", "))
                        + (same.getKey().isEmpty() ? "" : " (" + same.getKey() + ")"))
                .collect(Collectors.joining("; "));
    }

    /** The plan breaks a limit: it, and not its technique, is what is not supported. */
    private static boolean isOfPlan(Option option) {
        return option.reasons().stream().anyMatch(reason -> reason.startsWith(PLAN_EXCEEDS));
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
            return code;
        }
        if (code.startsWith(PLAN_EXCEEDS)) {
            return phrases.of("optionReason", "PLAN_EXCEEDS") + " "
                    + Arrays.stream(code.substring(PLAN_EXCEEDS.length()).split(","))
                            .map(check -> phrases.of("checkShort", check))
                            .collect(Collectors.joining(", "));
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
        Assessment.SurgicalFindings findings = assessment.surgicalFindings();
        List<ReasonAt> reasons = findings == null ? List.of() : findings.reasons();
        model.put("findings", atTheirLevels(reasons, "surgical"));
        model.put("findingsBrief", inFewWords(reasons));
        Set<String> levels = reasons.stream()
                .flatMap(reason -> reason.levels().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        model.put(
                "elsewhere",
                levels.isEmpty() || levels.contains(assessment.governingLevel()) ? "" : String.join(", ", levels));
        model.put("contradicts", findings != null && findings.contradictsGrade());
        model.put("decompression", standing("SURG_DECOMPRESSION"));
        model.put("stabilisation", standing("SURG_STABILISATION"));
        model.put("governing", assessment.governingLevel());
        model.put("infected", reasons.stream().anyMatch(reason -> reason.code().equals("ACTIVE_INFECTION")));
        model.put("caveats", Split.of(caveats.of("SURGICAL"), MOST_SURGICAL).first());
        return model;
    }

    /** Reasons in words, those of the same levels together and those levels behind them. */
    private String atTheirLevels(List<ReasonAt> reasons, String group) {
        Map<List<String>, List<String>> byLevels = new LinkedHashMap<>();
        reasons.forEach(reason -> byLevels.computeIfAbsent(reason.levels(), unused -> new ArrayList<>())
                .add(phrases.of(group, reason.code())));
        return byLevels.entrySet().stream()
                .map(same -> String.join(", ", same.getValue())
                        + (same.getKey().isEmpty() ? "" : " (" + String.join(", ", same.getKey()) + ")"))
                .collect(Collectors.joining("; "));
    }

    private String inFewWords(List<ReasonAt> reasons) {
        return reasons.stream()
                        .limit(FEW_REASONS)
                        .map(reason -> phrases.of("surgical", reason.code()))
                        .collect(Collectors.joining(", "))
                + (reasons.size() > FEW_REASONS ? " and " + (reasons.size() - FEW_REASONS) + " more" : "");
    }

    /** How an operation stands; null where it does not apply. */
    private @Nullable String standing(String key) {
        return assessment.options().stream()
                .filter(option -> option.key().equals(key) && !option.status().equals("not-applicable"))
                .findFirst()
                .map(option -> {
                    String reasons = reasons(option);
                    String status = phrases.of("optionStatus", option.status()).toLowerCase(java.util.Locale.ROOT);
                    return reasons.isEmpty() ? status : status + " (" + reasons + ")";
                })
                .orElse(null);
    }

    Map<String, @Nullable Object> referral() {
        Assessment.Referral referral = assessment.referral();
        List<String> recommended = referral == null ? List.of() : referral.recommended();
        List<String> conditional = referral == null ? List.of() : referral.conditional();
        Map<String, @Nullable Object> model = new HashMap<>();
        List<String> said = recommended.isEmpty() ? conditional : recommended;
        model.put("short", atTheirLevels(said.stream().map(this::withLevels).toList(), "referral"));
        model.put(
                "shortBrief",
                said.stream().map(code -> phrases.of("referral", code)).collect(Collectors.joining(", ")));
        model.put("recommended", texts(recommended));
        model.put("recover", recover(conditional));
        model.put(
                "conditional",
                texts(conditional.stream()
                        .filter(code -> !code.equals(TOLERANCE_UNKNOWN))
                        .toList()));
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

    /** That a plan is recovered first is no choice of the clinician: it is said apart from what hangs on one. */
    private String recover(List<String> conditional) {
        return conditional.contains(TOLERANCE_UNKNOWN) ? phrases.of("referralText", TOLERANCE_UNKNOWN) : "";
    }

    private ReasonAt withLevels(String code) {
        return assessment.referral() == null
                ? new ReasonAt(code, List.of())
                : assessment.referral().levels().stream()
                        .filter(reason -> reason.code().equals(code))
                        .findFirst()
                        .orElse(new ReasonAt(code, List.of()));
    }

    private List<Map<String, String>> texts(List<String> codes) {
        return codes.stream()
                .map(code -> Map.of("text", phrases.of("referralText", code)))
                .toList();
    }
}

package org.spinecds.decision;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The assessment as the JSON document of the explain extension: absent means unknown, nothing is null, and empty sets
 * and objects are left out.
 */
public final class AssessmentDocument {

    private AssessmentDocument() {}

    /** The document of an assessment, ready to be written as JSON. */
    public static Map<String, Object> of(Assessment assessment) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put(
                "trigger",
                members(
                        "cards",
                        assessment.trigger().cards(),
                        "reason",
                        assessment.trigger().reason()));
        put(document, "governingLevel", assessment.governingLevel());
        Map<String, Object> levels = new LinkedHashMap<>();
        assessment
                .levels()
                .forEach(level -> levels.put(level.level(), level(level, factOf(assessment, level.level()))));
        put(document, "levels", levels);
        put(document, "scenarios", assessment.scenarios());
        put(document, "derived", derived(assessment.derived()));
        put(document, "missing", assessment.missing());
        put(document, "problems", assessment.problems());
        Map<String, Object> findings = new LinkedHashMap<>();
        assessment.findings().forEach(finding -> findings.put(finding.level(), finding.finding()));
        put(document, "findings", findings);
        Map<String, Object> allSbrtRatios = new LinkedHashMap<>();
        assessment.findings().forEach(finding -> put(allSbrtRatios, finding.level(), finding.allSbrtRatio()));
        put(document, "allSbrtRatio", allSbrtRatios);
        Map<String, Object> complying = new LinkedHashMap<>();
        assessment.findings().forEach(finding -> put(complying, finding.level(), finding.complyingGy()));
        put(document, "complyingGy", complying);
        put(document, "emergency", emergency(assessment.emergency()));
        put(document, "doseReasons", codes(assessment.doseReasons()));
        put(document, "surgical", surgical(assessment.surgicalFindings()));
        put(
                document,
                "formerFacts",
                assessment.formerFacts().stream()
                        .map(fact -> fact.fact() + ":" + fact.standing())
                        .toList());
        put(
                document,
                "notRead",
                assessment.notRead().stream()
                        .map(unread -> members(
                                "fact", unread.fact(),
                                "fault", unread.fault(),
                                "resource", unread.resource(),
                                "element", unread.element(),
                                "found", unread.found()))
                        .toList());
        put(document, "scheduleNotInTable3", levelsWhere(assessment, Assessment.LevelFinding::scheduleNotInTable3));
        put(document, "surrogate", levelsWhere(assessment, Assessment.LevelFinding::usesSurrogate));
        put(document, "ratioExtrapolated", levelsWhere(assessment, Assessment.LevelFinding::ratioIsExtrapolated));
        put(document, "headlineLevel", assessment.headlineLevel());
        put(document, "cautions", assessment.cautions());
        put(
                document,
                "caveats",
                assessment.caveats().stream()
                        .map(Assessment.Caveat::code)
                        .distinct()
                        .toList());
        Map<String, List<String>> subjects = new LinkedHashMap<>();
        assessment.caveats().stream()
                .filter(caveat -> caveat.subject() != null)
                .forEach(caveat -> subjects.computeIfAbsent(caveat.code(), unused -> new ArrayList<>())
                        .add(caveat.subject()));
        put(document, "caveatSubjects", subjects);
        background(document, assessment.background());
        put(document, "proposedConventionalCumulativeEqd2Gy", assessment.proposedConventionalCumulativeEqd2Gy());
        Map<String, Object> options = new LinkedHashMap<>();
        assessment
                .options()
                .forEach(option ->
                        options.put(option.key(), members("status", option.status(), "reasons", option.reasons())));
        put(document, "options", options);
        put(document, "referral", referral(assessment.referral()));
        put(document, "suggestions", suggestions(assessment.advice()));
        put(
                document,
                "maxIndicator",
                Indicators.loudest(assessment.cards().stream()
                        .map(Assessment.CardNeed::indicator)
                        .toList()));
        return document;
    }

    private static @Nullable Map<String, Object> derived(Assessment.@Nullable Derived derived) {
        return derived == null
                ? null
                : members(
                        "survivalClass", derived.survivalClass(),
                        "escc", derived.escc(),
                        "sins", derived.sins(),
                        "sinsClass", derived.sinsClass(),
                        "ecog", derived.ecog(),
                        "infection", derived.infection(),
                        "recurrence", derived.recurrence());
    }

    private static Map<String, Object> suggestions(Assessment.Advice advice) {
        Map<String, Object> suggestions = new LinkedHashMap<>();
        advice.suggestions()
                .forEach(suggestion -> suggestions.put(
                        suggestion.name(),
                        members(
                                "card", suggestion.card(),
                                "urgency", suggestion.urgency(),
                                "recommended", suggestion.recommended(),
                                "reasons",
                                        suggestion.reasons().stream()
                                                .map(Assessment.Reason::code)
                                                .toList(),
                                "references", suggestion.references(),
                                "bodySite", advice.levelCode())));
        return suggestions;
    }

    private static @Nullable Map<String, Object> referral(Assessment.@Nullable Referral referral) {
        return referral == null
                ? null
                : members(
                        "status", referral.status(),
                        "recommended", referral.recommended(),
                        "conditional", referral.conditional());
    }

    private static Assessment.@Nullable LevelFact factOf(Assessment assessment, String level) {
        return assessment.levelFacts().stream()
                .filter(fact -> fact.level().equals(level))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable Map<String, Object> emergency(Assessment.@Nullable Emergency emergency) {
        return emergency == null
                ? null
                : members(
                        "reasons",
                        emergency.reasons(),
                        "levels",
                        emergency.levels().isEmpty() ? null : emergency.levels(),
                        "indicator",
                        emergency.indicator());
    }

    private static @Nullable Map<String, Object> surgical(Assessment.@Nullable SurgicalFindings findings) {
        return findings == null || findings.reasons().isEmpty()
                ? null
                : members("reasons", codes(findings.reasons()), "levels", levels(findings.reasons()));
    }

    private static List<String> codes(List<Assessment.ReasonAt> reasons) {
        return reasons.stream().map(Assessment.ReasonAt::code).distinct().toList();
    }

    private static List<String> levels(List<Assessment.ReasonAt> reasons) {
        return reasons.stream()
                .flatMap(reason -> reason.levels().stream())
                .distinct()
                .toList();
    }

    private static Map<String, Object> level(LevelAssessment level, Assessment.@Nullable LevelFact fact) {
        Map<String, Object> document = members(
                "fieldRelation", level.fieldRelation(),
                "region", level.region(),
                "applicability", level.applicability(),
                "overlappingCourses", level.overlappingCourses(),
                "priorEqd2Gy",
                        members(
                                "lo",
                                level.priorEqd2Gy().lo(),
                                "hi",
                                level.priorEqd2Gy().hi()));
        Map<String, Object> basis = new LinkedHashMap<>();
        level.contributions().forEach(contribution -> basis.put(contribution.course(), contribution.basis()));
        put(document, "basis", basis);
        if (level.intervalMonths() != null) {
            put(
                    document,
                    "intervalMonths",
                    members(
                            "lo",
                            level.intervalMonths().lo(),
                            "hi",
                            level.intervalMonths().hi()));
        }
        put(document, "budgetEqd2Gy", level.budgetEqd2Gy());
        put(document, "binding", level.binding());
        put(document, "table3Row", level.table3Row());
        if (level.maxThecalSac() != null) {
            Map<String, Object> maxima = new LinkedHashMap<>();
            level.maxThecalSac()
                    .forEach(maximum -> maxima.put(Integer.toString(maximum.fractions()), maximum(maximum)));
            put(document, "maxThecalSac", maxima);
        }
        document.put("constraints", constraints(level.constraints()));
        put(document, "flags", level.flags());
        if (fact != null) {
            put(document, "bilsky", fact.bilsky());
            put(document, "sins", fact.sins());
        }
        document.put("tableRounding", level.tableRounding());
        return document;
    }

    private static List<String> levelsWhere(Assessment assessment, Predicate<Assessment.LevelFinding> holds) {
        return assessment.findings().stream()
                .filter(holds)
                .map(Assessment.LevelFinding::level)
                .toList();
    }

    private static void background(Map<String, Object> document, Assessment.Background background) {
        Map<String, Object> criteria = new LinkedHashMap<>();
        background
                .criteria()
                .forEach(criterion -> criteria.put(
                        criterion.id(),
                        members("value", criterion.value(), "known", criterion.known(), "who", criterion.who())));
        put(document, "table1", criteria);
        Map<String, Object> evidence = new LinkedHashMap<>();
        background.evidence().forEach(row -> evidence.put(row.id(), row.options()));
        put(document, "evidence", evidence);
        Assessment.Noms noms = background.noms();
        if (noms != null) {
            document.put(
                    "noms",
                    members(
                            "neurologic", noms.neurologic(),
                            "oncologic", noms.oncologic(),
                            "mechanical", noms.mechanical(),
                            "systemic", noms.systemic(),
                            "path", noms.path()));
        }
        Assessment.FractureRisk risk = background.fractureRisk();
        if (risk != null) {
            document.put(
                    "fractureRisk",
                    members("class", risk.risk(), "factors", risk.factors(), "perFractionGy", risk.perFractionGy()));
        }
        Assessment.LocalProgression progression = background.localProgression();
        if (progression != null) {
            document.put("localProgression", members("answer", progression.answer(), "signs", progression.signs()));
        }
        Assessment.Team team = background.team();
        if (team != null) {
            document.put("team", members("documented", team.documented(), "notDocumented", team.missing()));
        }
    }

    private static Map<String, Object> maximum(LevelAssessment.Maximum maximum) {
        return members(
                "formulaGy",
                maximum.formulaGy(),
                "floorGy",
                maximum.floorGy(),
                "table3Gy",
                maximum.table3NotAvailable() ? "NA" : maximum.table3Gy(),
                "effectiveGy",
                maximum.effectiveNotAvailable() ? "NA" : maximum.effectiveGy());
    }

    private static Map<String, Object> constraints(LevelAssessment.Constraints constraints) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("C1", check(constraints.C1(), "valueGy", "limitGy"));
        document.put("C2", check(constraints.C2(), "valueGy", "limitGy"));
        document.put("C3", check(constraints.C3(), "value", "limit"));
        document.put(
                "C4",
                members(
                        "status",
                        constraints.C4().status(),
                        "months",
                        constraints.C4().wholeMonths(),
                        "limitMonths",
                        constraints.C4().limitMonths()));
        if (constraints.T3() != null) {
            document.put("T3", members("status", constraints.T3().status()));
        }
        LevelAssessment.DeNovoCheck deNovo = constraints.DE_NOVO();
        if (deNovo != null) {
            document.put(
                    "DE_NOVO",
                    members(
                            "status", deNovo.status(),
                            "valueGy", deNovo.value(),
                            "limitGy", deNovo.limit(),
                            "cautionUpToGy", deNovo.cautionUpTo()));
        }
        return document;
    }

    private static Map<String, Object> check(LevelAssessment.Check check, String valueName, String limitName) {
        return members("status", check.status(), valueName, check.value(), limitName, check.limit());
    }

    private static Map<String, Object> members(@Nullable Object... namesAndValues) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            put(members, String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return members;
    }

    private static void put(Map<String, Object> document, String name, @Nullable Object value) {
        if (value == null
                || (value instanceof List<?> list && list.isEmpty())
                || (value instanceof Map<?, ?> map && map.isEmpty())) {
            return;
        }
        document.put(name, value);
    }
}

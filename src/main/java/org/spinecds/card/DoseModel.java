package org.spinecds.card;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spinecds.decision.Assessment;
import org.spinecds.decision.LevelAssessment;
import org.spinecds.decision.LevelAssessment.Check;
import org.spinecds.decision.LevelAssessment.Maximum;

/** What the dose card's template is filled from: numbers written out and codes put into words, level by level. */
final class DoseModel {

    private static final Set<String> SAID_ELSEWHERE = Set.of("not-evaluated", "no-row");
    private static final int MOST_COURSES = 3;
    private static final int MOST_OTHER_LEVELS = 2;
    private static final String OTHER_PLAN = "OTHER_PLAN";

    private final Assessment assessment;
    private final Phrases phrases;
    private final CardKinds kinds;
    private final Function<Map<String, ? extends @Nullable Object>, String> findings;
    private final CourseNames names;

    /** Findings are worded from what is said of a level. */
    DoseModel(
            Assessment assessment,
            Phrases phrases,
            CardKinds kinds,
            Function<Map<String, ? extends @Nullable Object>, String> findings) {
        this.assessment = assessment;
        this.phrases = phrases;
        this.kinds = kinds;
        this.findings = findings;
        this.names = new CourseNames(assessment, phrases);
    }

    Map<String, @Nullable Object> of() {
        Map<String, @Nullable Object> model = new HashMap<>();
        List<LevelAssessment> others = new ArrayList<>();
        for (LevelAssessment level : assessment.levels()) {
            if (level.level().equals(assessment.headlineLevel())) {
                model.put("headline", level(level, findingOf(level)));
            } else {
                others.add(level);
            }
        }
        List<OtherLevels> shown = shown(gravestFirst(others));
        model.put("others", shown.stream().map(OtherLevels::said).toList());
        model.put("othersMore", names(others.stream().filter(level -> shown.stream()
                .noneMatch(other -> other.has(level)))));
        model.put("hasCourses", assessment.levels().stream().anyMatch(level -> level.overlappingCourses() > 0));
        CaveatWords words = new CaveatWords(assessment, phrases, kinds);
        model.put("cautions", words.cautions());
        model.put("cautionLead", words.cautions().isEmpty() ? "" : capitalised(words.cautions()));
        model.put("doseLead", lead(words));
        model.put("because", because());
        return model;
    }

    /** Levels of which the same is said, in one line. */
    private record OtherLevels(List<LevelAssessment> levels, String text) {

        boolean has(LevelAssessment level) {
            return levels.contains(level);
        }

        Map<String, String> said() {
            return Map.of("level", names(levels.stream()), "text", text);
        }
    }

    private static String names(Stream<LevelAssessment> levels) {
        return levels.map(LevelAssessment::level).collect(Collectors.joining(", "));
    }

    /** As many lines as a card has room for; the highest prior dose is among them or in the headline. */
    private List<OtherLevels> shown(List<LevelAssessment> others) {
        Map<String, List<LevelAssessment>> byText = new LinkedHashMap<>();
        others.forEach(level ->
                byText.computeIfAbsent(text(level), unused -> new ArrayList<>()).add(level));
        List<OtherLevels> all = byText.entrySet().stream()
                .map(same -> new OtherLevels(same.getValue(), same.getKey()))
                .toList();
        List<OtherLevels> shown = new ArrayList<>(all.subList(0, Math.min(MOST_OTHER_LEVELS, all.size())));
        Optional<LevelAssessment> highest = assessment.levels().stream()
                .max(Comparator.comparing(
                        (LevelAssessment level) -> level.priorEqd2Gy().lo()));
        all.stream()
                .filter(other -> highest.isPresent() && other.has(highest.get()) && !shown.contains(other))
                .forEach(other -> shown.set(shown.size() - 1, other));
        return shown;
    }

    private String text(LevelAssessment level) {
        Assessment.LevelFinding finding = findingOf(level);
        boolean isSurrogate = finding.usesSurrogate() && !finding.finding().equals("NO_THECAL_SAC");
        return findings.apply(level(level, finding)) + (isSurrogate ? " " + phrases.of("line", "SURROGATE") : "");
    }

    /** The levels at which the plan fails first, then those that cannot be judged, then by their prior dose. */
    private List<LevelAssessment> gravestFirst(List<LevelAssessment> levels) {
        return levels.stream()
                .sorted(Comparator.comparing(
                                (LevelAssessment level) -> !findingOf(level).fails())
                        .thenComparing(level -> !findingOf(level).uncertain())
                        .thenComparing(level -> level.priorEqd2Gy().lo(), Comparator.reverseOrder()))
                .toList();
    }

    /** What stands before every number: a caution, an infection, a finding that is too old. */
    private String lead(CaveatWords words) {
        List<String> said = new ArrayList<>();
        if (!words.cautions().isEmpty()) {
            said.add(capitalised(words.cautions()));
        }
        if (hasReason("INFECTION")) {
            said.add(phrases.of("doseLead", "INFECTION"));
        }
        if (hasReason("TOO_OLD")) {
            said.add(words.tooOldInShort());
        }
        return String.join(". ", said);
    }

    private boolean hasReason(String code) {
        return assessment.doseReasons().stream()
                .anyMatch(reason -> reason.code().equals(code));
    }

    private static String capitalised(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    /** Reasons of the indicator at the headline's level that its finding does not say. */
    private String because() {
        boolean isOfAnotherPlan = assessment.findings().stream()
                .anyMatch(finding -> finding.level().equals(assessment.headlineLevel())
                        && finding.finding().equals(OTHER_PLAN));
        return isOfAnotherPlan ? "" : reasonsOfTheHeadline();
    }

    private String reasonsOfTheHeadline() {
        return assessment.doseReasons().stream()
                .filter(reason -> reason.levels().contains(assessment.headlineLevel()))
                .flatMap(reason -> phrases.find("doseReason", reason.code()).stream())
                .distinct()
                .limit(2)
                .collect(Collectors.joining(", "));
    }

    /** What is said of one level. */
    Map<String, @Nullable Object> level(String name) {
        LevelAssessment level = named(name);
        return level(level, findingOf(level));
    }

    /** What qualifies the numbers of one level. */
    List<Map<String, String>> notes(String name) {
        LevelAssessment level = named(name);
        return notes(level, findingOf(level));
    }

    private LevelAssessment named(String name) {
        return assessment.levels().stream()
                .filter(level -> level.level().equals(name))
                .findFirst()
                .orElseThrow(() -> new WordingBroken("A level is not assessed.", null));
    }

    private Assessment.LevelFinding findingOf(LevelAssessment level) {
        return assessment.findings().stream()
                .filter(finding -> finding.level().equals(level.level()))
                .findFirst()
                .orElseThrow(() -> new WordingBroken("A level has no finding.", null));
    }

    private Map<String, @Nullable Object> level(LevelAssessment level, Assessment.LevelFinding finding) {
        LevelAssessment.Constraints constraints = level.constraints();
        Map<String, @Nullable Object> said = new HashMap<>();
        said.put("level", level.level());
        said.put("relation", phrases.of("relation", level.fieldRelation()));
        said.put("finding", Map.of(finding.finding(), true));
        said.put("hasCourses", level.overlappingCourses() > 0);
        said.put("surrogate", finding.usesSurrogate());
        said.put("prior", prior(level.priorEqd2Gy()));
        said.put(
                "priorAtLeast",
                (level.exact() ? "" : "at least ")
                        + Numbers.dose(level.priorEqd2Gy().lo()));
        List<Map<String, String>> courses = contributions(level);
        said.put("courses", courses);
        String named = courses.stream()
                .limit(MOST_COURSES)
                .map(course -> course.get("text"))
                .collect(Collectors.joining("; "));
        int beyond = courses.size() - MOST_COURSES;
        said.put("coursesShort", beyond > 0 ? named + "; " + beyond + " more: worksheet" : named);
        checks(level, finding, said);
        said.put("budget", Numbers.dose(level.budgetEqd2Gy()));
        said.put("leaves", level.budgetEqd2Gy() != null && level.budgetEqd2Gy().signum() > 0);
        said.put(
                "binding",
                level.binding().stream()
                        .map(rule -> phrases.of("binding", rule))
                        .collect(Collectors.joining(" and ")));
        said.put("maxima", join(level, maximum -> or("NA", maximum.effectiveNotAvailable(), maximum.effectiveGy())));
        said.put("formula", join(level, maximum -> Numbers.dose(maximum.floorGy())));
        said.put("table3", join(level, maximum -> or("NA", maximum.table3NotAvailable(), maximum.table3Gy())));
        Assessment.Plan proposed = assessment.proposedPlan();
        boolean mayBeSbrt = proposed == null || proposed.kind().equals("SBRT");
        said.put(
                "deNovoRow",
                mayBeSbrt && "de-novo".equals(level.applicability())
                        ? join(level, maximum -> Numbers.dose(maximum.table3Gy()))
                        : null);
        said.put("notes", notes(level, finding));
        said.put("planned", planned(level));
        said.put("plannedEqd2", plannedEqd2(level));
        LevelAssessment.DeNovoCheck deNovo = constraints.DE_NOVO();
        said.put("deNovoLimit", deNovo == null ? null : Numbers.dose(deNovo.limit()));
        said.put("deNovoCaution", deNovo == null ? null : Numbers.dose(deNovo.cautionUpTo()));
        said.put("withPlan", level.exact() ? lower(finding.withPlanEqd2Gy(), finding.ceilingEqd2()) : null);
        said.put("ceiling", Numbers.plain(finding.ceilingEqd2()));
        said.put("complies", complies(finding));
        said.put("c1", cumulative(level, finding));
        said.put("c1Limit", Numbers.plain(constraints.C1().limit()));
        said.put("c2", beside(constraints.C2()));
        said.put("c2Limit", Numbers.plain(constraints.C2().limit()));
        said.put(
                "c3",
                Numbers.ratioBeside(constraints.C3().value(), constraints.C3().limit()));
        said.put("c3Limit", Numbers.plain(constraints.C3().limit()));
        said.put("months", months(level));
        said.put("minMonths", constraints.C4().limitMonths());
        said.put("intervalMetOn", finding.intervalMetOn());
        said.put("intervalFails", constraints.C4().status().equals("not-met"));
        said.put("intervalOpen", constraints.C4().status().equals("indeterminate"));
        Assessment.Plan plan = assessment.proposedPlan();
        boolean isConventional = level.conventional() != null && level.overlappingCourses() > 0;
        said.put("conventionalInterval", isConventional ? months(level) : null);
        said.put("withPlanRange", isConventional ? range(finding) : null);
        said.put("specialSum", Numbers.dose(finding.specialWithPlanEqd2()));
        said.put("technique", plan == null ? null : phrases.of("technique", plan.technique()));
        said.put("hasSbrtPlan", plan != null && plan.kind().equals("SBRT") && level.planReaches());
        said.put("planLine", level.planReaches() && !finding.finding().equals(OTHER_PLAN) ? planLine(level) : null);
        return said;
    }

    /** What would fit; null where nothing would. */
    private static @Nullable String complies(Assessment.LevelFinding finding) {
        BigDecimal fits = finding.complyingGy();
        return fits == null || fits.signum() == 0 ? null : Numbers.dose(fits);
    }

    /** The cumulative dose, or both its ends where the prior dose is not exact. */
    private @Nullable String cumulative(LevelAssessment level, Assessment.LevelFinding finding) {
        Check check = level.constraints().C1();
        Assessment.Range sum = finding.withPlanEqd2Gy();
        if (check.value() != null || sum == null || level.planned() == null) {
            return beside(check);
        }
        String most = Numbers.doseBeside(sum.hi(), check.limit());
        if (check.status().equals("met") && most != null) {
            return "at most " + most;
        }
        String least = Numbers.doseBeside(sum.lo(), check.limit());
        return most == null
                ? phrases.of("line", "AT_LEAST").replace("{least}", String.valueOf(least))
                : least + " to " + most;
    }

    /** The share of the planned SBRT, or the end of its range that decides. */
    private static @Nullable String share(Check check, Assessment.LevelFinding finding) {
        Assessment.Range share = finding.shareOfPlan();
        if (check.value() != null || share == null) {
            return Numbers.ratioBeside(check.value(), check.limit());
        }
        String most = Numbers.ratioBeside(share.hi(), check.limit());
        String least = Numbers.ratioBeside(share.lo(), check.limit());
        if (check.status().equals("met") && most != null) {
            return "at most " + most;
        }
        return least == null || most == null ? null : least + " to " + most;
    }

    private static @Nullable String lower(Assessment.@Nullable Range range, @Nullable BigDecimal limit) {
        return range == null ? null : Numbers.doseBeside(range.lo(), limit);
    }

    private static @Nullable String beside(Check check) {
        return Numbers.doseBeside(check.value(), check.limit());
    }

    private static @Nullable String or(String words, boolean notAvailable, @Nullable BigDecimal value) {
        return notAvailable ? words : Numbers.dose(value);
    }

    private static @Nullable String join(LevelAssessment level, Function<Maximum, @Nullable String> part) {
        List<Maximum> maxima = level.maxThecalSac();
        if (maxima == null) {
            return null;
        }
        return maxima.stream().map(part).map(text -> text == null ? "-" : text).collect(Collectors.joining("/"));
    }

    static String prior(LevelAssessment.Bounds bounds) {
        if (bounds.hi() == null) {
            return bounds.lo().signum() == 0
                    ? "not known"
                    : "at least " + Numbers.dose(bounds.lo()) + " Gy EQD2, upper end not known";
        }
        return bounds.hi().compareTo(bounds.lo()) == 0
                ? Numbers.dose(bounds.lo()) + " Gy EQD2"
                : Numbers.dose(bounds.lo()) + " to " + Numbers.dose(bounds.hi()) + " Gy EQD2";
    }

    private List<Map<String, String>> contributions(LevelAssessment level) {
        return level.contributions().stream()
                .filter(contribution -> !contribution.basis().equals("no-overlap"))
                .map(contribution -> Map.of("text", contribution(contribution, level.overlappingCourses() == 1)))
                .toList();
    }

    /** A course and how its dose is known; its dose too, where it is not that of the level. */
    private String contribution(LevelAssessment.Contribution contribution, boolean isAlone) {
        String name = names.withDose(contribution.course());
        if (isAlone && contribution.basis().equals("unknown")) {
            return name;
        }
        String basis = phrases.of("basis", contribution.basis());
        BigDecimal hi = contribution.hi();
        return hi == null || isAlone || contribution.basis().equals("systemic")
                ? name + " (" + basis + ")"
                : name + " (" + Numbers.dose(hi) + " Gy EQD2, " + basis + ")";
    }

    /** The checks by how they came out, each with its numbers; those that were not made are left out. */
    private void checks(LevelAssessment level, Assessment.LevelFinding finding, Map<String, @Nullable Object> said) {
        Map<String, List<String>> byStatus = new HashMap<>();
        LevelAssessment.Constraints constraints = level.constraints();
        LevelAssessment.DeNovoCheck deNovo = constraints.DE_NOVO();
        if ((level.overlappingCourses() > 0 && level.conventional() == null) || deNovo != null) {
            add(
                    byStatus,
                    "C1",
                    constraints.C1().status(),
                    of(cumulative(level, finding), constraints.C1(), " Gy EQD2"));
            add(byStatus, "C2", constraints.C2().status(), of(beside(constraints.C2()), constraints.C2(), " Gy EQD2"));
            Check ratio = constraints.C3();
            add(byStatus, "C3", ratio.status(), of(share(ratio, finding), ratio, ""));
            add(
                    byStatus,
                    "C4",
                    constraints.C4().status(),
                    (months(level).equals("not known") ? "not known, at least " : months(level) + " of at least ")
                            + constraints.C4().limitMonths() + " months"
                            + from(constraints.C4().status(), finding));
        }
        if (deNovo != null) {
            String value = Numbers.doseBeside(deNovo.value(), deNovo.limit());
            add(
                    byStatus,
                    "DE_NOVO",
                    deNovo.status(),
                    value == null || deNovo.limit() == null
                            ? null
                            : "thecal sac max " + value + " Gy planned, limit " + Numbers.dose(deNovo.limit()) + " Gy");
        }
        said.put("failed", joined(byStatus, "not-met"));
        said.put("open", joined(byStatus, "indeterminate"));
        said.put("caution", joined(byStatus, "caution"));
        said.put("kept", joined(byStatus, "met"));
        said.put("openNames", openNames(level, finding));
        LevelAssessment.Table3Check table3 = constraints.T3();
        said.put(
                "table3Status",
                table3 == null || SAID_ELSEWHERE.contains(table3.status())
                        ? null
                        : phrases.of("status", table3.status()));
    }

    /** The first day on which an interval that fails is long enough. */
    private static String from(String status, Assessment.LevelFinding finding) {
        return status.equals("not-met") && finding.intervalMetOn() != null
                ? ", met from " + finding.intervalMetOn()
                : "";
    }

    /** The checks that are open, each with what is known of its value. */
    private String openNames(LevelAssessment level, Assessment.LevelFinding finding) {
        LevelAssessment.Constraints checks = level.constraints();
        Map<String, Check> values = new LinkedHashMap<>();
        values.put("C1", checks.C1());
        values.put("C2", checks.C2());
        values.put("C3", checks.C3());
        List<String> open = new ArrayList<>();
        values.forEach((name, check) -> {
            if (check.status().equals("indeterminate")) {
                String value = name.equals("C1")
                        ? cumulative(level, finding)
                        : name.equals("C3") ? share(check, finding) : null;
                open.add(phrases.of("checkShort", name) + " " + (value == null ? "not known" : value));
            }
        });
        if (checks.C4().status().equals("indeterminate")) {
            open.add(phrases.of("checkShort", "C4") + " " + months(level));
        }
        return String.join(", ", open);
    }

    private void add(Map<String, List<String>> byStatus, String check, String status, @Nullable String numbers) {
        String name = phrases.of("check", check);
        byStatus.computeIfAbsent(status, unused -> new ArrayList<>())
                .add(numbers == null ? name : name + " " + numbers);
    }

    private static @Nullable String joined(Map<String, List<String>> byStatus, String status) {
        List<String> checks = byStatus.get(status);
        return checks == null ? null : String.join("; ", checks);
    }

    private static @Nullable String of(@Nullable String value, Check check, String unit) {
        return value == null ? null : value + " of " + Numbers.plain(check.limit()) + unit;
    }

    static String months(LevelAssessment level) {
        LevelAssessment.Months months = level.intervalMonths();
        if (months == null || (months.lo() == null && months.hi() == null)) {
            return "not known";
        }
        if (months.lo() == null) {
            return "at most " + inMonths(months.hi());
        }
        return Objects.equals(months.lo(), months.hi())
                ? inMonths(months.hi())
                : months.lo() + (months.hi() == null ? " or more months" : " to " + months.hi() + " months");
    }

    private static String inMonths(@Nullable Integer number) {
        return Objects.equals(number, 1) ? "1 month" : number + " months";
    }

    private List<Map<String, String>> notes(LevelAssessment level, Assessment.LevelFinding finding) {
        List<String> codes = new ArrayList<>(level.flags());
        if (finding.scheduleNotInTable3()) {
            codes.add("SCHEDULE_NOT_IN_TABLE_3");
        }
        return codes.stream()
                .map(flag -> Map.of("text", phrases.of("flag", flag)))
                .toList();
    }

    /** Both ends of prior dose and conventional plan together; null where the upper one is not known. */
    private static @Nullable String range(Assessment.LevelFinding finding) {
        Assessment.Range sum = finding.withPlanEqd2Gy();
        return sum == null || sum.hi() == null ? null : Numbers.dose(sum.lo()) + " to " + Numbers.dose(sum.hi());
    }

    /** The plan's maximum beside its prescription: {@code thecal sac max 12.2 Gy (24 Gy/2)}. */
    private @Nullable String planned(LevelAssessment level) {
        LevelAssessment.Planned planned = level.planned();
        if (planned == null || (planned.gy() == null && planned.eqd2() == null)) {
            return null;
        }
        String dose = "thecal sac max "
                + (planned.gy() == null
                        ? Numbers.dose(planned.eqd2()) + " Gy EQD2"
                        : Numbers.plain(planned.gy()) + " Gy");
        String prescription = prescription();
        if (prescription != null) {
            return dose + " (" + prescription + ")";
        }
        return planned.fractions() == null ? dose : dose + " in " + fractions(planned.fractions());
    }

    private static String fractions(int number) {
        return number == 1 ? "1 fraction" : number + " fractions";
    }

    private @Nullable String prescription() {
        Assessment.Plan plan = assessment.proposedPlan();
        if (plan == null || plan.gy() == null) {
            return null;
        }
        return Numbers.plain(plan.gy()) + " Gy"
                + (plan.fractions() == null ? " prescribed, fractions missing" : "/" + plan.fractions());
    }

    /** The plan at a level in one line; null without one. */
    private @Nullable String planLine(LevelAssessment level) {
        Assessment.Plan plan = assessment.proposedPlan();
        if (plan == null) {
            return null;
        }
        List<String> said = new ArrayList<>();
        said.add(phrases.of("technique", plan.technique())
                + (prescription() == null ? ", prescription not readable" : " " + prescription()));
        LevelAssessment.Planned planned = level.planned();
        if (planned != null && planned.eqd2() != null) {
            said.add("thecal sac max "
                    + (planned.gy() == null ? "" : Numbers.plain(planned.gy()) + " Gy = ")
                    + plannedEqd2(level) + " Gy EQD2");
        } else if (plan.kind().equals("SBRT")) {
            said.add("no readable thecal sac maximum");
        } else if (level.conventional() != null && level.conventional().gy() != null) {
            said.add("thecal sac max " + Numbers.plain(level.conventional().gy()) + " Gy = " + plannedEqd2(level)
                    + " Gy EQD2");
        } else if (plannedEqd2(level) != null) {
            return said.get(0) + " = " + plannedEqd2(level) + " Gy EQD2";
        }
        return String.join("; ", said);
    }

    private @Nullable String plannedEqd2(LevelAssessment level) {
        LevelAssessment.Planned planned = level.planned();
        if (planned != null) {
            return Numbers.doseBeside(planned.eqd2(), level.constraints().C2().limit());
        }
        LevelAssessment.Conventional conventional = level.conventional();
        return conventional == null ? null : Numbers.dose(conventional.eqd2());
    }
}

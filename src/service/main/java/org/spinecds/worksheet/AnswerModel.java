package org.spinecds.worksheet;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.spinecds.card.Card;
import org.spinecds.card.CardPlace;
import org.spinecds.card.Numbers;
import org.spinecds.card.SuspendedOptions;
import org.spinecds.decision.Assessment;
import org.spinecds.decision.LevelAssessment;
import org.spinecds.decision.RecordAsRead;

/** What the answer is filled from: numbers written out and codes put into words, beside those on file in a what-if. */
final class AnswerModel {

    private static final List<String> OF_THE_RECORD = List.of("notRead", "formerFacts", "evidenceCaveats");
    private static final List<String> OF_THE_NUMBERS = List.of("pattern", "cautions", "doseCaveats", "optionCaveats");
    private static final List<String> SHOWN = List.of("offer", "consider", "not-supported", "insufficient-data");

    private final Words words;
    private final Answer now;
    private final @Nullable Answer onFile;
    private final @Nullable String selected;

    /**
     * Prepares an answer.
     *
     * @param onFile what the rules say of the record as it is; null where that is the answer itself
     * @param selected the level shown in full; null means the one the answer opens with
     */
    AnswerModel(Words words, Answer now, @Nullable Answer onFile, @Nullable String selected) {
        this.words = words;
        this.now = now;
        this.onFile = onFile;
        this.selected =
                now.level(selected).isPresent() ? selected : now.assessment().headlineLevel();
    }

    Map<String, @Nullable Object> of() {
        Map<String, @Nullable Object> model = new HashMap<>();
        Assessment assessment = now.assessment();
        OF_THE_RECORD.forEach(name -> model.put(name, now.words().named(name)));
        model.put("isWhatIf", onFile != null);
        model.put("cards", cards(CardPlace.ABOVE));
        model.put("finding", finding());
        model.put("others", cards(CardPlace.BESIDE));
        model.put("evaluated", now.day().toString());
        boolean hasNumbers = now.hasNumbers() && selected != null;
        model.put("silence", now.read() == null ? silence() : null);
        model.put("hasNumbers", hasNumbers);
        model.put("problems", now.words().mends());
        model.put(
                "missing",
                assessment.missing().stream()
                        .map(name -> Map.of(
                                "name", now.words().of("missing", name),
                                "send", now.words().of("send", name)))
                        .toList());
        record(model, assessment.background().criteria());
        model.put("goals", String.join("; ", assessment.background().goalsOfCare()));
        List<Map<String, @Nullable Object>> evidence = now.words().evidence();
        List<Map<String, String>> trials = lines(now.words().trials());
        model.put("evidence", evidence);
        model.put("trials", trials);
        SuspendedOptions suspended = now.suspended();
        model.put(
                "hasEvidence",
                !suspended.all()
                        && (!evidence.isEmpty()
                                || !trials.isEmpty()
                                || (model.get("evidenceCaveats") instanceof List<?> caveats && !caveats.isEmpty())));
        model.put("optionsSuspended", suspended.until());
        model.put("suspendedOptions", String.join("; ", suspended.named()));
        model.put(
                "isComplete",
                !assessment.levels().isEmpty()
                        && assessment.problems().isEmpty()
                        && assessment.missing().isEmpty()
                        && assessment.notRead().isEmpty()
                        && assessment.formerFacts().isEmpty());
        if (hasNumbers) {
            numbers(model, Objects.requireNonNull(now.read()));
        }
        return model;
    }

    /** The criteria of Table 1 that are not on file, by who can supply them. */
    private void record(Map<String, @Nullable Object> model, List<Assessment.Criterion> criteria) {
        Map<String, List<String>> byWho = new LinkedHashMap<>();
        criteria.stream().filter(criterion -> !criterion.known()).forEach(criterion -> byWho.computeIfAbsent(
                        criterion.who(), unused -> new ArrayList<>())
                .add(now.words().of("criterion", criterion.id())));
        model.put("criteria", criteria.size());
        model.put(
                "knownCriteria",
                criteria.stream().filter(Assessment.Criterion::known).count());
        model.put("hasGaps", !byWho.isEmpty());
        model.put(
                "gaps",
                byWho.entrySet().stream()
                        .map(gap -> Map.of(
                                "who",
                                now.words().of("who", gap.getKey()),
                                "criteria",
                                String.join("; ", gap.getValue())))
                        .toList());
    }

    private @Nullable String silence() {
        Assessment.Scope scope = now.assessment().scope();
        return scope != null && (scope.under18() || scope.excludedDisease())
                ? null
                : words.of("silence", now.assessment().trigger().reason());
    }

    /** The one line of each card, the most urgent first. */
    private List<Map<String, String>> cards(CardPlace place) {
        return now.at(place).map(card -> line(card, card.summary())).toList();
    }

    private Map<String, String> line(Card card, String text) {
        return Map.of(
                "tone", card.indicator(),
                "badge", words.of("indicator", card.indicator()),
                "topic", now.words().topic(card.kind()),
                "text", text);
    }

    private @Nullable Map<String, Object> finding() {
        return now.at(CardPlace.FINDING)
                .findFirst()
                .map(card -> {
                    Map<String, Object> finding = new HashMap<>(line(card, card.summary()));
                    finding.put("onFile", onFile == null ? "" : summary(onFile));
                    return finding;
                })
                .orElse(null);
    }

    private String summary(Answer answer) {
        return answer.at(CardPlace.FINDING).map(Card::summary).findFirst().orElse(words.of("answer", "nothing"));
    }

    private void numbers(Map<String, @Nullable Object> model, RecordAsRead read) {
        Assessment assessment = now.assessment();
        LevelAssessment level = now.level(selected).orElseThrow();
        LevelAssessment before = onFile == null ? null : onFile.level(selected).orElse(null);
        Charts charts = new Charts(words, read, assessment);
        model.put("levels", assessment.levels().stream().map(this::choice).toList());
        model.put("isOnlyLevel", assessment.levels().size() == 1);
        model.put("level", level.level());
        model.put("levelFinding", now.words().finding(level.level()));
        model.put("relation", now.words().of("relation", level.fieldRelation()));
        model.put("applicability", words.of("applicability", level.applicability()));
        model.put("region", words.of("region", level.region()));
        model.put("notes", lines(now.words().notes(level.level())));
        model.put("key", key(level, before, read));
        model.put("checks", checks(level, before));
        model.put("budgetChart", charts.budget(level));
        model.put("maxima", maxima(level, before));
        model.put("hasRow", level.table3Row() != null);
        model.put("table3Row", level.table3Row());
        model.put("timeline", charts.timeline(now.day()));
        model.put("courses", courses(read, level));
        model.put("plan", plan(read));
        model.put("spineChart", charts.spine());
        model.put("spine", spine(charts, read));
        model.put("limit", Numbers.plain(read.limits().cumulativeEqd2Gy()));
        model.put("sbrtLimit", Numbers.plain(read.limits().sbrtEqd2Gy()));
        table3(model, read.table3(), level);
        model.put("governingLevel", assessment.governingLevel());
        model.put("options", options());
        OF_THE_NUMBERS.forEach(name -> model.put(name, now.words().named(name)));
        model.put("usesSurrogate", assessment.findings().stream().anyMatch(Assessment.LevelFinding::usesSurrogate));
        model.put(
                "ratioIsExtrapolated",
                assessment.findings().stream().anyMatch(Assessment.LevelFinding::ratioIsExtrapolated));
    }

    private static List<Map<String, String>> lines(List<String> texts) {
        return texts.stream().map(text -> Map.of("text", text)).toList();
    }

    private Map<String, Object> choice(LevelAssessment level) {
        return Map.of(
                "level", level.level(),
                "isChosen", level.level().equals(selected),
                "finding", now.words().finding(level.level()));
    }

    /** The numbers that matter, each with its unit, and the one on file where they differ. */
    private List<Map<String, @Nullable Object>> key(
            LevelAssessment level, @Nullable LevelAssessment before, RecordAsRead read) {
        Map<String, String> here = keyOf(level, now, read);
        Map<String, String> there = before == null || onFile == null || onFile.read() == null
                ? Map.of()
                : keyOf(before, onFile, onFile.read());
        return here.entrySet().stream()
                .map(entry -> {
                    Map<String, @Nullable Object> row = new HashMap<>();
                    String old = there.getOrDefault(entry.getKey(), words.of("answer", "nothing"));
                    row.put("name", words.of("key", entry.getKey()));
                    row.put("value", entry.getValue());
                    row.put("before", onFile == null ? null : old);
                    row.put("differs", onFile != null && !old.equals(entry.getValue()));
                    return row;
                })
                .toList();
    }

    private Map<String, String> keyOf(LevelAssessment level, Answer answer, RecordAsRead read) {
        Map<String, String> key = new java.util.LinkedHashMap<>();
        String unit = words.of("unit", "eqd2");
        BigDecimal cumulative = read.limits().cumulativeEqd2Gy();
        boolean hasCourses = level.overlappingCourses() > 0;
        key.put(
                "prior",
                hasCourses
                        ? words.prior(
                                level.priorEqd2Gy().lo(), level.priorEqd2Gy().hi(), cumulative)
                        : words.of("dose", "none"));
        key.put("interval", hasCourses ? words.months(level.intervalMonths()) : words.of("interval", "none"));
        LevelAssessment.Planned planned = level.planned();
        key.put(
                "planned",
                planned == null
                        ? words.of("dose", "noPlan")
                        : words.shortDose(planned.gy(), planned.fractions())
                                + (planned.eqd2() == null
                                        ? ""
                                        : " = "
                                                + Numbers.doseBeside(
                                                        planned.eqd2(),
                                                        read.limits().sbrtEqd2Gy()) + " " + unit));
        LevelAssessment.Check sum = level.constraints().C1();
        if (sum.value() != null) {
            key.put("cumulative", Numbers.doseBeside(sum.value(), sum.limit()) + " " + unit);
        }
        Assessment.LevelFinding finding = answer.assessment().findings().stream()
                .filter(there -> there.level().equals(level.level()))
                .findFirst()
                .orElseThrow();
        Assessment.Range withPlan = finding.withPlanEqd2Gy();
        if (sum.value() == null && level.exact() && withPlan != null) {
            key.put("cumulative", Numbers.doseBeside(withPlan.lo(), finding.ceilingEqd2()) + " " + unit);
        }
        key.put(
                "budget",
                level.budgetEqd2Gy() == null
                        ? words.of("dose", "noBudget")
                        : Numbers.dose(level.budgetEqd2Gy()) + " " + unit);
        if (!level.binding().isEmpty()) {
            key.put(
                    "binding",
                    level.binding().stream()
                            .map(rule -> answer.words().of("binding", rule))
                            .collect(Collectors.joining(", ")));
        }
        if (finding.complyingGy() != null) {
            key.put("complies", Numbers.dose(finding.complyingGy()) + " Gy");
        }
        if (finding.allSbrtRatio() != null) {
            key.put(
                    "allSbrtRatio",
                    String.valueOf(Numbers.ratioBeside(
                            finding.allSbrtRatio(), read.limits().ratio())));
        }
        return key;
    }

    private List<Map<String, @Nullable Object>> checks(LevelAssessment level, @Nullable LevelAssessment before) {
        List<Map<String, @Nullable Object>> checks = new ArrayList<>();
        LevelAssessment.Constraints here = level.constraints();
        LevelAssessment.Constraints there = before == null ? null : before.constraints();
        String unit = words.of("unit", "eqd2");
        checks.add(check("C1", dose(here.C1(), unit), there == null ? null : dose(there.C1(), unit)));
        checks.add(check("C2", dose(here.C2(), unit), there == null ? null : dose(there.C2(), unit)));
        checks.add(check("C3", ratio(here.C3()), there == null ? null : ratio(there.C3())));
        checks.add(check("C4", months(level), before == null ? null : months(before)));
        if (here.DE_NOVO() != null || (there != null && there.DE_NOVO() != null)) {
            checks.add(check("DE_NOVO", deNovo(here.DE_NOVO()), there == null ? null : deNovo(there.DE_NOVO())));
        }
        if (here.T3() != null || (there != null && there.T3() != null)) {
            checks.add(check("T3", table3Check(here.T3()), there == null ? null : table3Check(there.T3())));
        }
        return checks;
    }

    /** One check as it came out. */
    private record Outcome(String status, @Nullable String value, @Nullable String limit) {}

    private Map<String, @Nullable Object> check(String code, Outcome here, @Nullable Outcome there) {
        Map<String, @Nullable Object> row = new HashMap<>();
        row.put("code", code);
        row.put("name", words.of("check", code));
        row.put("value", here.value());
        row.put("limit", here.limit());
        row.put("status", words.of("status", here.status()));
        row.put("tone", words.of("tone", here.status()));
        row.put("sign", words.of("sign", here.status()));
        Outcome old = there == null ? new Outcome("none", null, null) : there;
        row.put(
                "before",
                onFile == null
                        ? null
                        : words.of("status", old.status()) + (old.value() == null ? "" : ", " + old.value()));
        row.put("differs", onFile != null && !old.equals(here));
        return row;
    }

    private static Outcome dose(LevelAssessment.Check check, String unit) {
        String value = Numbers.doseBeside(check.value(), check.limit());
        return new Outcome(
                check.status(),
                value == null ? null : value + " " + unit,
                check.limit() == null ? null : "\u2264 " + Numbers.plain(check.limit()) + " " + unit);
    }

    private static Outcome ratio(LevelAssessment.Check check) {
        return new Outcome(
                check.status(),
                Numbers.ratioBeside(check.value(), check.limit()),
                check.limit() == null ? null : "\u2264 " + Numbers.plain(check.limit()));
    }

    private Outcome months(LevelAssessment level) {
        LevelAssessment.IntervalCheck check = level.constraints().C4();
        return new Outcome(
                check.status(),
                check.limitMonths() == null ? null : words.months(level.intervalMonths()),
                check.limitMonths() == null
                        ? null
                        : "\u2265 " + check.limitMonths() + " " + words.of("unit", "months"));
    }

    private Outcome deNovo(LevelAssessment.@Nullable DeNovoCheck check) {
        if (check == null) {
            return new Outcome("none", null, null);
        }
        String value = Numbers.doseBeside(check.value(), check.limit());
        return new Outcome(
                check.status(),
                value == null ? null : value + " Gy",
                check.limit() == null
                        ? null
                        : "\u2264 " + Numbers.plain(check.limit())
                                + (check.cautionUpTo() == null
                                        ? ""
                                        : " " + words.of("dose", "to") + " " + Numbers.plain(check.cautionUpTo()))
                                + " Gy");
    }

    private static Outcome table3Check(LevelAssessment.@Nullable Table3Check check) {
        return new Outcome(check == null ? "none" : check.status(), null, null);
    }

    private List<Map<String, @Nullable Object>> maxima(LevelAssessment level, @Nullable LevelAssessment before) {
        List<LevelAssessment.Maximum> maxima = level.maxThecalSac();
        if (maxima == null) {
            return List.of();
        }
        return maxima.stream()
                .map(maximum -> {
                    Map<String, @Nullable Object> row = new HashMap<>();
                    row.put("fractions", maximum.fractions());
                    row.put("formula", or(maximum.floorGy(), "-"));
                    row.put("table3", maximum.table3NotAvailable() ? "NA" : or(maximum.table3Gy(), "-"));
                    row.put("effective", effective(maximum));
                    String old = before == null || before.maxThecalSac() == null
                            ? "-"
                            : before.maxThecalSac().stream()
                                    .filter(there -> there.fractions() == maximum.fractions())
                                    .map(AnswerModel::effective)
                                    .findFirst()
                                    .orElse("-");
                    row.put("before", onFile == null ? null : old);
                    row.put("differs", onFile != null && !old.equals(effective(maximum)));
                    row.put(
                            "isPlanned",
                            level.planned() != null
                                    && Objects.equals(level.planned().fractions(), maximum.fractions()));
                    return row;
                })
                .toList();
    }

    private static String effective(LevelAssessment.Maximum maximum) {
        return maximum.effectiveNotAvailable() ? "NA" : or(maximum.effectiveGy(), "-");
    }

    private static String or(@Nullable BigDecimal value, String otherwise) {
        String text = Numbers.dose(value);
        return text == null ? otherwise : text;
    }

    private List<Map<String, @Nullable Object>> courses(RecordAsRead read, LevelAssessment level) {
        List<Map<String, @Nullable Object>> courses = new ArrayList<>();
        for (int place = 0; place < read.courses().size(); place++) {
            RecordAsRead.Course course = read.courses().get(place);
            Map<String, @Nullable Object> row = new HashMap<>();
            row.put("number", place + 1);
            row.put("technique", now.words().of("technique", course.technique()));
            row.put("dose", words.shortDose(course.gy(), course.fractions()));
            String end = Inputs.day(course.earliestEnd(), course.latestEnd());
            row.put("end", end.isEmpty() ? words.of("answer", "unknown") : end);
            row.put("levels", levels(read, course.levels()));
            String sac = Inputs.maximum(course.maxima());
            row.put(
                    "sac",
                    !sac.isEmpty()
                            ? sac + " Gy"
                            : words.of("answer", course.maxima().isEmpty() ? "unknown" : "severalMaxima"));
            row.put("adds", adds(level, course.id(), read));
            courses.add(row);
        }
        return courses;
    }

    private String adds(LevelAssessment level, String course, RecordAsRead read) {
        return level.contributions().stream()
                .filter(contribution -> contribution.course().equals(course))
                .findFirst()
                .map(contribution -> switch (contribution.basis()) {
                    case "no-overlap" -> words.of("dose", "noOverlap");
                    case "systemic" -> now.words().of("basis", "systemic");
                    default ->
                        words.prior(
                                        contribution.lo(),
                                        contribution.hi(),
                                        read.limits().cumulativeEqd2Gy()) + ", "
                                + now.words().of("basis", contribution.basis());
                })
                .orElse(words.of("dose", "noOverlap"));
    }

    private String levels(RecordAsRead read, List<String> names) {
        String text = Inputs.levels(
                names, read.spine().stream().map(RecordAsRead.SpineLevel::level).toList());
        return text.isEmpty() ? words.of("answer", "unknown") : text;
    }

    private @Nullable Map<String, @Nullable Object> plan(RecordAsRead read) {
        RecordAsRead.Plan plan = read.plan();
        if (plan == null) {
            return null;
        }
        Map<String, @Nullable Object> row = new HashMap<>();
        row.put("technique", now.words().of("technique", plan.technique()));
        row.put("dose", words.shortDose(plan.gy(), plan.fractions()));
        row.put(
                "start",
                plan.startsOn() == null
                        ? words.of("answer", "unknown")
                        : plan.startsOn()
                                .substring(0, Math.min(10, plan.startsOn().length())));
        row.put("levels", levels(read, plan.levels()));
        String sac = Inputs.maximum(plan.maxima());
        row.put(
                "sac",
                !sac.isEmpty()
                        ? sac + " Gy"
                        : words.of("answer", plan.maxima().isEmpty() ? "unknown" : "severalMaxima"));
        return row;
    }

    private List<Map<String, @Nullable Object>> spine(Charts charts, RecordAsRead read) {
        return charts.stretch().stream()
                .map(level -> {
                    Map<String, @Nullable Object> row = new HashMap<>();
                    row.put("level", level.level());
                    row.put("isAssessed", now.level(level.level()).isPresent());
                    row.put(
                            "prior",
                            words.prior(level.lo(), level.hi(), read.limits().cumulativeEqd2Gy()));
                    row.put(
                            "withPlan",
                            now.level(level.level())
                                    .map(there -> there.constraints().C1())
                                    .filter(check -> check.value() != null)
                                    .map(check -> Numbers.doseBeside(check.value(), check.limit()) + " "
                                            + words.of("unit", "eqd2"))
                                    .orElse(null));
                    row.put(
                            "from",
                            level.contributions().stream()
                                    .filter(part -> !part.basis().equals("no-overlap"))
                                    .map(part -> now.words().course(part.course()) + " ("
                                            + now.words().of("basis", part.basis()) + ")")
                                    .collect(Collectors.joining("; ")));
                    return row;
                })
                .toList();
    }

    private void table3(Map<String, @Nullable Object> model, RecordAsRead.Table3 table, LevelAssessment level) {
        model.put(
                "schedules",
                table.schedules().stream()
                        .map(schedule -> Map.of(
                                "fractions",
                                words.fractions(schedule.fractions()),
                                "dose",
                                schedule.lowest().compareTo(schedule.highest()) == 0
                                        ? Numbers.plain(schedule.lowest()) + " Gy"
                                        : Numbers.plain(schedule.lowest()) + "-" + Numbers.plain(schedule.highest())
                                                + " Gy"))
                        .toList());
        List<Map<String, Object>> rows = new ArrayList<>();
        boolean isDeNovo = level.applicability().equals("de-novo");
        rows.add(row(
                words.of("table3", "cord"),
                table.deNovoCord(),
                isDeNovo && level.region().equals("cord")));
        rows.add(row(
                words.of("table3", "caudaEquina"),
                table.deNovoCaudaEquina(),
                isDeNovo && level.region().equals("cauda-equina")));
        table.rows()
                .forEach(row ->
                        rows.add(row(row.label(), row.cells(), row.label().equals(level.table3Row()))));
        model.put("table3", rows);
        model.put("cordCaution", Numbers.plain(table.deNovoCordCaution()));
    }

    private static Map<String, Object> row(String label, List<? extends @Nullable BigDecimal> cells, boolean matches) {
        List<Map<String, String>> shown = new ArrayList<>();
        cells.forEach(cell -> shown.add(Map.of("text", cell == null ? "NA" : String.valueOf(Numbers.plain(cell)))));
        return Map.of("label", label, "cells", shown, "matches", matches);
    }

    private List<Map<String, Object>> options() {
        List<Map<String, Object>> groups = new ArrayList<>();
        for (String status : SHOWN) {
            List<Map<String, @Nullable Object>> options = now.assessment().options().stream()
                    .filter(option -> option.status().equals(status))
                    .map(this::option)
                    .toList();
            if (!options.isEmpty()) {
                groups.add(Map.of("title", now.words().of("optionStatus", status), "options", options));
            }
        }
        return groups;
    }

    private Map<String, @Nullable Object> option(Assessment.Option option) {
        Map<String, @Nullable Object> row = new HashMap<>();
        row.put("name", now.words().of("option", option.key()));
        row.put("reasons", now.words().reasons(option));
        String before = onFile == null
                ? null
                : onFile.assessment().options().stream()
                        .filter(there -> there.key().equals(option.key()))
                        .map(Assessment.Option::status)
                        .findFirst()
                        .orElse(null);
        row.put(
                "before",
                before == null || before.equals(option.status())
                        ? null
                        : now.words().of("optionStatus", before));
        return row;
    }
}

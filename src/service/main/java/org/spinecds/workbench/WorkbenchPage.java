package org.spinecds.workbench;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.spinecds.card.WordingBroken;
import org.spinecds.decision.Assessment;
import org.spinecds.guideline.ActiveGuideline;
import org.spinecds.guideline.ContentSettings;
import org.spinecds.guideline.Evaluation;
import org.spinecds.guideline.Guideline;
import org.spinecds.guideline.ReloadSettings;
import org.spinecds.guideline.SignOff;
import org.spinecds.journal.JournalSummary;
import org.spinecds.logic.Coverage;
import org.spinecds.logic.Explanation;
import org.spinecds.logic.LogicFailed;

/** The workbench as HTML. All values in the templates are escaped. */
public final class WorkbenchPage {

    private static final String FOLDER = "/workbench/";
    private static final String CQL = "cql/input/cql/";
    /** The translator turns a context into a define that is never evaluated. */
    private static final String CONTEXT = "context ";

    private static final int BRIEF = 12;
    private static final int LONGEST_VALUE = 400;
    private static final int DEEPEST = 12;
    private static final String CARDS = "the cards";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm:ss z", Locale.ENGLISH);

    private final Workbench workbench;
    private final ActiveGuideline active;
    private final CaseReader reader;
    private final Trial trial;
    private final @Nullable Path folder;
    private final @Nullable Path overlay;
    private final Duration testing;
    private final Clock clock;
    private final Semaphore oneAtATime = new Semaphore(1);
    private final Mustache.Compiler templates = Mustache.compiler()
            .escapeHTML(true)
            .nullValue("")
            .emptyStringIsFalse(true)
            .zeroIsFalse(false)
            .withLoader(WorkbenchPage::template);

    WorkbenchPage(
            Workbench workbench,
            ActiveGuideline active,
            CaseReader reader,
            Trial trial,
            ContentSettings settings,
            ReloadSettings reload,
            Clock clock) {
        this.workbench = workbench;
        this.active = active;
        this.reader = reader;
        this.trial = trial;
        this.folder = settings.content();
        this.overlay = settings.overlay();
        this.testing = reload.testing();
        this.clock = clock;
    }

    /** The page, with the summary of the journal. */
    public String page(JournalSummary journal) {
        List<String> cases = cases().stream().map(WorkedCase::id).toList();
        Map<String, Object> model = new HashMap<>(state(workbench.overview()));
        model.put("folder", folder == null ? "" : folder.toString());
        model.put("overlay", overlay == null ? "" : overlay.toString());
        model.put("hasCases", !cases.isEmpty());
        model.put("caseCount", cases.size());
        model.put("cases", cases);
        model.put("expressions", expressions());
        SignOff signOff = active.current().signOff();
        model.put("decided", signOff.decisions().size());
        model.put("unsigned", signOff.notSigned().size());
        model.put("hasUnsigned", !signOff.notSigned().isEmpty());
        model.put(
                "notSigned",
                signOff.notSigned().stream().map(WorkbenchPage::notSigned).toList());
        model.put("hasUnknownIds", !signOff.unknownIds().isEmpty());
        model.put("unknownIds", String.join(", ", signOff.unknownIds()));
        model.put("decisions", journal.decisions());
        model.put("withCards", journal.withCards());
        model.put("hasCards", !journal.cards().isEmpty());
        model.put("cards", journal.cards().stream().map(WorkbenchPage::rates).toList());
        return fill("page", model);
    }

    private static Map<String, Object> notSigned(SignOff.Decision decision) {
        return Map.of(
                "id", decision.id(),
                "decision", decision.decision(),
                "why", decision.why(),
                "alternatives", decision.alternatives(),
                "version", decision.version(),
                "takenBack", decision.standing() == SignOff.Standing.TAKEN_BACK,
                "signedBy", decision.signedBy(),
                "signedOn", decision.signedOn());
    }

    /**
     * The current state of the versions.
     *
     * @param seen the state on the page; without a change the result is empty
     */
    public Optional<String> state(String seen) {
        Map<String, Object> state = state(workbench.overview());
        return seen.equals(state.get("seen")) ? Optional.empty() : Optional.of(fill("state", state));
    }

    private Map<String, Object> state(Workbench.Overview overview) {
        Map<String, Object> model = new HashMap<>();
        String current = overview.kept().get(0).version();
        model.put("seen", Integer.toHexString(overview.hashCode()));
        model.put("current", brief(current));
        model.put(
                "kept",
                overview.kept().stream()
                        .map(kept -> Map.of(
                                "version", kept.version(),
                                "brief", brief(kept.version()),
                                "since", time(kept.since()),
                                "inForce", kept.version().equals(current)))
                        .toList());
        model.put("fault", overview.fault());
        Workbench.Overridden overridden = overview.overridden();
        model.put("overridden", overridden == null ? List.of() : List.of(overridden(overridden)));
        model.put(
                "overridable",
                overview.overridable().stream()
                        .map(refused -> Map.of(
                                "version", refused.version(),
                                "brief", brief(refused.version()),
                                "failing", String.join(", ", refused.failing())))
                        .toList());
        model.put(
                "proposed",
                overview.proposed().stream()
                        .map(proposed -> Map.of(
                                "version", proposed.version(),
                                "brief", brief(proposed.version()),
                                "by", proposed.by(),
                                "reason", proposed.reason(),
                                "at", time(proposed.at())))
                        .toList());
        model.put("beingTried", overview.beingTried() == null ? List.of() : List.of(progress(overview.beingTried())));
        model.put("lastChange", overview.lastChange() == null ? List.of() : List.of(change(overview.lastChange())));
        model.put("candidate", overview.candidate() == null ? List.of() : List.of(candidate(overview.candidate())));
        return model;
    }

    private static String brief(String version) {
        return version.substring(0, Math.min(BRIEF, version.length()));
    }

    private String time(Instant instant) {
        return TIME.withZone(clock.getZone()).format(instant);
    }

    private Map<String, Object> overridden(Workbench.Overridden overridden) {
        return Map.of(
                "by", overridden.by(),
                "reason", overridden.reason(),
                "since", time(overridden.since()),
                "failing", String.join(", ", overridden.failing()));
    }

    private static Map<String, Object> progress(ReloadProgress progress) {
        return Map.of(
                "isPlaying", progress.of() > 0,
                "played", progress.played(),
                "of", progress.of(),
                "hasFindings", !progress.findings().isEmpty(),
                "findings", progress.findings());
    }

    private Map<String, Object> change(ReloadReport report) {
        return Map.of(
                "at", time(report.at()),
                "version", brief(report.version()),
                "inForce", report.inForce(),
                "played", report.played(),
                "failed", report.failed(),
                "hasPlayed", report.played() > 0,
                "hasFailed", report.failed() > 0,
                "hasFindings", !report.findings().isEmpty(),
                "findings", report.findings());
    }

    private Map<String, Object> candidate(CandidateReport report) {
        return Map.of(
                "version", report.version(),
                "fault", report.fault(),
                "same", report.same(),
                "different", report.different(),
                "failed", report.failed(),
                "skipped", report.skipped(),
                "hasDifferences", !report.differences().isEmpty(),
                "differences",
                        report.differences().stream()
                                .map(otherwise -> Map.of(
                                        "at", time(otherwise.at()),
                                        "service", otherwise.service(),
                                        "patient", otherwise.patient(),
                                        "shown", String.join(", ", otherwise.shown()),
                                        "instead", String.join(", ", otherwise.instead()),
                                        "words", String.join(", ", otherwise.words()),
                                        "members", String.join(", ", otherwise.members())))
                                .toList());
    }

    private static Map<String, Object> rates(JournalSummary.CardKind card) {
        return Map.of(
                "kind", card.kind(),
                "shown", card.shown(),
                "accepted", card.accepted(),
                "overridden", card.overridden(),
                "firing", percent(card.firingRate()),
                "override", percent(card.overrideRate()));
    }

    private static String percent(double share) {
        return "%.0f %%".formatted(100 * share);
    }

    private List<String> expressions() {
        List<String> expressions = new ArrayList<>();
        expressions.add(CARDS);
        Guideline guideline = active.current();
        guideline.services().services().stream()
                .findFirst()
                .ifPresent(service -> expressions.addAll(guideline.logic().defines(service.library())));
        return expressions;
    }

    private List<WorkedCase> cases() {
        return folder == null ? List.of() : WorkedCase.below(folder);
    }

    /**
     * The cards of a patient, and the explanation of an expression.
     *
     * @param record JSON; if blank, the worked case with the id is used
     */
    public String evaluated(String record, String id, String expression, int depth) {
        Guideline guideline = active.current();
        try {
            PatientCase patient = patient(guideline, record, id);
            Evaluation evaluation = patient.put(guideline, clock);
            Evaluation.Known known = patient.known(evaluation);
            Assessment assessment = evaluation.assess(known);
            String asked = expression.equals(CARDS) ? evaluation.service().cards() : expression;
            if (!guideline.logic().defines(evaluation.service().library()).contains(asked)) {
                return wrong("There is no define " + asked + ".");
            }
            Explanation tree = evaluation.explain(asked, Math.min(DEEPEST, Math.max(1, depth)), known);
            List<Map<String, String>> cards =
                    guideline.cards().render(evaluation.context(assessment, List.of())).stream()
                            .map(card -> Map.of(
                                    "kind", card.kind(),
                                    "indicator", card.indicator(),
                                    "summary", card.summary(),
                                    "detail", card.detail()))
                            .toList();
            return fill(
                    "evaluated",
                    Map.of(
                            "name", patient.name(),
                            "reason", assessment.trigger().reason(),
                            "cardCount", cards.size(),
                            "cards", cards,
                            "expression", asked,
                            "tree", List.of(node(tree, true))));
        } catch (CaseUnreadable e) {
            return wrong(String.valueOf(e.getMessage()));
        } catch (LogicFailed e) {
            return wrong(e.where());
        } catch (WordingBroken e) {
            return wrong(String.valueOf(e.getMessage()));
        }
    }

    private PatientCase patient(Guideline guideline, String record, String id) {
        if (!record.isBlank()) {
            return reader.read(guideline, "The record", record);
        }
        return cases().stream()
                .filter(worked -> worked.id().equals(id.strip()))
                .findFirst()
                .map(worked -> reader.read(guideline, worked))
                .orElseThrow(() -> new CaseUnreadable("Paste a record, or name a worked case."));
    }

    private static Map<String, Object> node(Explanation explanation, boolean isOpen) {
        Map<String, Object> node = new HashMap<>();
        String value = explanation.value();
        node.put("name", explanation.name());
        node.put("library", explanation.library());
        node.put("line", explanation.line());
        node.put("evaluated", explanation.evaluated());
        node.put("value", value.length() > LONGEST_VALUE ? value.substring(0, LONGEST_VALUE) + "…" : value);
        node.put("hasResources", !explanation.resources().isEmpty());
        node.put("resources", String.join(", ", explanation.resources()));
        node.put("open", isOpen);
        node.put("hasBecause", !explanation.because().isEmpty());
        node.put(
                "because",
                explanation.because().stream()
                        .map(reason -> node(reason, false))
                        .toList());
        return node;
    }

    /**
     * Runs worked cases on the active guideline, and marks their coverage in the CQL. One run at a time.
     *
     * @param filter part of the id or title of a case; blank means all cases
     */
    public String played(String filter) {
        if (!oneAtATime.tryAcquire()) {
            return wrong("The cases are being played already; wait for their end.");
        }
        try {
            List<WorkedCase> cases = cases().stream()
                    .filter(worked -> holds(worked.id(), filter) || holds(title(worked), filter))
                    .toList();
            if (cases.isEmpty()) {
                return wrong("No case has " + filter.strip() + " in its id or title.");
            }
            Map<String, String> titles = new HashMap<>();
            cases.forEach(worked -> titles.put(worked.id(), title(worked)));
            Guideline guideline = active.current();
            Coverage coverage = guideline.logic().newCoverage();
            Trial.Result result =
                    trial.of(guideline.asWritten(coverage), cases, Trial.Limits.of(testing), (played, failures) -> {});
            return fill(
                    "played",
                    Map.of(
                            "passed", result.passed(),
                            "finished", result.finished(),
                            "played", result.played(),
                            "failed", result.failures().size(),
                            "asExpected", result.played() - result.failures().size(),
                            "defines", "%.1f".formatted(coverage.ofDefines()),
                            "branches", "%.1f".formatted(coverage.ofBranches()),
                            "failures",
                                    result.failures().stream()
                                            .map(failure -> Map.of(
                                                    "id",
                                                    failure.id(),
                                                    "title",
                                                    titles.getOrDefault(failure.id(), ""),
                                                    "isCase",
                                                    titles.containsKey(failure.id()),
                                                    "fault",
                                                    failure.fault(),
                                                    "hasDifferences",
                                                    !failure.differences().isEmpty(),
                                                    "differences",
                                                    failure.differences()))
                                            .toList(),
                            "libraries", painted(guideline, coverage)));
        } finally {
            oneAtATime.release();
        }
    }

    private static boolean holds(String text, String filter) {
        return text.toLowerCase(Locale.ROOT).contains(filter.strip().toLowerCase(Locale.ROOT));
    }

    private static String title(WorkedCase worked) {
        return worked.play().path("title").asString("");
    }

    private static List<Map<String, Object>> painted(Guideline guideline, Coverage coverage) {
        List<Map<String, Object>> libraries = new ArrayList<>();
        for (String path : guideline.content().list(CQL.substring(0, CQL.length() - 1), ".cql")) {
            String name = path.substring(CQL.length(), path.length() - ".cql".length());
            List<String> source = List.of(guideline.content().text(path).split("\n", -1));
            Map<Integer, Long> lines = new TreeMap<>(coverage.lines(name));
            lines.keySet().removeIf(number -> source.get(number - 1).startsWith(CONTEXT));
            List<Map<String, Object>> text = new ArrayList<>();
            int number = 0;
            for (String line : source) {
                number++;
                Long times = lines.get(number);
                text.add(Map.of(
                        "number",
                        "%4d".formatted(number),
                        "line",
                        line,
                        "paint",
                        times == null ? "plain" : times > 0 ? "through" : "never",
                        "said",
                        times == null || times > 0 ? "" : "never gone through: "));
            }
            libraries.add(Map.of(
                    "name",
                    name,
                    "lines",
                    lines.size(),
                    "covered",
                    lines.values().stream().filter(times -> times > 0).count(),
                    "missed",
                    lines.values().stream().filter(times -> times == 0).count(),
                    "hasMissed",
                    lines.containsValue(0L),
                    "text",
                    text));
        }
        return libraries;
    }

    /** A message in place of the requested result. */
    public String wrong(String sentence) {
        return fill("wrong", Map.of("sentence", sentence));
    }

    String fill(String name, Map<String, Object> model) {
        Template template = templates.compile(template(name));
        return template.execute(model);
    }

    private static Reader template(String name) {
        try (InputStream file = WorkbenchPage.class.getResourceAsStream(FOLDER + name + ".html")) {
            if (file == null) {
                throw new IllegalArgumentException("There is no template " + name + ".");
            }
            return new StringReader(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

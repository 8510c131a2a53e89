package org.spinecds.workbench;

import com.samskivert.mustache.Mustache;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spinecds.card.Card;
import org.spinecds.card.WordingBroken;
import org.spinecds.content.OwnBuild;
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
public record WorkbenchPage(
        Workbench workbench,
        ActiveGuideline active,
        CaseReader reader,
        Trial trial,
        ContentSettings settings,
        ReloadSettings reload,
        Clock clock) {

    private static final String FOLDER = "workbench/";
    private static final String CQL = "cql/input/cql/";
    /** The translator turns a context into a define that is never evaluated. */
    private static final String CONTEXT = "context ";

    private static final int BRIEF = 12;
    private static final int LONGEST_VALUE = 400;
    private static final int DEEPEST = 12;
    private static final String CARDS = "the cards";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm:ss z", Locale.ENGLISH);
    private static final Semaphore ONE_AT_A_TIME = new Semaphore(1);

    /** The page, with the summary of the journal. */
    public String page(JournalSummary journal) {
        List<String> cases = cases().stream().map(WorkedCase::id).toList();
        SignOff signOff = active.current().signOff();
        Map<String, Object> model = new HashMap<>(state(workbench.overview()));
        model.put("folder", Objects.requireNonNullElse(settings.content(), ""));
        model.put("overlay", Objects.requireNonNullElse(settings.overlay(), ""));
        model.put("caseCount", cases.size());
        model.put("cases", cases);
        model.put("expressions", expressions());
        model.put("decided", signOff.decisions().size());
        model.put("unsigned", signOff.notSigned().size());
        model.put("notSigned", signOff.notSigned());
        model.put("unknownIds", signOff.unknownIds());
        model.put("journal", journal);
        return fill("page", model);
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

    private static Map<String, Object> state(Workbench.Overview overview) {
        Mustache.Lambda brief = (version, out) -> out.write(brief(version.execute()));
        return Map.of(
                "seen",
                Integer.toHexString(overview.hashCode()),
                "overview",
                overview,
                "brief",
                brief,
                "current",
                brief(overview.kept().get(0).version()));
    }

    private static String brief(String version) {
        return version.substring(0, Math.min(BRIEF, version.length()));
    }

    /** Times in the zone of the service, the members of lists with commas, shares as percentages. */
    private String written(Object value) {
        if (value instanceof Instant instant) {
            return TIME.withZone(clock.getZone()).format(instant);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(String::valueOf).collect(Collectors.joining(", "));
        }
        return value instanceof Double share ? "%.0f %%".formatted(100 * share) : value.toString();
    }

    private List<String> expressions() {
        Guideline guideline = active.current();
        Stream<String> defines = guideline.services().services().stream()
                .limit(1)
                .flatMap(service -> guideline.logic().defines(service.library()).stream());
        return Stream.concat(Stream.of(CARDS), defines).toList();
    }

    private List<WorkedCase> cases() {
        Path folder = settings.content();
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
            List<Card> cards = guideline.cards().render(evaluation.context(assessment, List.of()));
            return fill(
                    "evaluated",
                    Map.of(
                            "name",
                            patient.name(),
                            "reason",
                            assessment.trigger().reason(),
                            "cardCount",
                            cards.size(),
                            "cards",
                            cards,
                            "expression",
                            asked,
                            "tree",
                            new Node(tree, true)));
        } catch (LogicFailed e) {
            return wrong(e.where());
        } catch (CaseUnreadable | WordingBroken e) {
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

    /** A define of the tree; only the topmost is open. */
    record Node(Explanation define, boolean open) {

        String value() {
            String value = define.value();
            return value.length() > LONGEST_VALUE ? value.substring(0, LONGEST_VALUE) + "…" : value;
        }

        List<Node> because() {
            return define.because().stream()
                    .map(reason -> new Node(reason, false))
                    .toList();
        }
    }

    /**
     * Runs worked cases on the active guideline, and marks their coverage in the CQL. One run at a time.
     *
     * @param filter part of the id or title of a case; blank means all cases
     */
    public String played(String filter) {
        if (!ONE_AT_A_TIME.tryAcquire()) {
            return wrong("The cases are being played already; wait for their end.");
        }
        try {
            List<WorkedCase> cases = cases().stream()
                    .filter(worked -> holds(worked.id(), filter) || holds(title(worked), filter))
                    .toList();
            if (cases.isEmpty()) {
                return wrong("No case has " + filter.strip() + " in its id or title.");
            }
            Map<String, String> titles =
                    cases.stream().collect(Collectors.toMap(WorkedCase::id, WorkbenchPage::title, (one, two) -> two));
            Guideline guideline = active.current();
            Coverage coverage = guideline.logic().newCoverage();
            Trial.Result result = trial.of(
                    guideline.asWritten(coverage), cases, Trial.Limits.of(reload.testing()), (played, failures) -> {});
            return fill(
                    "played",
                    Map.of(
                            "result", result,
                            "asExpected", result.played() - result.failures().size(),
                            "failed", result.failures().size(),
                            "defines", "%.1f".formatted(coverage.ofDefines()),
                            "branches", "%.1f".formatted(coverage.ofBranches()),
                            "failures",
                                    result.failures().stream()
                                            .map(failure -> new Failed(failure, titles.get(failure.id())))
                                            .toList(),
                            "libraries", painted(guideline, coverage)));
        } finally {
            ONE_AT_A_TIME.release();
        }
    }

    /** A failure with the title of its case; null for an example. */
    record Failed(Trial.Failure failure, @Nullable String title) {

        boolean isCase() {
            return title != null;
        }
    }

    private static boolean holds(String text, String filter) {
        return text.toLowerCase(Locale.ROOT).contains(filter.strip().toLowerCase(Locale.ROOT));
    }

    private static String title(WorkedCase worked) {
        return worked.play().path("title").asString("");
    }

    /** A line of a library; null times where there is nothing to evaluate. */
    record Line(String number, String line, @Nullable Long times) {

        String paint() {
            return times == null ? "plain" : times > 0 ? "through" : "never";
        }

        boolean isNever() {
            return times != null && times == 0;
        }
    }

    record Painted(String name, List<Line> text) {

        long lines() {
            return text.stream().filter(line -> line.times() != null).count();
        }

        long missed() {
            return text.stream().filter(Line::isNever).count();
        }

        long covered() {
            return lines() - missed();
        }
    }

    private static List<Painted> painted(Guideline guideline, Coverage coverage) {
        List<Painted> libraries = new ArrayList<>();
        for (String path : guideline.content().list(CQL.substring(0, CQL.length() - 1), ".cql")) {
            String name = path.substring(CQL.length(), path.length() - ".cql".length());
            Map<Integer, Long> times = coverage.lines(name);
            List<Line> text = new ArrayList<>();
            for (String line : guideline.content().text(path).split("\n", -1)) {
                int number = text.size() + 1;
                text.add(new Line("%4d".formatted(number), line, line.startsWith(CONTEXT) ? null : times.get(number)));
            }
            libraries.add(new Painted(name, text));
        }
        return libraries;
    }

    /** A message in place of the requested result. */
    public String wrong(String sentence) {
        return fill("wrong", Map.of("sentence", sentence));
    }

    String fill(String name, Map<String, Object> model) {
        return Mustache.compiler()
                .escapeHTML(true)
                .nullValue("")
                .emptyStringIsFalse(true)
                .zeroIsFalse(true)
                .withFormatter(this::written)
                .withLoader(WorkbenchPage::template)
                .compile(template(name))
                .execute(model);
    }

    private static Reader template(String name) {
        return new StringReader(Objects.requireNonNull(OwnBuild.text(FOLDER + name + ".html"), name));
    }
}

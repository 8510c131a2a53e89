package org.spinecds.card;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spinecds.content.Content;
import org.spinecds.content.Settings;
import org.spinecds.decision.Assessment;

/**
 * Words an assessment: each card is a template of {@code cds-hooks/cards}, its first line the summary, the rest the
 * detail. Templates are logic-less and strict: a name they use and nobody fills stops the start of a card.
 */
public final class CardRenderer {

    /** A summary is plain text: what a record says in it must not become a tag or a link where a client takes it for more. */
    private static final Mustache.Escaper PLAIN =
            Escapers.simple(new String[][] {{"<", "‹"}, {">", "›"}, {"[", "("}, {"]", ")"}});

    /** CDS Hooks 2.0.1, Card Attributes: fewer than 140 characters. */
    private static final int LONGEST_SUMMARY = 139;

    private static final List<String> SHORTER_FORMS = List.of("brief", "briefest");

    private static final String ITEM = "- ";

    /** A card is read in ten seconds (N-18). */
    private static final int MOST_LINES = 10;

    private static final int MOST_CHARACTERS = 1100;
    private static final String NEUROLOGY = "NEUROLOGICAL_STATUS";

    private static final String FOLDER = "cds-hooks/cards";
    private static final String DOSE_SAFETY = "DOSE_SAFETY";
    private static final String NOT_EVALUATED = "NOT_EVALUATED";
    private static final String FINDING = "finding";
    private static final String SUMMARY = "SUMMARY";
    private static final int MOST_SETTINGS = 3;
    private static final int MOST_PROBLEMS = 2;
    private static final int MOST_NOT_READ = 2;

    private final Content content;
    private final Map<String, String> configured;
    private final Settings settings;
    private final Phrases phrases;
    private final EvidenceTexts evidence;
    private final SuggestionDrafts drafts;
    private final int most;
    private final int unsigned;
    private final Map<String, Template> summaries = new HashMap<>();
    private final Map<String, Template> details = new HashMap<>();

    /**
     * Reads the words.
     *
     * @param most the greatest number of cards of one answer; what is beyond it is folded into the last
     * @param unsigned the number of decisions without a signature that the source line of every card names; 0 means that it
     *     says nothing of them
     * @throws WordingBroken when a file cannot be read
     */
    public CardRenderer(Content content, int most, int unsigned) {
        this(content, most, unsigned, Map.of());
    }

    /**
     * The same where a site has settings of its own.
     *
     * @param configured settings by name that replace a default, as the words that name them say
     */
    public CardRenderer(Content content, int most, int unsigned, Map<String, String> configured) {
        this.content = content;
        this.configured = Map.copyOf(configured);
        this.most = most;
        this.unsigned = unsigned;
        settings = Settings.of(content, configured);
        phrases = new Phrases(text("phrases.json"));
        evidence = new EvidenceTexts(text("evidence.json"), text("trials.json"));
        drafts = new SuggestionDrafts(content, phrases, settings);
        Mustache.Compiler compiler = Mustache.compiler()
                .withCollector(new MapCollector())
                .withEscaper(Markdown::escape)
                .nullValue("")
                .emptyStringIsFalse(true)
                .zeroIsFalse(false)
                .withLoader(this::partial);
        summaries.put(FINDING, compiler.withEscaper(Escapers.NONE).compile("{{> finding}}"));
        for (String path : content.list(FOLDER, ".md")) {
            String kind = path.substring(path.lastIndexOf('/') + 1, path.length() - ".md".length());
            String text = settings.fill(path, content.text(path));
            int rule = text.indexOf("\n---\n");
            if (rule >= 0) {
                try {
                    summaries.put(kind, compiler.withEscaper(PLAIN).compile(text.substring(0, rule)));
                    details.put(kind, compiler.compile(text.substring(rule + "\n---\n".length())));
                } catch (MustacheException e) {
                    throw new WordingBroken("The template " + path + " cannot be read: " + e.getMessage(), e);
                }
            }
        }
    }

    private Reader partial(String name) {
        return new StringReader(text(name + ".md").strip());
    }

    private String text(String file) {
        String path = FOLDER + "/" + file;
        return settings.fill(path, content.text(path));
    }

    /** The same words with every setting at its default. */
    public CardRenderer asWritten() {
        return configured.isEmpty() ? this : new CardRenderer(content, most, unsigned);
    }

    /** The cards of an assessment, in its order; each has an identifier of its own. */
    public List<Card> render(CardContext context) {
        List<Card> cards = new ArrayList<>();
        Set<String> described = new HashSet<>();
        for (Assessment.CardNeed need : context.assessment().cards()) {
            Card card = card(need.kind(), need.indicator(), model(need.kind(), context))
                    .with(drafts.of(need.kind(), context).stream()
                            .map(suggestion -> suggestion.describedApartFrom(described))
                            .toList());
            cards.add(need.kind().equals("EMERGENCY") ? card : card.withLinks(context.links()));
        }
        return Folding.toAtMost(most, cards);
    }

    /** An assessment in words, piece by piece. */
    public AssessmentWords inWords(Assessment assessment) {
        return new AssessmentWords(this, assessment, evidence);
    }

    Phrases phrases() {
        return phrases;
    }

    String finding(Map<String, ? extends @Nullable Object> level) {
        return fill(summaries, FINDING, level).strip();
    }

    /** The one card that says the guideline could not be evaluated. */
    public Card notEvaluated() {
        return card(NOT_EVALUATED, "warning", Map.of());
    }

    private Card card(String kind, String indicator, Map<String, ? extends @Nullable Object> model) {
        String summary = summaryOf(kind, model);
        String shortened = shortened(summary);
        String detail = tidied(fill(details, kind, model));
        return new Card(
                Identifiers.next().toString(),
                shortened,
                fitted(shortened.equals(summary) ? detail : withWhole(summary, detail, model)),
                indicator,
                phrases.source(kind, indicator, summary, unsigned),
                List.of(),
                overrideReasons(),
                List.of(),
                Map.of(Card.EXTENSION, Map.of("kind", kind)));
    }

    /** The first form of the summary that fits: full, brief, briefest. */
    private String summaryOf(String kind, Map<String, ? extends @Nullable Object> model) {
        Map<String, @Nullable Object> form = new HashMap<>(model);
        String summary = fill(summaries, kind, form);
        for (String shorter : SHORTER_FORMS) {
            if (spaced(summary).length() <= LONGEST_SUMMARY) {
                break;
            }
            form.put(shorter, true);
            summary = fill(summaries, kind, form);
        }
        return spaced(summary);
    }

    private static String spaced(String summary) {
        return summary.replaceAll("\\s+", " ").strip();
    }

    /** The whole summary in the detail where it was shortened, after the question that comes first. */
    private static String withWhole(String summary, String detail, Map<String, ? extends @Nullable Object> model) {
        int at = Boolean.TRUE.equals(model.get("askNeurology")) ? detail.indexOf('\n') + 1 : 0;
        return detail.substring(0, at) + ITEM + "**" + Markdown.escape(summary) + "**\n" + detail.substring(at);
    }

    /** The detail within its lines and characters: the last items before the closing line give way to a line that says how many do. */
    private String fitted(String detail) {
        if (fits(detail)) {
            return detail;
        }
        int closing = detail.lastIndexOf("\n\n");
        String end = closing < 0 ? "" : detail.substring(closing);
        List<String> lines = new ArrayList<>(
                (closing < 0 ? detail : detail.substring(0, closing)).lines().toList());
        int left = 0;
        String text;
        do {
            left += lines.remove(lines.size() - 1).isEmpty() ? 0 : 1;
            text = String.join("\n", lines).stripTrailing() + "\n" + ITEM
                    + phrases.of("line", "MORE").replace("{count}", Integer.toString(left)) + end;
        } while (!fits(text) && lines.size() > 1);
        return text;
    }

    private static boolean fits(String detail) {
        return detail.lines().count() <= MOST_LINES && detail.length() <= MOST_CHARACTERS;
    }

    private static String fill(
            Map<String, Template> templates, String kind, Map<String, ? extends @Nullable Object> model) {
        Template template = templates.get(kind);
        if (template == null) {
            throw new WordingBroken("There is no template " + FOLDER + "/" + kind + ".md.", null);
        }
        try {
            return template.execute(model);
        } catch (MustacheException e) {
            throw new WordingBroken("The template " + FOLDER + "/" + kind + ".md cannot be filled.", e);
        }
    }

    private static String shortened(String summary) {
        if (summary.length() <= LONGEST_SUMMARY) {
            return summary;
        }
        int end = summary.lastIndexOf(' ', LONGEST_SUMMARY - 1);
        return summary.substring(0, end > 0 ? end : LONGEST_SUMMARY - 1) + "…";
    }

    /** Without blank lines that empty sections leave, and with items close together. */
    private static String tidied(String detail) {
        StringBuilder tidied = new StringBuilder(detail.length());
        String above = "";
        boolean isAfterBlank = false;
        for (String one : detail.split("\n", -1)) {
            String line = one.stripTrailing();
            if (line.isEmpty()) {
                isAfterBlank = true;
                continue;
            }
            if (!tidied.isEmpty()) {
                boolean isNextItem = above.startsWith(ITEM) && line.startsWith(ITEM);
                tidied.append(isAfterBlank && !isNextItem ? "\n\n" : "\n");
            }
            tidied.append(line);
            above = line;
            isAfterBlank = false;
        }
        return tidied.toString().strip();
    }

    private List<Card.Coding> overrideReasons() {
        List<Card.Coding> reasons = new ArrayList<>();
        phrases.overrides()
                .forEach(reason -> reasons.add(new Card.Coding(
                        "http://spinecds.org/fhir/CodeSystem/override-reason",
                        reason.getKey(),
                        reason.getValue().asString())));
        return reasons;
    }

    /** What the template of a card is filled from. */
    Map<String, @Nullable Object> model(String kind, CardContext context) {
        Assessment assessment = context.assessment();
        Map<String, @Nullable Object> model = new HashMap<>();
        model.put("level", assessment.governingLevel());
        SHORTER_FORMS.forEach(form -> model.put(form, false));
        model.put("askNeurology", kind.equals(firstBesideEmergency(assessment)) && asksForNeurology(assessment));
        Split<Map<String, String>> problems = Split.of(problems(assessment), MOST_PROBLEMS);
        model.put("problems", problems.first());
        model.put(
                "problemsMore",
                problems.rest().isEmpty() ? null : problems.rest().size());
        Split<Map<String, String>> notRead = Split.of(new NotReadWords(assessment, phrases).all(), MOST_NOT_READ);
        model.put("notRead", notRead.first());
        model.put(
                "notReadMore", notRead.rest().isEmpty() ? null : notRead.rest().size());
        CaveatWords words = new CaveatWords(assessment, phrases);
        model.put("tooOld", words.tooOld());
        model.put("missing", missing(assessment));
        switch (kind) {
            case "EMERGENCY" -> model.putAll(new EmergencyModel(assessment, phrases).of());
            case "SCOPE" -> model.put("scope", scope(assessment));
            case DOSE_SAFETY -> model.putAll(new DoseModel(assessment, phrases, this::finding).of());
            case "DATA_QUALITY" -> model.put("question", question(assessment));
            case "OPTIONS" -> model.putAll(new OptionsModel(assessment, phrases).options());
            case "SURGICAL" -> model.putAll(new OptionsModel(assessment, phrases).surgical());
            case "REFERRAL" -> model.putAll(new OptionsModel(assessment, phrases).referral());
            case SUMMARY -> summary(model, context);
            default -> throw new WordingBroken("There is no card of the kind " + kind + ".", null);
        }
        model.put(
                "replayed",
                context.replayed() == null ? null : context.replayed().toString());
        Split<CardContext.ChangedSetting> settings = Split.of(context.changedSettings(), MOST_SETTINGS);
        model.put(
                "settings",
                settings.first().stream().map(CardContext.ChangedSetting::text).collect(Collectors.joining(", ")));
        model.put(
                "settingsMore",
                settings.rest().isEmpty() ? null : settings.rest().size());
        return model;
    }

    /** The card that asks for the neurological status: the first that is no emergency. */
    private static @Nullable String firstBesideEmergency(Assessment assessment) {
        return assessment.cards().stream()
                .map(Assessment.CardNeed::kind)
                .filter(kind -> !kind.equals("EMERGENCY"))
                .findFirst()
                .orElse(null);
    }

    private static boolean asksForNeurology(Assessment assessment) {
        return assessment.missing().contains(NEUROLOGY);
    }

    /** What is missing, the neurological status apart: it is asked for first and on a line of its own. */
    private String missing(Assessment assessment) {
        return assessment.missing().stream()
                .filter(name -> !name.equals(NEUROLOGY))
                .map(name -> phrases.of("missing", name))
                .collect(Collectors.joining("; "));
    }

    private static Map<String, Boolean> question(Assessment assessment) {
        return Map.of(assessment.trigger().reason(), true);
    }

    private static Map<String, Boolean> scope(Assessment assessment) {
        Assessment.Scope scope = assessment.scope();
        return Map.of(
                "under18", scope != null && scope.under18(),
                "excludedDisease", scope != null && scope.excludedDisease());
    }

    /** Dose, what is left, the leading option, what is missing, referral; and the cards that are not shown beside it, in one line each. */
    private void summary(Map<String, @Nullable Object> model, CardContext context) {
        Assessment assessment = context.assessment();
        Set<String> shown =
                assessment.cards().stream().map(Assessment.CardNeed::kind).collect(Collectors.toSet());
        boolean isOutside = scope(assessment).containsValue(true);
        List<Map<String, String>> lines = Stream.concat(
                        assessment.summedUp().stream()
                                .map(Assessment.CardNeed::kind)
                                .filter(kind -> !shown.contains(kind)),
                        isOutside ? Stream.of("SCOPE") : Stream.empty())
                .map(kind -> Map.of(
                        "topic",
                        phrases.of("topic", kind),
                        "summary",
                        shortened(summaryOf(kind, model(kind, context)))))
                .toList();
        model.put("urgent", lines.stream().skip(1).toList());
        model.put("first", lines.isEmpty() ? null : lines.get(0).get("summary"));
        model.put("more", lines.size() < 2 ? null : lines.size() - 1);
        model.put("outside", isOutside);
        model.putAll(new DoseModel(assessment, phrases, this::finding).of());
        model.putAll(new OptionsModel(assessment, phrases).options());
        model.put("intermediate", intermediate(assessment));
    }

    /** SINS where it asks for an opinion and is no strong reason, level by level; null without one. */
    private static @Nullable String intermediate(Assessment assessment) {
        Assessment.SurgicalFindings findings = assessment.surgicalFindings();
        return findings == null || findings.intermediate().isEmpty()
                ? null
                : findings.intermediate().stream()
                        .map(sins -> sins.sins() + " at " + sins.level())
                        .collect(Collectors.joining(", "));
    }

    List<Map<String, String>> problems(Assessment assessment) {
        return assessment.problems().stream()
                .map(problem -> {
                    String[] parts = problem.split(":", 2);
                    return Map.of(
                            "code", parts[0],
                            "subject", subject(parts[0], parts[1], assessment),
                            "text", phrases.of("problem", parts[0]),
                            "mend", phrases.of("mend", parts[0]));
                })
                .toList();
    }

    private String subject(String code, String name, Assessment assessment) {
        String part = name.endsWith(".thecalSac") ? ", thecal sac maximum" : "";
        String id = name.endsWith(".thecalSac") ? name.substring(0, name.length() - ".thecalSac".length()) : name;
        if (id.equals("proposed")) {
            return "Proposed plan" + part;
        }
        if (code.startsWith("PLAN_")) {
            return "Plan " + id;
        }
        if (id.equals("history")) {
            return "Irradiation in the history" + part;
        }
        return new CourseNames(assessment, phrases).withoutDose(id) + part;
    }
}

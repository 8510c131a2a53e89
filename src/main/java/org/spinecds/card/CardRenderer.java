package org.spinecds.card;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import java.io.Reader;
import java.io.StringReader;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spinecds.content.Content;
import org.spinecds.content.Settings;
import org.spinecds.decision.Assessment;
import org.spinecds.decision.LevelAssessment;
import org.spinecds.decision.Suspension;
import org.springframework.util.function.SingletonSupplier;

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

    /** What counts a suggestion that cannot be drafted, beside the kinds of cards. */
    public static final String SUGGESTION = "SUGGESTION";

    static final String EMERGENCY = "EMERGENCY";
    static final String DOSE_SAFETY = "DOSE_SAFETY";
    private static final String FOLDER = "cds-hooks/cards";
    private static final String NOT_EVALUATED = "NOT_EVALUATED";
    private static final String NOT_WORDED = "NOT_WORDED";
    static final String SUSPENDED = "SUSPENDED";
    private static final String HELD = "HELD";
    private static final String FINDING = "finding";
    private static final String SUMMARY = "SUMMARY";
    private static final String WARNING = "warning";

    /** The words of a card that has lost its own; one template for every kind. */
    private static final String PLAIN_WORDS = "PLAIN";

    /** The kinds of cards that the rules can ask for. */
    private static final List<String> KINDS =
            List.of(EMERGENCY, "SCOPE", DOSE_SAFETY, "DATA_QUALITY", "OPTIONS", "SURGICAL", "REFERRAL", SUMMARY);

    private static final int MOST_LEVELS = 3;
    private static final int MOST_SETTINGS = 3;
    private static final int MOST_PROBLEMS = 2;
    private static final int MOST_NOT_READ = 2;

    private final Content content;
    private final Map<String, String> configured;
    private final Settings settings;
    private final Phrases phrases;

    /** The same for the models of cards. */
    private final Phrases marking;

    private final EvidenceTexts evidence;
    private final SuggestionDrafts drafts;
    private final int most;
    private final int unsigned;
    private final Map<String, Template> summaries = new HashMap<>();
    private final Map<String, Template> details = new HashMap<>();

    /**
     * Reads the words, and tries those that must never fail: of a card that has lost its own, of the card that names
     * it, and of a failed evaluation.
     *
     * @param most the greatest number of cards of one answer; what is beyond it is folded into the last
     * @param unsigned the number of decisions without a signature that the source line of every card names; 0 means that it
     *     says nothing of them
     * @throws WordingBroken when a file cannot be read, or words that must never fail do
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
        marking = phrases.marking();
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
        tryFixedWords();
        tryTheWordsOfSuspensions();
    }

    private void tryFixedWords() {
        notEvaluated();
        List<Worded.Unworded> everything = new ArrayList<>();
        for (String kind : KINDS) {
            Worded.Unworded card = new Worded.Unworded(kind, kind, "");
            Worded.Unworded suggestion = new Worded.Unworded(SUGGESTION, kind, "");
            notWorded(List.of(card));
            notWorded(List.of(suggestion));
            everything.addAll(List.of(card, suggestion));
            for (String indicator : List.of("critical", WARNING, "info")) {
                for (List<String> said : List.of(List.<String>of(), KINDS)) {
                    for (List<String> levels : List.of(List.<String>of(), List.of("T8", "T9", "T10", "T11"))) {
                        plain(new Assessment.CardNeed(kind, indicator), said, levels);
                    }
                }
            }
        }
        notWorded(everything);
    }

    /** They are needed when something has gone wrong already. */
    private void tryTheWordsOfSuspensions() {
        card(SUSPENDED, new Assessment.CardNeed(SUSPENDED, WARNING), SuspendedModel.sampleCard());
        held(SuspendedModel.sample(), ZoneOffset.UTC);
        phrases.of("lead", SUSPENDED);
        phrases.of("suspended", SUMMARY);
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

    /**
     * The cards of an assessment, in its order; each has an identifier of its own. For whoever tries a content: a card that
     * cannot be worded is a fault of it.
     *
     * @throws WordingBroken when a card or a suggestion cannot be put into words
     */
    public List<Card> render(CardContext context) {
        Worded worded = renderApart(context);
        if (!worded.unworded().isEmpty()) {
            throw new WordingBroken(worded.unworded().get(0).why(), null);
        }
        return worded.cards();
    }

    /**
     * The same for a clinician, who gets every card: one that cannot be worded is said in the plainest way, and a card at
     * the end names it.
     */
    public Worded renderApart(CardContext context) {
        return new OneByOne(this, drafts, context).all(most);
    }

    /** What can be without words: the kinds of cards that the rules ask for, and suggestions. */
    public static List<String> parts() {
        return Stream.concat(KINDS.stream(), Stream.of(NOT_WORDED, SUGGESTION)).toList();
    }

    /** The kind itself; where no template can be meant by it, that of the card which says so. */
    static String known(String kind) {
        return KINDS.contains(kind) ? kind : NOT_WORDED;
    }

    /** The card that names the kinds of card that the site has suspended. */
    Card suspended(CardContext context) {
        return card(
                        SUSPENDED,
                        new Assessment.CardNeed(SUSPENDED, context.suspended().indicator()),
                        new SuspendedModel(context.suspended(), phrases).card())
                .withLinks(context.links());
    }

    /**
     * The one card that says that the site holds the whole service.
     *
     * @param zone of the time that it names
     */
    public Card held(Suspension suspension, ZoneId zone) {
        return card(HELD, new Assessment.CardNeed(HELD, WARNING), SuspendedModel.held(suspension, zone));
    }

    /** What a list of options leaves out. */
    public SuspendedOptions suspendedOptions(CardContext context) {
        return new SuspendedModel(context.suspended(), phrases).options();
    }

    /** What a site may suspend, by its code, in words. */
    public Map<String, String> suspendable(Suspension.Kind kind) {
        Map<String, String> words = new TreeMap<>();
        switch (kind) {
            case CARD ->
                details.keySet().stream()
                        .filter(card -> !Suspended.KINDS_OF_THE_SERVICE.contains(card))
                        .forEach(card -> words.put(card, phrases.of("topic", card)));
            case OPTION ->
                phrases.codes("option").stream()
                        .filter(option -> !option.equals("THIS_PLAN"))
                        .forEach(option -> words.put(option, phrases.of("option", option)));
            case SUGGESTION -> drafts.keys().forEach(key -> words.put(key, SuspendedModel.name(key)));
            case SERVICE -> words.put(Suspension.ALL, phrases.of("topic", HELD));
        }
        return words;
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
        return card(NOT_EVALUATED, new Assessment.CardNeed(NOT_EVALUATED, WARNING), Map.of());
    }

    /** A card in its own words. */
    Card worded(Assessment.CardNeed need, CardContext context) {
        return card(need.kind(), need, model(need.kind(), context));
    }

    /** A card that has lost its own words, in those that cannot fail: its indicator stands. */
    Card plain(Assessment.CardNeed need, CardContext context) {
        Assessment assessment = context.assessment();
        List<String> said = new ArrayList<>(List.of(need.kind()));
        if (need.kind().equals(SUMMARY)) {
            notShown(context).forEach(said::add);
            if (!assessment.levels().isEmpty() && !context.suspended().has(DOSE_SAFETY)) {
                said.add(DOSE_SAFETY);
            }
        }
        Assessment.Emergency emergency = assessment.emergency();
        List<String> levels = said.contains(EMERGENCY) && emergency != null
                ? emergency.levels()
                : assessment.levels().stream().map(LevelAssessment::level).toList();
        return plain(need, said, levels);
    }

    private Card plain(Assessment.CardNeed need, List<String> said, List<String> levels) {
        Map<String, @Nullable Object> model = new HashMap<>();
        model.put("topic", topic(need.kind()));
        model.put("emergency", said.contains(EMERGENCY));
        model.put("critical", need.indicator().equals("critical"));
        model.put("dose", said.contains(DOSE_SAFETY));
        model.put(
                "levels",
                levels.size() <= MOST_LEVELS
                        ? String.join(", ", levels)
                        : String.join(", ", levels.subList(0, MOST_LEVELS)) + " …");
        model.put(
                "topics",
                said.stream()
                        .filter(kind -> !kind.equals(need.kind()) && !Folding.ALONE.contains(kind))
                        .map(this::topic)
                        .distinct()
                        .collect(Collectors.joining(", ")));
        return card(PLAIN_WORDS, new Assessment.CardNeed(known(need.kind()), need.indicator()), model);
    }

    /** The card that names what could not be put into words. */
    Card notWorded(List<Worded.Unworded> unworded) {
        Map<String, @Nullable Object> model = new HashMap<>();
        SHORTER_FORMS.forEach(form -> model.put(form, false));
        model.put("cards", topics(unworded.stream().filter(one -> !one.part().equals(SUGGESTION))));
        model.put(
                "suggestions", topics(unworded.stream().filter(one -> one.part().equals(SUGGESTION))));
        return card(NOT_WORDED, new Assessment.CardNeed(NOT_WORDED, WARNING), model);
    }

    private String topics(Stream<Worded.Unworded> unworded) {
        return unworded.map(one -> topic(one.card())).distinct().collect(Collectors.joining(", "));
    }

    private String topic(String kind) {
        return phrases.of("topic", known(kind));
    }

    private Card card(String template, Assessment.CardNeed need, Map<String, ? extends @Nullable Object> model) {
        String kind = need.kind();
        String indicator = need.indicator();
        String summary = summaryOf(template, model);
        String shortened = shortened(summary);
        String detail = tidied(Phrases.refuseMarks(fill(details, template, model)));
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
        String summary = Phrases.refuseMarks(fill(summaries, kind, form));
        for (String shorter : SHORTER_FORMS) {
            if (spaced(summary).length() <= LONGEST_SUMMARY) {
                break;
            }
            form.put(shorter, true);
            summary = Phrases.refuseMarks(fill(summaries, kind, form));
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
            // The message names what is missing, never what is there.
            throw new WordingBroken(
                    "The template " + FOLDER + "/" + kind + ".md cannot be filled: " + e.getMessage(), e);
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
        Supplier<Split<Map<String, String>>> problems =
                SingletonSupplier.of(() -> Split.of(problems(assessment, marking), MOST_PROBLEMS));
        model.put("problems", first(problems));
        model.put("problemsMore", more(problems));
        Supplier<Split<Map<String, String>>> notRead =
                SingletonSupplier.of(() -> Split.of(new NotReadWords(assessment, marking).all(), MOST_NOT_READ));
        model.put("notRead", first(notRead));
        model.put("notReadMore", more(notRead));
        model.put("tooOld", (Supplier<?>) () -> new CaveatWords(assessment, marking).tooOld());
        model.put("missing", (Supplier<?>) () -> missing(assessment));
        switch (kind) {
            case EMERGENCY -> model.putAll(new EmergencyModel(assessment, marking).of());
            case "SCOPE" -> model.put("scope", scope(assessment));
            case DOSE_SAFETY -> model.putAll(new DoseModel(assessment, marking, this::finding).of());
            case "DATA_QUALITY" -> model.put("question", question(assessment));
            case "OPTIONS" -> model.putAll(new OptionsModel(assessment, marking).options());
            case "SURGICAL" -> model.putAll(new OptionsModel(assessment, marking).surgical());
            case "REFERRAL" -> model.putAll(new OptionsModel(assessment, marking).referral());
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
        model.putAll(new SuspendedModel(context.suspended(), marking).stamp(kind));
        return model;
    }

    private static <T> Supplier<List<T>> first(Supplier<Split<T>> split) {
        return () -> split.get().first();
    }

    private static <T> Supplier<@Nullable Integer> more(Supplier<Split<T>> split) {
        return () -> split.get().rest().isEmpty() ? null : split.get().rest().size();
    }

    /** The card that asks for the neurological status: the first that is no emergency. */
    private static @Nullable String firstBesideEmergency(Assessment assessment) {
        return assessment.cards().stream()
                .map(Assessment.CardNeed::kind)
                .filter(kind -> !kind.equals(EMERGENCY))
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
                .map(name -> marking.of("missing", name))
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
        boolean isOutside = isOutside(assessment);
        List<Map<String, String>> lines = notShown(context)
                .map(kind -> Map.of(
                        "topic",
                        marking.of("topic", kind),
                        "summary",
                        shortened(summaryOf(kind, model(kind, context)))))
                .toList();
        model.put("urgent", lines.stream().skip(1).toList());
        model.put(
                "first",
                lines.isEmpty()
                        ? isOutside ? phrases.of("suspended", SUMMARY) : null
                        : lines.get(0).get("summary"));
        model.put("more", lines.size() < 2 ? null : lines.size() - 1);
        model.put("outside", isOutside);
        model.putAll(new DoseModel(assessment, marking, this::finding).of());
        if (context.suspended().has(DOSE_SAFETY)) {
            model.putAll(SuspendedModel.withoutDose());
        }
        model.putAll(new OptionsModel(assessment, marking).options());
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

    /** The kinds that the summary sums up and that have no card beside it. */
    private static Stream<String> notShown(CardContext context) {
        Assessment assessment = context.assessment();
        Set<String> shown =
                assessment.cards().stream().map(Assessment.CardNeed::kind).collect(Collectors.toSet());
        return Stream.concat(
                assessment.summedUp().stream().map(Assessment.CardNeed::kind).filter(kind -> !shown.contains(kind)),
                isOutside(assessment) && !context.suspended().has("SCOPE") ? Stream.of("SCOPE") : Stream.empty());
    }

    private static boolean isOutside(Assessment assessment) {
        return scope(assessment).containsValue(true);
    }

    List<Map<String, String>> problems(Assessment assessment) {
        return problems(assessment, phrases);
    }

    private List<Map<String, String>> problems(Assessment assessment, Phrases words) {
        return assessment.problems().stream()
                .map(problem -> {
                    String[] parts = problem.split(":", 2);
                    return Map.of(
                            "code", parts[0],
                            "subject", subject(parts[0], parts[1], new CourseNames(assessment, words)),
                            "text", words.of("problem", parts[0]),
                            "mend", words.of("mend", parts[0]));
                })
                .toList();
    }

    private static String subject(String code, String name, CourseNames courses) {
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
        return courses.withoutDose(id) + part;
    }
}

package org.spinecds.card;

import com.google.common.base.Suppliers;
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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spinecds.card.CardKind.Role;
import org.spinecds.content.Content;
import org.spinecds.content.Settings;
import org.spinecds.decision.AnswerTree;
import org.spinecds.decision.Assessment;
import org.spinecds.decision.Suspension;

/**
 * Words an assessment. Each card is a template of {@code cds-hooks/cards}: the part above the line {@code ---} is the
 * summary, the rest the detail. Templates contain no logic, and a name that nothing fills is a fault.
 */
public final class CardRenderer {

    /**
     * A summary is plain text: some clients would render a tag or a link in it, so text of a record must not form one.
     */
    private static final Mustache.Escaper PLAIN =
            Escapers.simple(new String[][] {{"<", "‹"}, {">", "›"}, {"[", "("}, {"]", ")"}});

    /** CDS Hooks 2.0.1, Card Attributes: fewer than 140 characters. */
    private static final int LONGEST_SUMMARY = 139;

    private static final List<String> SHORTER_FORMS = List.of("brief", "briefest");

    private static final String ITEM = "- ";

    /** A card can be read in ten seconds (N-18). */
    private static final int MOST_LINES = 10;

    private static final int MOST_CHARACTERS = 1100;
    /** The name under which suggestions without words are counted, beside the kinds of cards. */
    public static final String SUGGESTION = "SUGGESTION";

    private static final String FOLDER = "cds-hooks/cards";
    private static final Pattern FURTHER_WORDS = Pattern.compile("cds-hooks/([a-z-]+)/words\\.json");
    private static final String TEMPLATE = ".md";
    private static final String ASKS = "asks";
    private static final String CAVEATS = "Caveats";
    private static final String FINDING = "finding";
    private static final String RULE = "\n---\n";
    private static final String CRITICAL = "critical";
    private static final String WARNING = "warning";
    private static final List<String> INDICATORS = List.of(CRITICAL, WARNING, "info");
    private static final List<String> SAMPLE_LEVELS = List.of("T8", "T9", "T10", "T11");

    private static final int MOST_LEVELS = 3;
    private static final int MOST_SETTINGS = 3;
    private static final int MOST_PROBLEMS = 2;

    private final Content content;
    private final Map<String, String> configured;
    private final Settings settings;
    private final Phrases phrases;

    private final CardKinds kinds;
    private final Map<String, View> views = new HashMap<>();
    private final View ofLevels;
    private final View parts;
    private final Map<String, AnswerShapes> shapes;
    private final SuggestionDrafts drafts;
    private final int most;
    private final int unsigned;
    private final Map<String, Template> summaries = new HashMap<>();
    private final Map<String, Template> details = new HashMap<>();

    /**
     * Reads the content. It tries the cards that must never fail: plain words, words that are missing, a failed
     * evaluation, and suspensions.
     *
     * @param most the greatest number of cards in one answer; further cards are folded into the last
     * @param unsigned the number of decisions without a signature, for the source line of every card; 0 leaves it out
     * @throws WordingBroken when a file cannot be read, or a card that must never fail cannot be filled
     */
    public CardRenderer(Content content, int most, int unsigned) {
        this(content, most, unsigned, Map.of());
    }

    /**
     * Reads the content with settings of the site.
     *
     * @param configured the settings that replace a default, by name; texts that name them show these values
     */
    public CardRenderer(Content content, int most, int unsigned, Map<String, String> configured) {
        this.content = content;
        this.configured = Map.copyOf(configured);
        this.most = most;
        this.unsigned = unsigned;
        settings = Settings.of(content, configured);
        phrases = withFurtherWords(new Phrases(text("phrases.json"))
                .andOfEach("evidence.", FOLDER + "/evidence.json", text("evidence.json"))
                .andOfEach("trials.", FOLDER + "/trials.json", text("trials.json")));
        shapes = AnswerShapes.of(content);
        Mustache.Compiler compiler =
                strictCompiler().withEscaper(Markdown::escape).withLoader(this::partial);
        summaries.put(FINDING, compiler.withEscaper(Escapers.NONE).compile("{{> finding}}"));
        for (String path : content.list(FOLDER, TEMPLATE)) {
            String kind = path.substring(path.lastIndexOf('/') + 1, path.length() - TEMPLATE.length());
            String text = settings.fill(path, content.text(path));
            int rule = text.indexOf(RULE);
            if (rule >= 0) {
                try {
                    summaries.put(kind, compiler.withEscaper(PLAIN).compile(text.substring(0, rule)));
                    details.put(kind, compiler.compile(text.substring(rule + RULE.length())));
                } catch (MustacheException e) {
                    throw new WordingBroken("The template " + path + " cannot be read: " + e.getMessage(), e);
                }
            }
        }
        kinds = new CardKinds(content, settings, FOLDER, details.keySet());
        drafts = new SuggestionDrafts(content, phrases, kinds, settings);
        ofLevels = kinds.shared("level", phrases);
        parts = kinds.parts(phrases);
        kinds.all().forEach(kind -> views.put(kind.code(), kinds.view(kind, phrases)));
        tryFixedWords();
        tryTheWordsOfSuspensions();
    }

    /** A compiler of templates in which a name that nothing fills is a fault. */
    public static Mustache.Compiler strictCompiler() {
        return Mustache.compiler()
                .withCollector(new MapCollector())
                .nullValue("")
                .emptyStringIsFalse(true)
                .zeroIsFalse(false);
    }

    private void tryFixedWords() {
        notEvaluated();
        List<Worded.Unworded> everything = new ArrayList<>();
        for (CardKind kind : kinds.ofTheRules()) {
            Worded.Unworded card = new Worded.Unworded(kind.code(), kind.code(), "");
            Worded.Unworded suggestion = new Worded.Unworded(SUGGESTION, kind.code(), "");
            notWorded(List.of(card));
            notWorded(List.of(suggestion));
            everything.addAll(List.of(card, suggestion));
            for (String indicator : INDICATORS) {
                for (List<CardKind> said : List.of(List.<CardKind>of(), kinds.ofTheRules())) {
                    for (List<String> levels : List.of(List.<String>of(), SAMPLE_LEVELS)) {
                        plain(new Assessment.CardNeed(kind.code(), indicator), said, levels);
                    }
                }
            }
        }
        notWorded(everything);
    }

    /** Tries the cards on suspensions now, since they are needed only when the site has withheld something. */
    private void tryTheWordsOfSuspensions() {
        suspended(WARNING, SuspendedModel.sampleLeftOut(kinds.ofTheRules()));
        held(SuspendedModel.sample(), ZoneOffset.UTC);
        phrases.of(Suspended.GROUP_OF_LEADS, kinds.of(Role.SUSPENDED).code());
    }

    /**
     * The phrases with the groups of each {@code cds-hooks/NAME/words.json}; their names begin with the NAME and a dot. A folder
     * with views is a page: its words are its own, and a fault in them costs no card its words.
     */
    private Phrases withFurtherWords(Phrases own) {
        Phrases all = own;
        for (String path : content.texts().keySet()) {
            Matcher further = FURTHER_WORDS.matcher(path);
            if (further.matches() && !content.texts().containsKey("cds-hooks/" + further.group(1) + "/view.json")) {
                all = all.and(further.group(1) + ".", path, settings.fill(path, content.text(path)));
            }
        }
        return all;
    }

    private Reader partial(String name) {
        return new StringReader(text(name + ".md").strip());
    }

    private String text(String file) {
        String path = FOLDER + "/" + file;
        return settings.fill(path, content.text(path));
    }

    /** A renderer of the same content with every setting at its default. */
    public CardRenderer asWritten() {
        return configured.isEmpty() ? this : new CardRenderer(content, most, unsigned);
    }

    /**
     * The cards of an assessment, in its order, each with a new identifier. Use it to test a content: the first card
     * without words is a fault.
     *
     * @throws WordingBroken when a card or a suggestion cannot be worded
     */
    public List<Card> render(CardContext context) {
        Worded worded = renderApart(context);
        if (!worded.unworded().isEmpty()) {
            throw new WordingBroken(worded.unworded().get(0).why(), null);
        }
        return worded.cards();
    }

    /** The cards for a clinician. A card that cannot be worded is shown in plain words, and a last card names it. */
    public Worded renderApart(CardContext context) {
        return new OneByOne(this, drafts, context, new ArrayList<>()).all(most);
    }

    /** The parts that may lack words: the kinds of cards that the rules ask for, and suggestions. */
    public List<String> parts() {
        return Stream.concat(
                        Stream.concat(kinds.ofTheRules().stream(), Stream.of(kinds.of(Role.UNWORDED)))
                                .map(CardKind::code),
                        Stream.of(SUGGESTION))
                .toList();
    }

    /**
     * The paths in the files of cards and guidelines that lead nowhere.
     *
     * @param answers the types of the answers, by the name of the guideline's library
     */
    public List<Misnamed> misnamed(Map<String, AnswerTree> answers) {
        List<Misnamed> found =
                new ArrayList<>(ViewCheck.ofAny(answers.values(), kinds::check).found());
        shapes.forEach((library, shape) -> {
            ViewCheck check = new ViewCheck(answers.getOrDefault(library, AnswerTree.of(null)));
            shape.check(check);
            found.addAll(check.found());
        });
        return found;
    }

    /** The names of the answers that the cards and the document read. */
    public Set<String> answers() {
        return Stream.concat(kinds.paths(), shapes.values().stream().flatMap(AnswerShapes::paths))
                .filter(View::isFromTheRoot)
                .map(path -> path.split("\\.", 2)[0])
                .filter(name -> !name.equals(Assessment.CARDS))
                .collect(Collectors.toSet());
    }

    /**
     * The whole assessment as the JSON document of the explain extension.
     *
     * @throws WordingBroken when a member cannot be filled
     */
    public Map<String, Object> document(Assessment assessment) {
        return shapes(assessment).document().of(assessment.answers());
    }

    private AnswerShapes shapes(Assessment assessment) {
        return Objects.requireNonNull(shapes.get(assessment.library()), assessment.library());
    }

    CardKinds kinds() {
        return kinds;
    }

    /** An assessment without the things that the site has suspended. */
    public Suspended without(Assessment given, List<Suspension> inForce, ZoneId zone) {
        return new Suspended(kinds, shapes(given).suspended(), given, inForce, zone);
    }

    /** The suspension that closes the worksheets; empty where they are open. */
    public Optional<Suspension> closingWorksheets(List<Suspension> inForce) {
        return Suspension.holding(inForce).or(() -> kinds.all()
                .filter(CardKind::closesWorksheet)
                .flatMap(kind -> Suspension.of(Suspension.Kind.CARD, kind.code(), inForce).stream())
                .findFirst());
    }

    /** The card with the suspended kinds of card. */
    Card suspended(CardContext context) {
        AnswerTree leftOut = new SuspendedModel(context.suspended(), phrases).leftOut();
        return suspended(context.suspended().indicator(), leftOut).withLinks(context.links());
    }

    private Card suspended(String indicator, AnswerTree leftOut) {
        CardKind kind = kinds.of(Role.SUSPENDED);
        Map<String, @Nullable Object> model =
                new HashMap<>(kinds.view(kind, phrases).of(AnswerTree.of(null), leftOut));
        SHORTER_FORMS.forEach(form -> model.put(form, false));
        return card(kind, kind, indicator, model);
    }

    /**
     * The only card of a suspended service.
     *
     * @param zone the zone of the time on the card
     */
    public Card held(Suspension suspension, ZoneId zone) {
        return card(Role.HELD, WARNING, SuspendedModel.held(suspension, zone));
    }

    /** The suspended options, for a list of options. */
    SuspendedOptions suspendedOptions(CardContext context) {
        return kinds.all()
                .filter(kind -> kind.worksheet() == CardPlace.OPTIONS)
                .findFirst()
                .map(kind -> new SuspendedModel(context.suspended(), phrases).options(kind))
                .orElse(new SuspendedOptions("", List.of()));
    }

    /** The things of a kind that a site may suspend: words by code. */
    public Map<String, String> suspendable(Suspension.Kind kind) {
        Map<String, String> words = new TreeMap<>();
        switch (kind) {
            case CARD -> kinds.ofTheRules().forEach(card -> words.put(card.code(), card.topic()));
            case OPTION ->
                phrases.codes(SuspendedModel.OPTION)
                        .forEach(option -> words.put(option, phrases.of(SuspendedModel.OPTION, option)));
            case SUGGESTION -> drafts.keys().forEach(key -> words.put(key, SuspendedModel.name(key)));
            case SERVICE -> words.put(Suspension.ALL, kinds.of(Role.HELD).topic());
        }
        return words;
    }

    /**
     * A page of a folder that shows the same assessment in another form.
     *
     * @throws WordingBroken when its files cannot be read
     */
    public PageView page(Content files, String pages) {
        return new PageView(this, files, Settings.of(files, configured), pages);
    }

    Phrases phrases() {
        return phrases;
    }

    String finding(Map<String, ? extends @Nullable Object> level) {
        return fill(summaries, FINDING, level).strip();
    }

    /** The only card of an evaluation that failed. */
    public Card notEvaluated() {
        return card(Role.FAILED, WARNING, Map.of());
    }

    /** A card in the words of its own template. */
    Card worded(Assessment.CardNeed need, CardContext context) {
        CardKind kind = kinds.of(need.kind());
        return card(kind, kind, need.indicator(), model(kind, context));
    }

    /** A card in plain words that cannot fail, with its own indicator. */
    Card plain(Assessment.CardNeed need, CardContext context) {
        Assessment assessment = context.assessment();
        CardKind kind = kinds.known(need.kind());
        List<CardKind> said = new ArrayList<>(List.of(kind));
        if (kind.sumsUp()) {
            notShown(context).forEach(said::add);
            kind.tells().stream()
                    .filter(told -> told.mayHold(assessment.answers())
                            && !context.suspended().has(told.kind()))
                    .map(told -> kinds.of(told.kind()))
                    .filter(CardKind::alone)
                    .forEach(said::add);
        }
        List<String> levels = kinds.ofTheRules().stream()
                .filter(said::contains)
                .flatMap(one -> one.pathOfLevels().stream())
                .findFirst()
                .map(path -> assessment.answers().at(path).texts())
                .orElse(List.of());
        return plain(need, said, levels);
    }

    private Card plain(Assessment.CardNeed need, List<CardKind> said, List<String> levels) {
        CardKind kind = kinds.known(need.kind());
        Map<String, @Nullable Object> model = new HashMap<>();
        model.put("topic", kind.topic());
        model.put("kind", flags(said));
        model.put(CRITICAL, need.indicator().equals(CRITICAL));
        model.put(
                "levels",
                levels.size() <= MOST_LEVELS
                        ? String.join(", ", levels)
                        : String.join(", ", levels.subList(0, MOST_LEVELS)) + " …");
        model.put(
                "topics",
                said.stream()
                        .filter(one -> !one.equals(kind) && !one.alone())
                        .map(CardKind::topic)
                        .distinct()
                        .collect(Collectors.joining(", ")));
        return card(kinds.of(Role.PLAIN), kind, need.indicator(), model);
    }

    /** A flag for each kind: the section {@code {{#kind.CODE}}}. */
    static Map<String, Boolean> flags(List<CardKind> kinds) {
        return kinds.stream().distinct().collect(Collectors.toMap(CardKind::code, kind -> true));
    }

    /** The card with the topics that could not be worded. */
    Card notWorded(List<Worded.Unworded> unworded) {
        Map<String, @Nullable Object> model = new HashMap<>();
        SHORTER_FORMS.forEach(form -> model.put(form, false));
        model.put("cards", topics(unworded.stream().filter(one -> !one.part().equals(SUGGESTION))));
        model.put(
                "suggestions", topics(unworded.stream().filter(one -> one.part().equals(SUGGESTION))));
        return card(Role.UNWORDED, WARNING, model);
    }

    private String topics(Stream<Worded.Unworded> unworded) {
        return unworded.map(one -> kinds.known(one.card()).topic()).distinct().collect(Collectors.joining(", "));
    }

    private Card card(Role role, String indicator, Map<String, ? extends @Nullable Object> model) {
        return card(kinds.of(role), kinds.of(role), indicator, model);
    }

    private Card card(CardKind words, CardKind kind, String indicator, Map<String, ? extends @Nullable Object> model) {
        String template = words.code();
        String summary = summaryOf(template, model);
        String shortened = shortened(summary);
        String detail = tidied(fill(details, template, model));
        return new Card(
                Identifiers.next().toString(),
                shortened,
                fitted(shortened.equals(summary) ? detail : withWhole(summary, detail, model)),
                indicator,
                phrases.source(kind, indicator, summary, unsigned),
                List.of(),
                overrideReasons(),
                List.of(),
                Map.of(Card.EXTENSION, Map.of("kind", kind.code())));
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

    /** The detail with the whole summary, where it was shortened; below the question, if the detail begins with one. */
    private static String withWhole(String summary, String detail, Map<String, ? extends @Nullable Object> model) {
        int at = Boolean.TRUE.equals(model.get(ASKS)) ? detail.indexOf('\n') + 1 : 0;
        return detail.substring(0, at) + ITEM + "**" + Markdown.escape(summary) + "**\n" + detail.substring(at);
    }

    /**
     * The detail within its lines and characters. The last items before the closing paragraph are replaced by their
     * number.
     */
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
                    + phrases.line("MORE", Map.of("count", Integer.toString(left))) + end;
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
            throw WordingBroken.behind(e, "The template " + FOLDER + "/" + kind + ".md cannot be filled: ");
        }
    }

    private static String shortened(String summary) {
        if (summary.length() <= LONGEST_SUMMARY) {
            return summary;
        }
        int end = summary.lastIndexOf(' ', LONGEST_SUMMARY - 1);
        return summary.substring(0, end > 0 ? end : LONGEST_SUMMARY - 1) + "…";
    }

    /** The detail without the blank lines of empty sections, and without blank lines between items. */
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

    /** The names that fill the template of a card. */
    Map<String, @Nullable Object> model(CardKind kind, CardContext context) {
        Assessment assessment = context.assessment();
        AnswerTree answers = shown(assessment);
        Map<String, @Nullable Object> model =
                new HashMap<>(Objects.requireNonNull(views.get(kind.code())).of(answers));
        SHORTER_FORMS.forEach(form -> model.put(form, false));
        Object asks = model.get(ASKS);
        model.put(ASKS, (Supplier<?>) () -> kind.code().equals(firstThatAsks(assessment)) && isSaid(asks));
        Supplier<Split<Map<String, String>>> problems =
                Suppliers.memoize(() -> Split.of(problems(assessment), MOST_PROBLEMS));
        model.put("problems", first(problems));
        model.put("problemsMore", more(problems));
        if (kind.eachLevel()) {
            model.putAll(levels(answers).of());
        }
        if (kind.sumsUp()) {
            summary(model, context);
        }
        model.put(
                "replayed",
                context.replayed() == null ? null : context.replayed().toString());
        Split<CardContext.ChangedSetting> settings = Split.of(context.changedSettings(), MOST_SETTINGS);
        model.put(
                "settings",
                settings.first().stream()
                        .map(setting -> phrases.line("SETTING", setting.inWords()))
                        .collect(Collectors.joining(", ")));
        model.put(
                "settingsMore",
                settings.rest().isEmpty() ? null : settings.rest().size());
        model.putAll(new SuspendedModel(context.suspended(), phrases).stamp(kind));
        return model;
    }

    /** The answers without the caveats that a card words itself. */
    AnswerTree shown(Assessment assessment) {
        AnswerTree answers = assessment.answers();
        return !answers.has(CAVEATS)
                ? answers
                : answers.keeping(
                        CAVEATS, caveat -> assessment.cards().stream().noneMatch(card -> kinds.known(card.kind())
                                .says(String.valueOf(caveat.at("code").text()))));
    }

    LevelWords levels(AnswerTree answers) {
        return new LevelWords(kinds.ofLevels(), answers, ofLevels, this::finding);
    }

    private static boolean isSaid(@Nullable Object name) {
        return View.plain(name) != null;
    }

    private static <T> Supplier<List<T>> first(Supplier<Split<T>> split) {
        return () -> split.get().first();
    }

    private static <T> Supplier<@Nullable Integer> more(Supplier<Split<T>> split) {
        return () -> split.get().rest().isEmpty() ? null : split.get().rest().size();
    }

    /** The kind of the card that asks for missing data: the first that is not urgent; null where there is none. */
    private @Nullable String firstThatAsks(Assessment assessment) {
        return assessment.cards().stream()
                .map(Assessment.CardNeed::kind)
                .filter(kind -> !kinds.isUrgent(kind))
                .findFirst()
                .orElse(null);
    }

    /** Adds a line for each card that is summed up and not shown. */
    private void summary(Map<String, @Nullable Object> model, CardContext context) {
        List<Map<String, String>> lines = notShown(context)
                .map(kind -> Map.of(
                        "topic", kind.topic(), "summary", shortened(summaryOf(kind.code(), model(kind, context)))))
                .toList();
        model.put("urgent", lines.stream().skip(1).toList());
        model.put("first", lines.isEmpty() ? null : lines.get(0).get("summary"));
        model.put("more", lines.size() < 2 ? null : lines.size() - 1);
    }

    /** The kinds that a summary sums up and that have no card of their own. */
    private Stream<CardKind> notShown(CardContext context) {
        Assessment assessment = context.assessment();
        Set<String> shown =
                assessment.cards().stream().map(Assessment.CardNeed::kind).collect(Collectors.toSet());
        return Stream.concat(
                        assessment.summedUp().stream()
                                .map(Assessment.CardNeed::kind)
                                .filter(kind -> !shown.contains(kind)),
                        assessment.cards().stream()
                                .flatMap(card -> kinds.known(card.kind()).tells().stream())
                                .filter(told -> told.line() && told.holds(assessment.answers()))
                                .map(CardKind.Telling::kind)
                                .filter(kind -> !context.suspended().has(kind)))
                .map(kinds::of);
    }

    List<Map<String, String>> problems(Assessment assessment) {
        return assessment.problems().stream()
                .map(problem -> {
                    String[] parts = problem.split(":", 2);
                    return Map.of(
                            "code", parts[0],
                            "subject", subject(parts[0], parts[1], assessment.answers()),
                            "text", phrases.of("problem", parts[0]),
                            "mend", phrases.of("mend", parts[0]));
                })
                .toList();
    }

    private String subject(String code, String name, AnswerTree answers) {
        int dot = name.lastIndexOf('.');
        String part = dot < 0 ? "" : name.substring(dot + 1);
        if (phrases.find("problemPart", part).isEmpty()) {
            return whole(code, name, answers);
        }
        return phrases.of("problemPart", part).replace("{subject}", whole(code, name.substring(0, dot), answers));
    }

    private String whole(String code, String id, AnswerTree answers) {
        if (id.equals("proposed")) {
            return phrases.line("PROPOSED", Map.of());
        }
        if (code.startsWith("PLAN_")) {
            return phrases.line("PLAN", Map.of("id", id));
        }
        if (id.equals("history")) {
            return phrases.line("HISTORY", Map.of());
        }
        String course = parts.text("courseShort", answers, AnswerTree.of(id));
        return course.isEmpty() ? phrases.line("COURSE", Map.of("id", id)) : course;
    }
}

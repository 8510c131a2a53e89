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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.spinecds.content.Content;
import org.spinecds.decision.Assessment;
import org.spinecds.decision.LevelAssessment;

/**
 * Words an assessment: each card is a template of {@code cds-hooks/cards}, its first line the summary, the rest the
 * detail. Templates are logic-less and strict: a name they use and nobody fills stops the start of a card.
 */
public final class CardRenderer {

    /** CDS Hooks 2.0.1, Card Attributes: fewer than 140 characters. */
    private static final int LONGEST_SUMMARY = 139;

    private static final String ITEM = "- ";
    private static final String MORE = "**More**";

    private static final String FOLDER = "cds-hooks/cards";
    private static final String DOSE_SAFETY = "DOSE_SAFETY";
    private static final String NOT_EVALUATED = "NOT_EVALUATED";
    private static final String FINDING = "finding";
    private static final String SUMMARY = "SUMMARY";
    private static final int MOST_LEVELS = 3;
    private static final int MOST_PROBLEMS = 4;
    private static final int MOST_CAVEATS = 2;

    private final Phrases phrases;
    private final EvidenceTexts evidence;
    private final SuggestionDrafts drafts;
    private final int most;
    private final Map<String, Template> summaries = new HashMap<>();
    private final Map<String, Template> details = new HashMap<>();

    /**
     * Reads the words.
     *
     * @param most the greatest number of cards of one answer; what is beyond it is folded into the last
     * @throws WordingBroken when a file cannot be read
     */
    public CardRenderer(Content content, int most) {
        this.most = most;
        phrases = new Phrases(content.text(FOLDER + "/phrases.json"));
        evidence = new EvidenceTexts(content.text(FOLDER + "/evidence.json"), content.text(FOLDER + "/trials.json"));
        drafts = new SuggestionDrafts(content, phrases);
        Mustache.Compiler compiler = Mustache.compiler()
                .withCollector(new MapCollector())
                .withEscaper(Markdown::escape)
                .nullValue("")
                .emptyStringIsFalse(true)
                .zeroIsFalse(false)
                .withLoader(name -> partial(content, name));
        summaries.put(FINDING, compiler.withEscaper(Escapers.NONE).compile("{{> finding}}"));
        for (String path : content.list(FOLDER, ".md")) {
            String kind = path.substring(path.lastIndexOf('/') + 1, path.length() - ".md".length());
            String text = content.text(path);
            int rule = text.indexOf("\n---\n");
            if (rule >= 0) {
                try {
                    summaries.put(kind, compiler.withEscaper(Escapers.NONE).compile(text.substring(0, rule)));
                    details.put(kind, compiler.compile(text.substring(rule + "\n---\n".length())));
                } catch (MustacheException e) {
                    throw new WordingBroken("The template " + path + " cannot be read: " + e.getMessage(), e);
                }
            }
        }
    }

    private static Reader partial(Content content, String name) {
        return new StringReader(content.text(FOLDER + "/" + name + ".md").strip());
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
            cards.add(need.kind().equals(DOSE_SAFETY) ? card.withLinks(context.links()) : card);
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
        String summary = fill(summaries, kind, model).replaceAll("\\s+", " ").strip();
        String shortened = shortened(summary);
        String detail = tidied(fill(details, kind, model));
        return new Card(
                Identifiers.next().toString(),
                shortened,
                shortened.equals(summary) ? detail : "**" + Markdown.escape(summary) + "**\n\n" + detail,
                indicator,
                phrases.source(kind, indicator, summary),
                List.of(),
                overrideReasons(),
                List.of(),
                Map.of(Card.EXTENSION, Map.of("kind", kind)));
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

    /** Without blank lines that empty sections leave, items close together, and no heading that nothing follows. */
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
        String text = tidied.toString().strip();
        return text.endsWith(MORE)
                ? text.substring(0, text.length() - MORE.length()).strip()
                : text;
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
        Split<Map<String, String>> notRead =
                Split.of(new NotReadWords(assessment, phrases).of(kind), kind.equals("OPTIONS") ? 1 : 2);
        model.put("notRead", notRead.first());
        model.put("notReadMore", notRead.rest());
        switch (kind) {
            case "EMERGENCY" -> emergency(model, assessment);
            case "SCOPE" -> model.put("scope", scope(assessment));
            case DOSE_SAFETY -> model.putAll(new DoseModel(assessment, phrases).of());
            case "DATA_QUALITY" -> dataQuality(model, assessment);
            case "OPTIONS" -> model.putAll(new OptionsModel(assessment, phrases, evidence).options());
            case "SURGICAL" -> model.putAll(new OptionsModel(assessment, phrases, evidence).surgical());
            case "REFERRAL" -> model.putAll(new OptionsModel(assessment, phrases, evidence).referral());
            case SUMMARY -> summary(model, context);
            default -> throw new WordingBroken("There is no card of the kind " + kind + ".", null);
        }
        model.put("level", assessment.governingLevel());
        model.put(
                "replayed",
                context.replayed() == null ? null : context.replayed().toString());
        model.put(
                "settings",
                context.changedSettings().stream()
                        .map(CardContext.ChangedSetting::inWords)
                        .toList());
        model.put("orders", String.join("; ", context.ordering().orders()));
        return model;
    }

    /** What each of the urgent cards would have said in its one line. */
    private void summary(Map<String, @Nullable Object> model, CardContext context) {
        List<Map<String, String>> lines = context.assessment().urgentCards().stream()
                .map(need -> card(need.kind(), need.indicator(), model(need.kind(), context)))
                .map(card -> Map.of("topic", phrases.of("topic", card.kind()), "summary", card.summary()))
                .toList();
        model.put("cards", lines);
        model.put("first", lines.isEmpty() ? "" : lines.get(0).get("summary"));
        model.put("more", lines.size() < 2 ? null : lines.size() - 1);
    }

    private void emergency(Map<String, @Nullable Object> model, Assessment assessment) {
        List<String> reasons = assessment.emergencyReasons();
        model.put("reason", reasons.stream().collect(Collectors.toMap(reason -> reason, reason -> true)));
        model.put("confirmed", reasons.contains("BILSKY_3") || reasons.contains("SYMPTOMS_WITH_COMPRESSION"));
        model.put(
                "reasons",
                reasons.stream().map(reason -> phrases.of("reason", reason)).collect(Collectors.joining("; ")));
        model.put("levels", levels(assessment));
        model.put("facts", new CaveatWords(assessment, phrases).formerFacts());
        model.put("steroidPolicy", assessment.background().steroidPolicy());
    }

    /** The levels assessed, as many as a line holds; empty where none is. */
    private static String levels(Assessment assessment) {
        List<String> names =
                assessment.levels().stream().map(LevelAssessment::level).toList();
        return names.size() <= MOST_LEVELS
                ? String.join(", ", names)
                : assessment.governingLevel() + " and " + (names.size() - 1) + " more";
    }

    private static Map<String, Boolean> scope(Assessment assessment) {
        Assessment.Scope scope = assessment.scope();
        return Map.of(
                "under18", scope != null && scope.under18(),
                "excludedDisease", scope != null && scope.excludedDisease());
    }

    private void dataQuality(Map<String, @Nullable Object> model, Assessment assessment) {
        String reason = assessment.trigger().reason();
        boolean isQuestion = assessment.levels().isEmpty();
        model.put("question", Map.of(isQuestion ? reason : "RECORD", true));
        int problems = assessment.problems().size();
        int missing = assessment.missing().size();
        model.put("problemCount", problems == 0 ? null : problems + (problems == 1 ? " problem" : " problems"));
        model.put("missingCount", missing == 0 ? null : missing + " missing");
        model.put(
                "missingList",
                assessment.missing().isEmpty()
                        ? factNames(assessment.formerFacts())
                        : assessment.missing().stream()
                                .map(name -> firstWords(phrases.of("missing", name)))
                                .collect(Collectors.joining(", ")));
        Split<Map<String, String>> mended = Split.of(problems(assessment), MOST_PROBLEMS);
        model.put("problems", mended.first());
        model.put("problemsMore", mended.rest());
        model.put(
                "problemsBelow", mended.rest().isEmpty() ? null : mended.rest().size());
        model.put(
                "missing",
                assessment.missing().stream()
                        .map(name -> phrases.of("missing", name))
                        .collect(Collectors.joining("; ")));
        CaveatWords words = new CaveatWords(assessment, phrases);
        model.put("formerFacts", words.formerFacts());
        model.put("reassess", factNames(assessment.supersededEmergencyFacts()));
        Split<Map<String, String>> caveats = Split.of(words.of("DATA_QUALITY"), MOST_CAVEATS);
        model.put("caveats", caveats.first());
        model.put("caveatsMore", caveats.rest());
        List<Assessment.Criterion> criteria = assessment.background().criteria();
        model.put("criteria", criteria.size());
        model.put(
                "knownCriteria",
                criteria.stream().filter(Assessment.Criterion::known).count());
        List<Map<String, String>> gaps = gaps(criteria);
        model.put("hasGaps", !gaps.isEmpty());
        model.put("gaps", gaps);
    }

    /** The criteria of Table 1 not on file, by who can supply them. */
    private List<Map<String, String>> gaps(List<Assessment.Criterion> criteria) {
        Map<String, List<String>> byWho = new LinkedHashMap<>();
        criteria.stream().filter(criterion -> !criterion.known()).forEach(criterion -> byWho.computeIfAbsent(
                        criterion.who(), unused -> new ArrayList<>())
                .add(phrases.of("criterion", criterion.id())));
        return byWho.entrySet().stream()
                .map(gap ->
                        Map.of("who", phrases.of("who", gap.getKey()), "criteria", String.join("; ", gap.getValue())))
                .toList();
    }

    private static String firstWords(String phrase) {
        return phrase.split("[,(]", 2)[0].strip();
    }

    private String factNames(List<Assessment.FormerFact> facts) {
        return facts.stream().map(fact -> phrases.of("fact", fact.fact())).collect(Collectors.joining(", "));
    }

    List<Map<String, String>> problems(Assessment assessment) {
        return assessment.problems().stream()
                .map(problem -> {
                    String[] parts = problem.split(":", 2);
                    return Map.of(
                            "code", parts[0],
                            "subject", subject(parts[1], assessment),
                            "text", phrases.of("problem", parts[0]),
                            "mend", phrases.of("mend", parts[0]));
                })
                .toList();
    }

    private String subject(String name, Assessment assessment) {
        String part = name.endsWith(".thecalSac") ? ", thecal sac maximum" : "";
        String id = name.endsWith(".thecalSac") ? name.substring(0, name.length() - ".thecalSac".length()) : name;
        if (id.equals("proposed")) {
            return "Proposed plan" + part;
        }
        if (id.equals("history")) {
            return "Irradiation in the history" + part;
        }
        return new CourseNames(assessment, phrases).withoutDose(id) + part;
    }
}

package org.spinecds.card;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.spinecds.content.Content;
import org.spinecds.content.Settings;
import org.spinecds.decision.AnswerTree;

/**
 * Fills the templates of a page that shows the assessment in another form than cards. Its folder has {@code view.json}
 * with the views and their parts, and {@code words.json} with groups of phrases; a view names such a group with the
 * folder's name in front, such as {@code worksheet.silence}.
 */
public final class PageView {

    private static final String VIEW = "/view.json";
    private static final String WORDS = "/words.json";

    /** The name of the service's own values beside the answers of the rules. */
    private static final String OWN = "Worksheet";

    private static final String TEXT = "String";

    private final CardRenderer cards;
    private final Phrases words;
    private final String group;
    private final Map<String, View> views = new HashMap<>();
    private final String file;
    private final Map<String, Map<String, View.Field>> fields;
    private final Set<String> answers;

    /**
     * Reads the files.
     *
     * @throws WordingBroken with the file that cannot be read
     */
    PageView(CardRenderer cards, Content content, Settings settings, String folder) {
        this.cards = cards;
        this.group = folder.substring(folder.lastIndexOf('/') + 1) + ".";
        this.words =
                cards.phrases().and(group, folder + WORDS, settings.fill(folder + WORDS, content.text(folder + WORDS)));
        this.file = folder + VIEW;
        this.fields = new HashMap<>(cards.kinds().views(file, settings.fill(file, content.text(file))));
        fields.remove(CardKinds.PARTS);
        fields.forEach((name, view) -> views.put(name, new View(file, view, words)));
        this.answers =
                View.roots(fields.values()).filter(name -> !name.equals(OWN)).collect(Collectors.toSet());
    }

    /** The names of the answers that the page reads. */
    public Set<String> answers() {
        return answers;
    }

    /**
     * The paths in the views that lead nowhere.
     *
     * @param shapes the types of the answers, by the name of the guideline's library
     */
    public List<Misnamed> misnamed(Map<String, AnswerTree> shapes) {
        List<AnswerTree> all = shapes.values().stream()
                .map(shape -> shape.with(OWN, shape(shape)))
                .toList();
        return ViewCheck.ofAny(all, (check, here) -> fields.values().forEach(view -> check.fields(file, view, here)))
                .found();
    }

    private Map<String, @Nullable Object> shape(AnswerTree shapes) {
        Map<String, @Nullable Object> own = new HashMap<>();
        own.put("day", TEXT);
        own.put("cards", List.of(Map.of("place", TEXT, "indicator", TEXT, "topic", TEXT, "summary", TEXT)));
        own.put("levels", List.of(Map.of("level", TEXT, "isChosen", TEXT, "finding", TEXT)));
        own.put("level", LevelWords.shape(cards.kinds().ofLevels(), shapes).plain());
        own.put("problems", List.of(Map.of("code", TEXT, "subject", TEXT, "text", TEXT, "mend", TEXT)));
        own.put("suspended", Map.of("until", TEXT, "named", List.of(TEXT)));
        return own;
    }

    /**
     * The page's words for a code.
     *
     * @throws WordingBroken when there are none; a code is never shown in place of words
     */
    public String of(String name, String code) {
        return words.of(group + name, code);
    }

    /** The page's words for a code; empty where the group has none for it. */
    public Optional<String> find(String name, String code) {
        return words.find(group + name, code);
    }

    /**
     * The words of the cards for a code.
     *
     * @throws WordingBroken when there are none
     */
    public String ofCards(String name, String code) {
        return words.of(name, code);
    }

    /**
     * The input of the page.
     *
     * @param context the context of the cards; suspended things are left out
     * @param cards the cards; those with a place on the page are shown in one line each
     * @param level the level that is shown in full; null means none
     * @param day the day of the assessment
     */
    public record Shown(CardContext context, List<Card> cards, @Nullable String level, LocalDate day) {

        public Shown {
            cards = List.copyOf(cards);
        }

        /** The same input with another level in full. */
        public Shown at(@Nullable String other) {
            return new Shown(context, cards, other, day);
        }
    }

    /** All names of a view with their values. */
    @SuppressWarnings("unchecked")
    public Map<String, @Nullable Object> filled(String view, Shown shown) {
        return (Map<String, @Nullable Object>) Objects.requireNonNull(View.plain(names(view, shown)));
    }

    /** The value of one name of a view; null where it has none. */
    public @Nullable Object filled(String view, String name, Shown shown) {
        return View.plain(names(view, shown).get(name));
    }

    private Map<String, @Nullable Object> names(String view, Shown shown) {
        AnswerTree answers = cards.shown(shown.context().assessment());
        View found = views.get(view);
        if (found == null) {
            throw new WordingBroken("There is no view " + view + " of the page.", null);
        }
        return found.of(answers.with(OWN, own(answers, shown)));
    }

    private Map<String, @Nullable Object> own(AnswerTree answers, Shown shown) {
        Map<String, @Nullable Object> own = new HashMap<>();
        LevelWords levels = cards.levels(answers);
        SuspendedOptions suspended = cards.suspendedOptions(shown.context());
        own.put("day", shown.day().toString());
        own.put("cards", shown.cards().stream().map(this::line).toList());
        own.put(
                "levels",
                levels.names()
                        .map(level -> Map.of(
                                "level", level,
                                "isChosen", level.equals(shown.level()),
                                "finding", cards.finding(levels.level(level))))
                        .toList());
        own.put("level", levels.tree(shown.level()).plain());
        own.put("problems", cards.problems(shown.context().assessment()));
        own.put("suspended", Map.of("until", suspended.until(), "named", suspended.named()));
        return own;
    }

    private Map<String, String> line(Card card) {
        CardKind kind = cards.kinds().of(card.kind());
        return Map.of(
                "place", kind.worksheet() == null ? "" : kind.worksheet().name(),
                "indicator", card.indicator(),
                "topic", kind.topic(),
                "summary", card.summary());
    }
}

package org.spinecds.worksheet;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import java.io.StringReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.spinecds.card.CardContext;
import org.spinecds.card.CardRenderer;
import org.spinecds.content.Content;
import org.spinecds.content.Settings;
import org.spinecds.decision.Suspension;
import org.spinecds.logic.AssessmentLogic;

/**
 * What a worksheet is made with, of one guideline: its rules, its words, and the files of {@code cds-hooks/worksheet}. The
 * templates are logic-less and strict, and whatever they are filled with is escaped.
 */
public final class WorksheetContent {

    private static final String FOLDER = "cds-hooks/worksheet";
    private static final String SUFFIX = ".html";
    private static final List<String> PAGES = List.of(
            "page", "smart", "worksheet", "recomputed", "gone", "elsewhere", "unavailable", "suspended", "failed");

    private final AssessmentLogic logic;
    private final CardRenderer cards;
    private final List<CardContext.ChangedSetting> changedSettings;
    private final String version;
    private final Fields fields;
    private final Words words;
    private final Map<String, Template> templates = new HashMap<>();

    /**
     * Reads the files.
     *
     * @param version of all that decides and words, as the journal calls it
     * @throws WorksheetBroken when one of them cannot be used
     */
    public WorksheetContent(
            String version,
            Content content,
            AssessmentLogic logic,
            CardRenderer cards,
            List<CardContext.ChangedSetting> changedSettings) {
        this.logic = logic;
        this.cards = cards;
        this.changedSettings = List.copyOf(changedSettings);
        this.version = version;
        Settings settings = Settings.of(
                content,
                changedSettings.stream()
                        .collect(
                                Collectors.toMap(CardContext.ChangedSetting::name, CardContext.ChangedSetting::value)));
        this.fields = new Fields(text(content, settings, "fields.json"));
        this.words = new Words(text(content, settings, "words.json"));
        Mustache.Compiler compiler = Mustache.compiler()
                .escapeHTML(true)
                .nullValue("")
                .emptyStringIsFalse(true)
                .zeroIsFalse(false)
                .withLoader(name -> new StringReader(text(content, settings, name + SUFFIX)));
        for (String path : content.list(FOLDER, SUFFIX)) {
            String name = path.substring(path.lastIndexOf('/') + 1, path.length() - SUFFIX.length());
            try {
                templates.put(name, compiler.compile(settings.fill(path, content.text(path))));
            } catch (MustacheException e) {
                throw new WorksheetBroken("The template " + path + " cannot be read: " + e.getMessage(), e);
            }
        }
        refuseUnlessWhole();
    }

    private static String text(Content content, Settings settings, String file) {
        String path = FOLDER + "/" + file;
        return settings.fill(path, content.text(path));
    }

    private void refuseUnlessWhole() {
        for (String page : PAGES) {
            if (!templates.containsKey(page)) {
                throw new WorksheetBroken("There is no template " + FOLDER + "/" + page + SUFFIX + ".", null);
            }
        }
    }

    /**
     * A template, filled.
     *
     * @throws WorksheetBroken when there is none, or it names what nobody fills
     */
    String filled(String template, Map<String, ? extends @Nullable Object> model) {
        Template found = templates.get(template);
        if (found == null) {
            throw new WorksheetBroken("There is no template " + FOLDER + "/" + template + SUFFIX + ".", null);
        }
        try {
            return found.execute(model);
        } catch (MustacheException e) {
            // The message names what is missing, never what is there.
            throw new WorksheetBroken(
                    "The template " + FOLDER + "/" + template + " cannot be filled: " + e.getMessage(), e);
        }
    }

    /** What the link on the card says. */
    public String linkLabel() {
        return words.of("link", "label");
    }

    /** What the link says that opens the worksheet as a SMART app. */
    public String smartLinkLabel() {
        return words.of("link", "smart");
    }

    /** The suspension that closes the worksheets; empty where they are open. */
    public Optional<Suspension> closing(List<Suspension> inForce) {
        return cards.closingWorksheets(inForce);
    }

    AssessmentLogic logic() {
        return logic;
    }

    CardRenderer cards() {
        return cards;
    }

    List<CardContext.ChangedSetting> changedSettings() {
        return changedSettings;
    }

    String version() {
        return version;
    }

    Fields fields() {
        return fields;
    }

    Words words() {
        return words;
    }
}

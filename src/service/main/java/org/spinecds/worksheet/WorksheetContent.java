package org.spinecds.worksheet;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import java.io.StringReader;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.spinecds.card.CardContext;
import org.spinecds.card.CardRenderer;
import org.spinecds.card.PageView;
import org.spinecds.card.WordingBroken;
import org.spinecds.content.Content;
import org.spinecds.content.Settings;
import org.spinecds.decision.Suspension;
import org.spinecds.logic.AssessmentLogic;

/**
 * The content for the worksheets of one guideline: its rules, its words, and the files of {@code cds-hooks/worksheet}.
 * The templates contain no logic; a name that nothing fills is a fault, and every value is escaped.
 */
public record WorksheetContent(
        String version,
        AssessmentLogic logic,
        CardRenderer cards,
        List<CardContext.ChangedSetting> changedSettings,
        Fields fields,
        PageView page,
        Map<String, Template> templates) {

    private static final String FOLDER = "cds-hooks/worksheet";
    private static final String SUFFIX = ".html";
    private static final List<String> PAGES = List.of(
            "page", "smart", "worksheet", "recomputed", "gone", "elsewhere", "unavailable", "suspended", "failed");

    /**
     * Reads the files.
     *
     * @param version the version of rules and words, as in the journal
     * @throws WordingBroken when a file cannot be used
     */
    public static WorksheetContent of(
            String version,
            Content content,
            AssessmentLogic logic,
            CardRenderer cards,
            List<CardContext.ChangedSetting> changedSettings) {
        Settings settings = Settings.of(
                content,
                changedSettings.stream()
                        .collect(
                                Collectors.toMap(CardContext.ChangedSetting::name, CardContext.ChangedSetting::value)));
        Fields fields = Fields.of(text(content, settings, "fields.json"));
        PageView page = cards.page(content, FOLDER);
        Set<String> answers = new HashSet<>(cards.answers());
        answers.addAll(page.answers());
        Mustache.Compiler compiler = CardRenderer.strictCompiler()
                .withLoader(name -> new StringReader(text(content, settings, name + SUFFIX)));
        Map<String, Template> templates = new HashMap<>();
        for (String path : content.list(FOLDER, SUFFIX)) {
            String name = path.substring(path.lastIndexOf('/') + 1, path.length() - SUFFIX.length());
            try {
                templates.put(name, compiler.compile(settings.fill(path, content.text(path))));
            } catch (MustacheException e) {
                throw new WordingBroken("The template " + path + " cannot be read: " + e.getMessage(), e);
            }
        }
        for (String name : PAGES) {
            if (!templates.containsKey(name)) {
                throw new WordingBroken("There is no template " + FOLDER + "/" + name + SUFFIX + ".", null);
            }
        }
        return new WorksheetContent(
                version, logic.answering(answers), cards, List.copyOf(changedSettings), fields, page, templates);
    }

    private static String text(Content content, Settings settings, String file) {
        String path = FOLDER + "/" + file;
        return settings.fill(path, content.text(path));
    }

    /**
     * A filled template.
     *
     * @throws WordingBroken when there is no such template, or it has a name that nothing fills
     */
    public String filled(String template, Map<String, ? extends @Nullable Object> model) {
        Template found = templates.get(template);
        if (found == null) {
            throw new WordingBroken("There is no template " + FOLDER + "/" + template + SUFFIX + ".", null);
        }
        try {
            return found.execute(model);
        } catch (MustacheException e) {
            // The message names a missing thing, never a value of the record.
            throw new WordingBroken(
                    "The template " + FOLDER + "/" + template + " cannot be filled: " + e.getMessage(), e);
        }
    }

    /**
     * The label of a link to the worksheet.
     *
     * @param code {@code label} for the link on a card, {@code smart} for the SMART app
     * @throws WordingBroken when it has no words
     */
    public String link(String code) {
        return page.find("link", code)
                .orElseThrow(() -> new WordingBroken("The link to the worksheet has no words " + code + ".", null));
    }

    /** The suspension that closes the worksheets; empty where they are open. */
    public Optional<Suspension> closing(List<Suspension> inForce) {
        return cards.closingWorksheets(inForce);
    }
}

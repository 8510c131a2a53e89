package org.spinecds.guideline;

import ca.uhn.fhir.context.FhirContext;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.spinecds.SpineCdsProperties;
import org.spinecds.card.CardContext;
import org.spinecds.card.CardRenderer;
import org.spinecds.content.Content;
import org.spinecds.hook.ServiceCatalog;
import org.spinecds.logic.AssessmentLogic;
import org.spinecds.logic.KnowledgeBase;
import org.spinecds.mapping.LocalCodes;
import org.spinecds.profile.RecordValidator;
import org.spinecds.worksheet.WorksheetContent;

/**
 * The guideline as it was read at one moment: the files, and all that is made of them. Nothing of it changes, so a call
 * that keeps to one guideline from its beginning to its end is answered by one version of it.
 *
 * @param version what the journal calls it: a fingerprint of all that decides and words, the site's maps with it
 * @param content the files
 * @param changedSettings thresholds that the site has set otherwise than the content does
 * @param localCodes what the site writes where the rules know another code
 * @param services what is offered to the EHR
 * @param logic the rules
 * @param cards the words
 * @param profiles what a record is held against
 * @param worksheet the page behind the link on the dose card
 */
public record Guideline(
        String version,
        Content content,
        List<KnowledgeBase.ChangedSetting> changedSettings,
        LocalCodes localCodes,
        ServiceCatalog services,
        AssessmentLogic logic,
        CardRenderer cards,
        RecordValidator profiles,
        WorksheetContent worksheet) {

    public Guideline {
        changedSettings = List.copyOf(changedSettings);
    }

    /**
     * Reads, translates and checks everything that a site has configured.
     *
     * @throws org.spinecds.content.ContentUnreadable when a file is missing or says what cannot be worked with
     * @throws org.spinecds.logic.ContentBroken when the CQL, a value set or a setting cannot be used
     * @throws org.spinecds.card.WordingBroken when a template or the words cannot be read
     * @throws org.spinecds.worksheet.WorksheetBroken when a file of the worksheet cannot be used
     * @throws org.spinecds.mapping.LocalCodesUnreadable when a ConceptMap of the site cannot be used
     */
    public static Guideline load(SpineCdsProperties properties, FhirContext fhir) {
        Path folder = properties.content();
        Content content = Content.at(folder);
        LocalCodes localCodes = LocalCodes.in(properties.localCodes(), fhir);
        KnowledgeBase knowledge = KnowledgeBase.of(content, fhir, properties.parameters());
        AssessmentLogic logic = new AssessmentLogic(knowledge);
        CardRenderer cards = new CardRenderer(content, properties.cards().most());
        String version = content.version(localCodes.texts());
        return new Guideline(
                version,
                content,
                knowledge.changedSettings(),
                localCodes,
                ServiceCatalog.from(content, localCodes),
                logic,
                cards,
                new RecordValidator(fhir, content),
                new WorksheetContent(version, content, logic, cards, inWords(knowledge.changedSettings())));
    }

    private static List<CardContext.ChangedSetting> inWords(List<KnowledgeBase.ChangedSetting> settings) {
        return settings.stream()
                .map(setting -> new CardContext.ChangedSetting(setting.name(), setting.value(), setting.standard()))
                .toList();
    }

    /** The changed settings as cards and pages name them. */
    public List<CardContext.ChangedSetting> changedSettingsInWords() {
        return inWords(changedSettings);
    }

    /** The changed settings as {@code name=value}, as the journal keeps them; empty where none is changed. */
    public String changedSettingsText() {
        return changedSettings.stream()
                .map(setting -> setting.name() + "=" + setting.value())
                .sorted()
                .collect(Collectors.joining(" "));
    }
}

package org.spinecds.guideline;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.spinecds.card.CardContext;
import org.spinecds.card.CardRenderer;
import org.spinecds.content.Content;
import org.spinecds.fhir.Codes;
import org.spinecds.fhir.FhirJson;
import org.spinecds.fhir.PlainForm;
import org.spinecds.fhir.R4;
import org.spinecds.fhir.Reading;
import org.spinecds.hook.ServiceCatalog;
import org.spinecds.hook.ServiceDefinition;
import org.spinecds.logic.AssessmentLogic;
import org.spinecds.logic.Coverage;
import org.spinecds.mapping.LocalCodes;
import org.spinecds.profile.RecordValidator;
import org.spinecds.worksheet.WorksheetContent;

/**
 * The guideline as it was read at one moment: the files, and all that is made of them. Nothing of it changes, so a call
 * that keeps to one guideline from its beginning to its end is answered by one version of it.
 *
 * @param version what the journal calls it: a fingerprint of all that decides and words, the site's maps with it
 * @param content the files
 * @param localCodes what the site writes where the rules know another code
 * @param services what is offered to the EHR
 * @param logic the rules
 * @param cards the words
 * @param profiles what a record is held against
 * @param worksheet the page behind the link on the cards
 * @param signOff the decisions that the rules take, and who has signed them
 */
public record Guideline(
        String version,
        Content content,
        LocalCodes localCodes,
        ServiceCatalog services,
        AssessmentLogic logic,
        CardRenderer cards,
        RecordValidator profiles,
        WorksheetContent worksheet,
        SignOff signOff) {

    /** A fingerprint of everything that a trial goes by, also of the cases and of what no version is made of. */
    public String digest() {
        return content.digest(localCodes.texts());
    }

    /** The guideline as its authors wrote it: every setting at its default, and no codes of a site. */
    public Guideline asWritten() {
        return with(logic.asWritten());
    }

    /** The guideline as its authors wrote it, telling a coverage what is evaluated. */
    public Guideline asWritten(Coverage coverage) {
        return with(logic.asWritten(coverage));
    }

    private Guideline with(AssessmentLogic other) {
        return new Guideline(
                version, content, LocalCodes.none(), services, other, cards.asWritten(), profiles, worksheet, signOff);
    }

    /** What the rules of a service read of a record; where the site has codes of its own, any may become one of theirs. */
    public Reading reading(ServiceDefinition service) {
        return localCodes.isEmpty()
                ? new Codes(logic.codesRead(service.library()), logic.codeNames())
                : Reading.EVERYTHING;
    }

    /** The form in which a record reaches the rules. */
    public PlainForm plainForm() {
        return new PlainForm(new FhirJson(R4.context()), logic.codeNames());
    }

    /** The first service that answers a hook. */
    public Optional<ServiceDefinition> serviceFor(String hook) {
        return services.services().stream()
                .filter(service -> service.hook().equals(hook))
                .findFirst();
    }

    /** The changed settings as cards and pages name them. */
    public List<CardContext.ChangedSetting> changedSettingsInWords() {
        return logic.changedSettings().stream()
                .map(setting -> new CardContext.ChangedSetting(setting.name(), setting.value(), setting.standard()))
                .toList();
    }

    /** The changed settings as {@code name=value}, as the journal keeps them; empty where none is changed. */
    public String changedSettingsText() {
        return logic.changedSettings().stream()
                .map(setting -> setting.name() + "=" + setting.value())
                .sorted()
                .collect(Collectors.joining(" "));
    }
}

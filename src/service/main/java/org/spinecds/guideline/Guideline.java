package org.spinecds.guideline;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spinecds.card.CardContext;
import org.spinecds.card.CardRenderer;
import org.spinecds.content.Content;
import org.spinecds.content.GuidelineFile;
import org.spinecds.decision.AnswerTree;
import org.spinecds.fhir.FhirJson;
import org.spinecds.fhir.PlainForm;
import org.spinecds.fhir.R4;
import org.spinecds.fhir.Reading;
import org.spinecds.hook.ServiceCatalog;
import org.spinecds.hook.ServiceDefinition;
import org.spinecds.logic.AssessmentLogic;
import org.spinecds.logic.Coverage;
import org.spinecds.logic.Finding;
import org.spinecds.logic.KnowledgeBase;
import org.spinecds.mapping.LocalCodes;
import org.spinecds.profile.RecordValidator;
import org.spinecds.worksheet.WorksheetContent;

/**
 * The guideline as read at one moment: the files and the objects built from them. It is immutable, so a call that uses
 * one guideline throughout is answered by one version.
 *
 * @param version its name in the journal: a fingerprint of everything that affects answers, including the site's maps
 * @param content the files
 * @param localCodes the local codes of the site
 * @param services the services for the EHR
 * @param logic the rules
 * @param cards the card renderer
 * @param profiles the profiles for validation
 * @param worksheet the page behind the link on the cards
 * @param signOff the decisions of the rules and their signatures
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

    /**
     * A fingerprint of everything that affects a test, including the cases and files that are not part of the version.
     */
    public String digest() {
        return content.digest(localCodes.texts());
    }

    /** The guideline with default settings and without local codes. */
    public Guideline asWritten() {
        return with(logic.asWritten());
    }

    /** The same, with a coverage that records the evaluated expressions. */
    public Guideline asWritten(Coverage coverage) {
        return with(logic.asWritten(coverage));
    }

    private Guideline with(AssessmentLogic other) {
        return new Guideline(
                version, content, LocalCodes.none(), services, other, cards.asWritten(), profiles, worksheet, signOff);
    }

    /** The paths of cards and worksheet that lead nowhere, held against the answers of the rules. */
    public List<Finding> misnamed() {
        Map<String, AnswerTree> shapes = logic.knowledge().shapes();
        return Stream.concat(cards.misnamed(shapes).stream(), worksheet.page().misnamed(shapes).stream())
                .map(one -> Finding.error(one.file(), one.said()))
                .toList();
    }

    /** The resources that the rules of a service read. With local codes, any code may map to one of the rules. */
    public Reading reading(ServiceDefinition service) {
        return localCodes.isEmpty()
                ? new Reading(
                        logic.codesRead(service.library()), logic.knowledge().codeNames())
                : Reading.EVERYTHING;
    }

    /** The normal form of a record for the rules. */
    public PlainForm plainForm() {
        return new PlainForm(new FhirJson(R4.context()), logic.knowledge().codeNames());
    }

    /** The first service that answers a hook; one of {@code cql/guideline.json} before those of further guidelines. */
    public Optional<ServiceDefinition> serviceFor(String hook) {
        return serviceFor(hook, null);
    }

    /**
     * The first service that answers a hook.
     *
     * @param named the id of a service of the guideline that is meant; null means {@code cql/guideline.json}
     */
    public Optional<ServiceDefinition> serviceFor(String hook, @Nullable String named) {
        String meant = named == null
                ? GuidelineFile.FIRST
                : services.service(named)
                        .map(service -> service.guideline().path())
                        .orElse("");
        return services.services().stream()
                .filter(service -> service.hook().equals(hook))
                .filter(service -> named == null || service.guideline().path().equals(meant))
                .min(Comparator.comparing(service -> !service.guideline().path().equals(meant)));
    }

    /** The changed settings behind a service, in the words of its cards. */
    public List<CardContext.ChangedSetting> changedSettingsInWords(ServiceDefinition service) {
        return inWords(
                logic, setting -> setting.library().equals(service.guideline().settings()));
    }

    /** The changed settings of all guidelines, in words. */
    public List<CardContext.ChangedSetting> changedSettingsInWords() {
        return inWords(logic, setting -> true);
    }

    /** The changed settings that are meant, in words. */
    static List<CardContext.ChangedSetting> inWords(
            AssessmentLogic logic, Predicate<KnowledgeBase.ChangedSetting> isMeant) {
        return logic.knowledge().changedSettings().stream()
                .filter(isMeant)
                .map(setting -> new CardContext.ChangedSetting(setting.name(), setting.value(), setting.standard()))
                .toList();
    }

    /** The changed settings as {@code name=value}, for the journal; empty if none is changed. */
    public String changedSettingsText() {
        return logic.knowledge().changedSettings().stream()
                .map(setting -> setting.name() + "=" + setting.value())
                .sorted()
                .collect(Collectors.joining(" "));
    }
}

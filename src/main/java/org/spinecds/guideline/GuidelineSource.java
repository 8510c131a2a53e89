package org.spinecds.guideline;

import ca.uhn.fhir.context.FhirContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
 * Where a guideline is read from, and what a site has chosen for it.
 *
 * @param content a folder; null means the content inside the jar
 * @param overlay a folder of changed files and new cases, laid over the content; null means none
 * @param localCodes a folder of ConceptMaps; null means that the site speaks the codes of the rules
 * @param parameters site choices handed to the CQL, by parameter name
 * @param mostCards of one answer
 * @param register of signatures, a CSV file of the site; null means the signatures in the content
 * @param countsUnsigned whether the cards say how many decisions are not signed off
 */
public record GuidelineSource(
        @Nullable Path content,
        @Nullable Path overlay,
        @Nullable Path localCodes,
        Map<String, String> parameters,
        int mostCards,
        @Nullable Path register,
        boolean countsUnsigned) {

    private static final String RULES = "cql/input";
    private static final int AS_MANY_AS_BY_DEFAULT = 7;

    public GuidelineSource {
        parameters = Map.copyOf(parameters);
    }

    /** With nothing laid over the content. */
    public GuidelineSource(
            @Nullable Path content,
            @Nullable Path localCodes,
            Map<String, String> parameters,
            int mostCards,
            @Nullable Path register,
            boolean countsUnsigned) {
        this(content, null, localCodes, parameters, mostCards, register, countsUnsigned);
    }

    /** What the site has configured. */
    public static GuidelineSource of(SpineCdsProperties properties) {
        return new GuidelineSource(
                properties.content(),
                properties.overlay(),
                properties.localCodes(),
                properties.parameters(),
                properties.cards().most(),
                properties.signOff().register(),
                properties.signOff().onCards());
    }

    /** A content as its authors wrote it, without any choice of a site; null means the content inside the jar. */
    public static GuidelineSource asWritten(@Nullable Path content) {
        return new GuidelineSource(content, null, Map.of(), AS_MANY_AS_BY_DEFAULT, null, false);
    }

    /** The same choices for the content of another folder. */
    public GuidelineSource withContent(Path other) {
        return new GuidelineSource(other, localCodes, parameters, mostCards, register, countsUnsigned);
    }

    /** The folders it is read from; none where everything is inside the jar. */
    public List<Path> folders() {
        return Stream.of(content, overlay, localCodes).filter(Objects::nonNull).toList();
    }

    /**
     * Reads, translates and checks everything.
     *
     * @throws org.spinecds.content.ContentUnreadable when a file is missing or says what cannot be worked with
     * @throws org.spinecds.logic.ContentBroken when the CQL, a value set or a setting cannot be used
     * @throws org.spinecds.card.WordingBroken when a template or the words cannot be read
     * @throws org.spinecds.worksheet.WorksheetBroken when a file of the worksheet cannot be used
     * @throws org.spinecds.mapping.LocalCodesUnreadable when a ConceptMap of the site cannot be used
     */
    public Guideline load(FhirContext fhir) {
        return load(fhir, null);
    }

    /**
     * The same, with the translated rules of a guideline of this source where their files have not changed: translating
     * takes seconds, everything else milliseconds.
     */
    public Guideline loadAfter(Guideline before, FhirContext fhir) {
        return load(fhir, before);
    }

    /**
     * The same of files that were kept, with the codes of the site that were kept with them, and the choices that the site
     * has made now.
     *
     * @param before as for {@link #loadAfter}; null where there is none
     */
    public Guideline loadKept(Content files, LocalCodes codes, @Nullable Guideline before, FhirContext fhir) {
        return load(files, codes, fhir, before);
    }

    private Guideline load(FhirContext fhir, @Nullable Guideline before) {
        return load(Content.at(content, overlay), LocalCodes.in(localCodes, fhir), fhir, before);
    }

    private Guideline load(Content files, LocalCodes codes, FhirContext fhir, @Nullable Guideline before) {
        ServiceCatalog services = ServiceCatalog.from(files, codes);
        SignOff signOff = SignOff.of(files, register);
        CardRenderer cards = new CardRenderer(
                files, mostCards, countsUnsigned ? signOff.notSigned().size() : 0, parameters);
        AssessmentLogic logic = logic(files, fhir, before).answering(cards.answers());
        String version = files.version(codes.texts());
        return new Guideline(
                version,
                files,
                codes,
                services,
                logic,
                cards,
                new RecordValidator(fhir, files),
                new WorksheetContent(version, files, logic, cards, inWords(logic.changedSettings())),
                signOff);
    }

    private AssessmentLogic logic(Content files, FhirContext fhir, @Nullable Guideline before) {
        if (before == null) {
            return new AssessmentLogic(KnowledgeBase.of(files, fhir, parameters));
        }
        return before.content().isSameBelow(RULES, files)
                ? before.logic()
                : before.logic().after(files, fhir, parameters);
    }

    private static List<CardContext.ChangedSetting> inWords(List<KnowledgeBase.ChangedSetting> settings) {
        return settings.stream()
                .map(setting -> new CardContext.ChangedSetting(setting.name(), setting.value(), setting.standard()))
                .toList();
    }
}

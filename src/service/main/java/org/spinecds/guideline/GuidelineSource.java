package org.spinecds.guideline;

import ca.uhn.fhir.context.FhirContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spinecds.card.CardRenderer;
import org.spinecds.content.Content;
import org.spinecds.content.GuidelineFile;
import org.spinecds.hook.ServiceCatalog;
import org.spinecds.logic.AssessmentLogic;
import org.spinecds.logic.Evaluator;
import org.spinecds.logic.KnowledgeBase;
import org.spinecds.mapping.LocalCodes;
import org.spinecds.organdose.DoseContent;
import org.spinecds.profile.RecordValidator;
import org.spinecds.worksheet.WorksheetContent;
import org.springframework.stereotype.Component;

/**
 * The source of a guideline and the site's choices.
 */
@Component
public record GuidelineSource(ContentSettings settings, CardSettings cards) {

    private static final String RULES = "cql/input";
    private static final CardSettings BY_DEFAULT = new CardSettings(7, false);

    /** A content with default settings, without choices of a site; null means the content in the jar. */
    public static GuidelineSource asWritten(@Nullable Path content) {
        return asWritten(content, null);
    }

    /** The same under the changed files of an overlay; null means none. */
    public static GuidelineSource asWritten(@Nullable Path content, @Nullable Path overlay) {
        return new GuidelineSource(
                new ContentSettings(
                        content, overlay, null, Map.of(), new SignOffSettings(null, false), Evaluator.PREPARED, null),
                BY_DEFAULT);
    }

    /** The same choices for the content of another folder. */
    public GuidelineSource withContent(Path other) {
        return new GuidelineSource(settings.with(other, null, settings.evaluator()), cards);
    }

    /** The same content and choices with the local codes in a folder; null means none. */
    public GuidelineSource withLocalCodes(@Nullable Path other) {
        return new GuidelineSource(settings.withLocalCodes(other), cards);
    }

    /** The same content and choices, evaluated by another evaluator. */
    public GuidelineSource with(Evaluator other) {
        return new GuidelineSource(settings.with(settings.content(), settings.overlay(), other), cards);
    }

    /** The folders of the source; none if everything is in the jar. */
    public List<Path> folders() {
        return Stream.of(settings.content(), settings.overlay(), settings.localCodes())
                .filter(Objects::nonNull)
                .toList();
    }

    /**
     * Reads, translates and checks everything.
     *
     * @throws org.spinecds.content.ContentUnreadable when a file or a ConceptMap of the site is missing or invalid
     * @throws org.spinecds.logic.ContentBroken when the CQL, a value set or a setting cannot be used
     * @throws org.spinecds.card.WordingBroken when a template, the words or a file of the worksheet cannot be used
     */
    public Guideline load(FhirContext fhir) {
        return loadAfter(null, fhir);
    }

    /**
     * The same, but reuses the translated rules of an earlier guideline of this source if their files have not changed:
     * translating takes seconds, everything else milliseconds. Null means none.
     */
    public Guideline loadAfter(@Nullable Guideline before, FhirContext fhir) {
        return loadKept(
                Content.at(settings.content(), settings.overlay()),
                LocalCodes.in(settings.localCodes(), fhir),
                before,
                fhir);
    }

    /**
     * The same for stored files and the local codes stored with them, with the current choices of the site.
     *
     * @param before as for {@link #loadAfter}; null without one
     */
    public Guideline loadKept(Content files, LocalCodes codes, @Nullable Guideline before, FhirContext fhir) {
        if (DoseContent.isIn(files)) {
            DoseContent.of(files);
        }
        ServiceCatalog services = ServiceCatalog.from(files, codes);
        SignOff signOff = SignOff.of(files, settings.signOff().register());
        CardRenderer renderer = new CardRenderer(
                files,
                cards.most(),
                settings.signOff().onCards() ? signOff.notSigned().size() : 0,
                settings.parameters());
        AssessmentLogic logic = logic(files, fhir, before).answering(renderer.answers());
        String version = files.version(codes.texts());
        return new Guideline(
                version,
                files,
                codes,
                services,
                logic,
                renderer,
                new RecordValidator(fhir, files),
                WorksheetContent.of(version, files, logic, renderer, Guideline.inWords(logic, setting -> true)),
                signOff);
    }

    private AssessmentLogic logic(Content files, FhirContext fhir, @Nullable Guideline before) {
        return before != null
                        && before.content().isSameBelow(RULES, files)
                        && GuidelineFile.areSame(before.content(), files)
                ? before.logic()
                : new AssessmentLogic(KnowledgeBase.of(files, fhir, settings.parameters(), settings.evaluator()));
    }
}

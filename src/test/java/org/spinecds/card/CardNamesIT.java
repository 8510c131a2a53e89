package org.spinecds.card;

import ca.uhn.fhir.context.FhirContext;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.spinecds.TemplateNames;
import org.spinecds.WorkedCases;
import org.spinecds.decision.Assessment;
import org.spinecds.guideline.Evaluation;
import org.spinecds.guideline.Guideline;
import org.spinecds.guideline.GuidelineSource;
import org.spinecds.workbench.CaseReader;
import org.spinecds.workbench.PatientCase;
import org.spinecds.workbench.WorkedCase;

/** The names that a template of a card or of a draft may use are those of what it is filled from. */
class CardNamesIT {

    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final Guideline GUIDELINE =
            GuidelineSource.asWritten(Path.of(".")).load(FHIR);
    private static final CardKinds KINDS = GUIDELINE.cards().kinds();

    @Test
    void theNamesOfCardsAreListed() throws Exception {
        TemplateNames names = new TemplateNames();
        CaseReader reader = new CaseReader(FHIR);
        for (WorkedCase worked : WorkedCases.all()) {
            PatientCase patient = reader.read(GUIDELINE, worked);
            Evaluation evaluation = patient.put(GUIDELINE, Clock.systemUTC());
            Assessment assessment = evaluation.assess(patient.known(evaluation));
            CardContext context = evaluation.context(assessment, List.of());
            assessment.cards().forEach(need -> names.of(GUIDELINE.cards().model(KINDS.of(need.kind()), context)));
            if (!assessment.answers().at("Assessed Levels").isSaid()) {
                continue;
            }
            names.of(GUIDELINE.cards().model(KINDS.of("SUMMARY"), context));
        }
        names.of(Map.of("kind", true, "critical", true, "levels", "T8", "topics", "Options"));
        names.of(Map.of("cards", "Options", "suggestions", "Options"));
        names.of(Map.of("topic", "of a card that patient-view sums up", "summary", "its one line"));
        names.of(SuspendedModel.held(SuspendedModel.sample(), ZoneOffset.UTC));
        names.without(viewNames());
        names.assertListed("cards");
    }

    /** Views list their names themselves. */
    private static Set<String> viewNames() {
        Set<String> names = new TreeSet<>();
        KINDS.all().map(CardKind::view).forEach(fields -> gather(fields, names));
        KINDS.shared().forEach(fields -> gather(fields, names));
        return names;
    }

    private static void gather(Map<String, View.Field> fields, Set<String> names) {
        fields.forEach((name, field) -> {
            names.add(name);
            gather(field.each(), names);
        });
    }

    @Test
    void theNamesOfDraftsAreListed() throws Exception {
        TemplateNames names = new TemplateNames();
        SuggestionModel.samples("ANY", KINDS.shared("draft", GUIDELINE.cards().phrases()))
                .forEach(sample -> names.of(sample.model()));
        names.assertListed("suggestions");
    }
}

package org.spinecds.logic;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.elm.r1.VersionedIdentifier;
import org.hl7.fhir.instance.model.api.IBaseBundle;
import org.hl7.fhir.instance.model.api.IBaseParameters;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.ParameterDefinition;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.RequestGroup;
import org.hl7.fhir.r4.model.RequestGroup.RequestGroupActionComponent;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opencds.cqf.fhir.cql.EvaluationSettings;
import org.opencds.cqf.fhir.cql.LibraryEngine;
import org.opencds.cqf.fhir.cr.plandefinition.PlanDefinitionProcessor;
import org.opencds.cqf.fhir.utility.monad.Eithers;
import org.opencds.cqf.fhir.utility.repository.InMemoryFhirRepository;
import org.spinecds.WorkedCases;
import org.spinecds.guideline.GuidelineSource;
import org.spinecds.workbench.ContentBundle;

/**
 * The recommendations, applied by the reference implementation to patients of the worked cases: {@code $apply} of each
 * plan definition gives the actions that the specification asks for, and no others.
 */
@Tag("full")
class ApplyIT {

    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final EvaluationSettings SETTINGS = EvaluationSettings.getDefault();
    private static final Bundle CONTENT =
            ContentBundle.of(GuidelineSource.asWritten(Path.of(".")).load(FHIR), FHIR);
    private static final String STRENGTH =
            "http://hl7.org/fhir/uv/cpg/StructureDefinition/cpg-strengthOfRecommendation";
    private static final String PARAMETER_DEFINITION =
            "http://hl7.org/fhir/uv/cpg/StructureDefinition/cpg-parameterDefinition";

    @ParameterizedTest(name = "{0} to {1}: {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    spine-recurrence-dose      | K155 | Do not sign the plan before it is discussed: SBRT
                    spine-recurrence-dose      | K165 | Do not sign the plan before it is discussed: conventional radiotherapy
                    spine-recurrence-dose      | V07  | Read the dose with care
                    spine-recurrence-dose      | P169 | Read the dose with care
                    spine-recurrence-dose      | G002 |
                    spine-recurrence-dose      | V13  |
                    spine-recurrence-emergency | K673 | Have the patient seen today
                    spine-recurrence-emergency | H073 | Have the patient seen today
                    spine-recurrence-emergency | G002 |
                    spine-recurrence-emergency | K148 |
                    spine-recurrence-referral  | G007 | Consider referral: close to cord tolerance
                    spine-recurrence-referral  | V07  | Consider referral: advanced radiotherapy
                    spine-recurrence-referral  | G046 | Consider referral: close to cord tolerance; Consider referral: minimally invasive surgery
                    spine-recurrence-referral  | G041 |
                    spine-recurrence-referral  | V13  |
                    spine-recurrence-scope     | V13  | Decide without these limits
                    spine-recurrence-scope     | G002 |
                    spine-recurrence-surgery   | G002 | Ask a spine surgeon
                    spine-recurrence-surgery   | G001 |
                    spine-recurrence-surgery   | G041 |
                    """)
    void thePlanGivesTheActionsOfTheSpecification(String plan, String patient, @Nullable String actions) {
        CasePlayer player = player(patient);

        CarePlan applied = asSent(applied(plan, player, orders(player)));

        assertThat(applied.getContained())
                .as("nothing that could not be evaluated")
                .filteredOn(OperationOutcome.class::isInstance)
                .isEmpty();
        assertThat(actions(applied))
                .extracting(RequestGroupActionComponent::getTitle)
                .containsExactlyElementsOf(actions == null ? List.of() : List.of(actions.split("; ")));
        assertThat(actions(applied))
                .as("what is applied still says how strong it is")
                .allMatch(action -> action.hasExtension(STRENGTH));
    }

    @Test
    void withoutAnOrderAnOpenedChartIsAskedAbout() {
        CasePlayer player = player("G003");
        Parameters chart = new Parameters();
        chart.addParameter().setName("SpineRecurrenceElements.Hook").setValue(new StringType("patient-view"));

        assertThat(actions(asSent(applied("spine-recurrence-emergency", player, chart))))
                .hasSize(1);
        assertThat(actions(asSent(applied("spine-recurrence-emergency", player, new Parameters()))))
                .isEmpty();
    }

    private static CasePlayer player(String patient) {
        return CasePlayer.of(WorkedCases.named(patient));
    }

    private static List<RequestGroupActionComponent> actions(CarePlan applied) {
        return applied.getContained().stream()
                .filter(RequestGroup.class::isInstance)
                .map(RequestGroup.class::cast)
                .flatMap(group -> group.getAction().stream())
                .toList();
    }

    /**
     * What a client gets: in memory, the reference implementation leaves a null in the list of actions for each whose
     * condition does not hold ({@code ApplyProcessor.applyPlanDefinition} of 4.4.0).
     */
    private static CarePlan asSent(CarePlan applied) {
        return FHIR.newJsonParser()
                .parseResource(CarePlan.class, FHIR.newJsonParser().encodeResourceToString(applied));
    }

    /** As {@code PlanDefinition/[id]/$apply} with a subject and parameters. */
    private static CarePlan applied(String plan, CasePlayer player, Parameters parameters) {
        Bundle everything = CONTENT.copy();
        for (Resource resource : player.resources()) {
            everything.addEntry().setResource(resource);
        }
        InMemoryFhirRepository repository = new InMemoryFhirRepository(FHIR, everything);
        return (CarePlan) new PlanDefinitionProcessor(repository)
                .apply(
                        Eithers.forMiddle3(new IdType("PlanDefinition", plan)),
                        "Patient/" + player.patientId(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        parameters,
                        null,
                        List.of(),
                        new AtMoment(repository, player.moment()));
    }

    /** The selected orders. */
    private static Parameters orders(CasePlayer player) {
        Parameters parameters = new Parameters();
        player.orders().forEach(order -> parameters
                .addParameter()
                .setName("SpineRecurrenceElements.Orders")
                .setResource(order)
                .addExtension(
                        PARAMETER_DEFINITION,
                        new ParameterDefinition()
                                .setName("SpineRecurrenceElements.Orders")
                                .setType("ServiceRequest")
                                .setMax("*")));
        return parameters;
    }

    /** The engine of the reference implementation on the day of the case, where it would take today. */
    private static final class AtMoment extends LibraryEngine {

        private final ZonedDateTime moment;

        private AtMoment(InMemoryFhirRepository repository, ZonedDateTime moment) {
            super(repository, SETTINGS);
            this.moment = moment;
        }

        @Override
        public IBaseParameters evaluate(
                VersionedIdentifier library,
                String patientId,
                @Nullable IBaseParameters parameters,
                @Nullable Map<String, Object> raw,
                @Nullable IBaseBundle additionalData,
                @Nullable ZonedDateTime today,
                Set<String> expressions) {
            return super.evaluate(library, patientId, parameters, raw, additionalData, moment, expressions);
        }
    }
}

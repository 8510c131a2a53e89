package org.spinecds.workbench;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.PlanDefinition.PlanDefinitionActionComponent;
import org.junit.jupiter.api.Test;
import org.spinecds.guideline.Guideline;
import org.spinecds.guideline.GuidelineSource;

/** Each recommendation says how strong it is, on what evidence, by which rule, when it is asked, and by which define. */
class PlanDefinitionsIT {

    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final String CPG = "http://hl7.org/fhir/uv/cpg/StructureDefinition/";
    private static final Pattern RULE = Pattern.compile("R-\\d{3}|N-\\d+");

    private final Guideline guideline = GuidelineSource.asWritten(Path.of(".")).load(FHIR);
    private final List<PlanDefinition> plans = ContentBundle.resources(guideline, FHIR).stream()
            .filter(PlanDefinition.class::isInstance)
            .map(PlanDefinition.class::cast)
            .toList();

    @Test
    void everyRecommendationIsWhole() throws Exception {
        String rules = Files.readString(Path.of("cql/rules.csv"));
        assertThat(plans).hasSizeGreaterThan(4);
        for (PlanDefinition plan : plans) {
            assertThat(plan.getLibrary()).hasSize(1);
            assertThat(plan.getAction()).isNotEmpty();
            for (PlanDefinitionActionComponent action : plan.getAction()) {
                assertThat(action.getExtensionByUrl(CPG + "cpg-strengthOfRecommendation"))
                        .as(action.getTitle())
                        .isNotNull();
                assertThat(action.getExtensionByUrl(CPG + "cpg-qualityOfEvidence"))
                        .as(action.getTitle())
                        .isNotNull();
                assertThat(action.getTrigger()).isNotEmpty().allSatisfy(trigger -> assertThat(
                                guideline.serviceFor(trigger.getName()))
                        .as(trigger.getName())
                        .isPresent());
                Matcher named = RULE.matcher(action.getDocumentation().get(1).getDisplay());
                assertThat(named.results().map(found -> found.group()))
                        .isNotEmpty()
                        .allSatisfy(rule -> assertThat(rules).contains("\n" + rule + ","));
            }
        }
    }

    @Test
    void everyConditionIsADefineOfTheLibraryItNames() {
        plans.forEach(plan -> plan.getAction().forEach(action -> {
            assertThat(action.getConditionFirstRep().getExpression().getReference())
                    .isEqualTo(plan.getLibrary().get(0).getValue());
            assertThat(action.getCondition()).allSatisfy(condition -> {
                String library = condition.getExpression().getReference();
                assertThat(guideline.logic().defines(library.substring(library.lastIndexOf('/') + 1)))
                        .contains(condition.getExpression().getExpression());
            });
        }));
    }
}

package org.spinecds;

import java.time.Clock;
import org.spinecds.card.CardRenderer;
import org.spinecds.content.Content;
import org.spinecds.hook.HookRequestReader;
import org.spinecds.hook.ServiceCatalog;
import org.spinecds.logic.AssessmentLogic;
import org.spinecds.logic.KnowledgeBase;
import org.spinecds.patientdata.PatientDataGatherer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class DecisionSupportConfiguration {

    @Bean
    Clock clock(SpineCdsProperties properties) {
        return Clock.system(properties.timeZone());
    }

    @Bean
    GuidelineDecisionSupport decisionSupport(
            PatientDataGatherer gatherer,
            AssessmentLogic logic,
            KnowledgeBase knowledge,
            CardRenderer renderer,
            Clock clock) {
        return new GuidelineDecisionSupport(gatherer, logic, knowledge, renderer, clock);
    }

    @Bean
    WarmUp warmUp(
            Content content,
            ServiceCatalog catalog,
            HookRequestReader reader,
            GuidelineDecisionSupport decisionSupport) {
        return new WarmUp(content, catalog, reader, decisionSupport);
    }
}

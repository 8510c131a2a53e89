package org.spinecds;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.stream.Collectors;
import org.spinecds.card.CardRenderer;
import org.spinecds.content.Content;
import org.spinecds.hook.HookRequestReader;
import org.spinecds.hook.ServiceCatalog;
import org.spinecds.journal.Journal;
import org.spinecds.journal.PatientPseudonyms;
import org.spinecds.logic.AssessmentLogic;
import org.spinecds.logic.KnowledgeBase;
import org.spinecds.mapping.LocalCodes;
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
            LocalCodes localCodes,
            AssessmentLogic logic,
            KnowledgeBase knowledge,
            CardRenderer renderer,
            DecisionRecorder recorder,
            Clock clock) {
        return new GuidelineDecisionSupport(gatherer, localCodes, logic, knowledge, renderer, recorder, clock);
    }

    @Bean
    DecisionRecorder decisionRecorder(
            Journal journal,
            PatientPseudonyms pseudonyms,
            MeterRegistry meters,
            Content content,
            KnowledgeBase knowledge,
            Clock clock) {
        String changed = knowledge.changedSettings().stream()
                .map(setting -> setting.name() + "=" + setting.value())
                .sorted()
                .collect(Collectors.joining(" "));
        return new DecisionRecorder(
                journal, pseudonyms, meters, new DecisionRecorder.Content(content.version(), changed), clock);
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

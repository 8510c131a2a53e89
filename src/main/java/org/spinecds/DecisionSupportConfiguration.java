package org.spinecds;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.spinecds.guideline.ActiveGuideline;
import org.spinecds.hook.HookRequestReader;
import org.spinecds.journal.Journal;
import org.spinecds.journal.PatientPseudonyms;
import org.spinecds.patientdata.PatientDataGatherer;
import org.spinecds.workbench.Shadow;
import org.spinecds.worksheet.WorksheetKeeper;
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
            DecisionRecorder recorder,
            WorksheetKeeper worksheets,
            Shadow shadow,
            Clock clock) {
        return new GuidelineDecisionSupport(gatherer, recorder, worksheets, shadow, clock);
    }

    @Bean
    DecisionRecorder decisionRecorder(
            Journal journal, PatientPseudonyms pseudonyms, MeterRegistry meters, Clock clock) {
        return new DecisionRecorder(journal, pseudonyms, meters, clock);
    }

    @Bean
    WarmUp warmUp(ActiveGuideline guideline, HookRequestReader reader, GuidelineDecisionSupport decisionSupport) {
        return new WarmUp(guideline, reader, decisionSupport);
    }
}

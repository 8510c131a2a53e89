package org.spinecds.call;

import java.time.Clock;
import java.util.stream.Stream;
import org.spinecds.guideline.ActiveGuideline;
import org.spinecds.hook.ServiceDefinition;
import org.spinecds.journal.Journal;
import org.spinecds.journal.PatientPseudonyms;
import org.spinecds.observability.CallMeters;
import org.spinecds.observability.EhrNames;
import org.spinecds.patientdata.PatientDataGatherer;
import org.spinecds.suspension.Suspensions;
import org.spinecds.workbench.Shadow;
import org.spinecds.worksheet.WorksheetKeeper;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class CallConfiguration {

    @Bean
    GuidelineDecisionSupport decisionSupport(
            PatientDataGatherer gatherer,
            DecisionRecorder recorder,
            WorksheetKeeper worksheets,
            Shadow shadow,
            Suspensions suspensions,
            Clock clock) {
        return new GuidelineDecisionSupport(gatherer, recorder, worksheets, shadow, suspensions::inForce, clock);
    }

    @Bean
    DecisionRecorder decisionRecorder(
            Journal journal,
            PatientPseudonyms pseudonyms,
            CallMeters meters,
            EhrNames ehrs,
            ActiveGuideline guideline,
            Clock clock) {
        meters.expect(guideline.current().services().services().stream()
                .map(ServiceDefinition::id)
                .toList());
        meters.expectUnworded(
                Stream.concat(guideline.current().cards().parts().stream(), Stream.of(DecisionRecorder.LINK))
                        .toList());
        return new DecisionRecorder(journal, pseudonyms, meters, ehrs, clock);
    }
}

package org.spinecds.start;

import java.util.List;
import org.spinecds.call.GuidelineDecisionSupport;
import org.spinecds.card.Rehearsal;
import org.spinecds.guideline.ActiveGuideline;
import org.spinecds.hook.HookRequestReader;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class StartConfiguration {

    @Bean
    Drain drain(SpineCdsProperties settings) {
        return new Drain(settings.drain());
    }

    @Bean
    WarmUp warmUp(
            ActiveGuideline guideline,
            HookRequestReader reader,
            GuidelineDecisionSupport decisionSupport,
            List<Rehearsal> wayOut,
            SpineCdsProperties settings) {
        return new WarmUp(guideline, reader, decisionSupport, wayOut, settings.warmUp());
    }
}

package org.spinecds.guideline;

import org.spinecds.SpineCdsProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class GuidelineConfiguration {

    @Bean
    GuidelineSource guidelineSource(SpineCdsProperties properties) {
        return GuidelineSource.of(properties);
    }
}

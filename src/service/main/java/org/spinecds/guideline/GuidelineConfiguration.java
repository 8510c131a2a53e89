package org.spinecds.guideline;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class GuidelineConfiguration {

    @Bean
    GuidelineSource guidelineSource(ContentSettings settings, CardSettings cards) {
        return new GuidelineSource(settings, cards.most());
    }
}

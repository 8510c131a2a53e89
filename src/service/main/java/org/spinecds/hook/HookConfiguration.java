package org.spinecds.hook;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@Import({HookRequestReader.class, FeedbackReader.class})
class HookConfiguration {

    @Bean
    StrictJson strictJson(HookSettings settings) {
        return new StrictJson(settings.maxNesting());
    }
}

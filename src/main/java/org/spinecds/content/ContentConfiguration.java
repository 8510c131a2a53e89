package org.spinecds.content;

import org.spinecds.SpineCdsProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ContentConfiguration {

    @Bean
    Content content(SpineCdsProperties properties) {
        return Content.at(properties.content());
    }
}

package org.spinecds.card;

import org.spinecds.SpineCdsProperties;
import org.spinecds.content.Content;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class CardConfiguration {

    @Bean
    CardRenderer cardRenderer(Content content, SpineCdsProperties properties) {
        return new CardRenderer(content, properties.cards().most());
    }
}

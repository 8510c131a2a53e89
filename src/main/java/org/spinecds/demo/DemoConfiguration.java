package org.spinecds.demo;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

@Configuration(proxyBeanMethods = false)
@Profile("demo")
class DemoConfiguration {

    @Bean
    SampleRecords sampleRecords() {
        return SampleRecords.fromClasspath();
    }

    @Bean
    DemoGreeting demoGreeting() {
        return new DemoGreeting();
    }
}

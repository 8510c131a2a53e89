package org.spinecds.demo;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Profile;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

@Configuration(proxyBeanMethods = false)
@Profile("demo")
@Import(DemoGreeting.class)
class DemoConfiguration {

    @Bean
    SampleRecords sampleRecords() {
        return SampleRecords.fromClasspath();
    }

    /** The page of the sample EHR; its files are served only in the demo profile. */
    @Bean
    WebMvcConfigurer demoPage() {
        return new WebMvcConfigurer() {

            @Override
            public void addResourceHandlers(ResourceHandlerRegistry registry) {
                registry.addResourceHandler("/demo/**").addResourceLocations("classpath:/demo/page/");
            }

            @Override
            public void addViewControllers(ViewControllerRegistry registry) {
                registry.addViewController("/").setViewName("forward:/demo/index.html");
            }
        };
    }
}

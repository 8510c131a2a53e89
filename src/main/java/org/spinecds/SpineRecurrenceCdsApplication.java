package org.spinecds;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the service. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public class SpineRecurrenceCdsApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(SpineRecurrenceCdsApplication.class, arguments);
    }
}

package org.spinecds;

import org.spinecds.command.Commands;
import org.spinecds.start.HeadStart;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the service, or runs the command that is named. */
@SpringBootApplication(proxyBeanMethods = false)
public class SpineRecurrenceCdsApplication {

    public static void main(String[] arguments) {
        if (Commands.isNamedBy(arguments)) {
            System.exit(Commands.run(arguments));
        }
        SpringApplication service = new SpringApplication(SpineRecurrenceCdsApplication.class);
        service.addListeners(new HeadStart());
        service.run(arguments);
    }
}

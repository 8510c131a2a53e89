package org.spinecds.demo;

import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.content.OwnBuild;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;

/** Prints the addresses and example commands once the demo is ready. */
final class DemoGreeting {

    private static final Logger log = LoggerFactory.getLogger(DemoGreeting.class);

    @EventListener
    void greet(ApplicationReadyEvent ready) {
        String root = "http://127.0.0.1:"
                + ready.getApplicationContext().getEnvironment().getProperty("local.server.port", "8080");
        log.info("{}", text(root));
    }

    static String text(String root) {
        return Objects.requireNonNull(OwnBuild.text("demo/greeting.txt")).replace("{{root}}", root);
    }
}

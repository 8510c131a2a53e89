package org.spinecds.bench;

import java.util.List;
import org.spinecds.SpineRecurrenceCdsApplication;
import org.spinecds.call.DecisionSupport;
import org.spinecds.card.HookResponse;
import org.spinecds.guideline.ActiveGuideline;
import org.spinecds.guideline.Guideline;
import org.spinecds.hook.HookRequestReader;
import org.spinecds.hook.ServiceDefinition;
import org.spinecds.security.Client;
import org.spinecds.security.FhirServerAllowList;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The service in this process, called below HTTP: the body read, the call answered, journal and worksheet kept. */
final class RunningService implements AutoCloseable {

    private static final Client CLIENT =
            new Client("bench", "", new FhirServerAllowList(List.of(), false), true, false, false);

    private final ConfigurableApplicationContext context = new SpringApplicationBuilder(
                    SpineRecurrenceCdsApplication.class)
            .run(
                    "--spring.profiles.active=demo",
                    "--server.port=0",
                    "--spring.datasource.url=jdbc:h2:mem:bench",
                    "--logging.level.root=error");
    private final HookRequestReader reader = context.getBean(HookRequestReader.class);
    private final DecisionSupport decisions = context.getBean(DecisionSupport.class);
    private final Guideline guideline = context.getBean(ActiveGuideline.class).current();
    private final ServiceDefinition service =
            guideline.serviceFor("order-select").orElseThrow();

    HookResponse answer(byte[] body) {
        return decisions.answer(guideline, service, reader.read(service, body, CLIENT, guideline.reading(service)));
    }

    @Override
    public void close() {
        context.close();
    }
}

package org.spinecds.start;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.call.GuidelineDecisionSupport;
import org.spinecds.card.HookResponse;
import org.spinecds.card.Rehearsal;
import org.spinecds.guideline.ActiveGuideline;
import org.spinecds.guideline.Guideline;
import org.spinecds.hook.HookRequest;
import org.spinecds.hook.HookRequestReader;
import org.spinecds.hook.ServiceDefinition;
import org.spinecds.security.Client;
import org.spinecds.workbench.Trial;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/**
 * Answers the content's own examples before readiness is {@code UP}: once, so that a service with failing examples
 * never becomes ready, then repeatedly for a while, so that the first clinician does not wait for class loading and
 * compilation.
 */
@Component
record WarmUp(
        ActiveGuideline guideline,
        HookRequestReader reader,
        GuidelineDecisionSupport decisionSupport,
        List<Rehearsal> wayOut,
        SpineCdsProperties settings)
        implements ApplicationRunner {

    private static final Logger log = LoggerFactory.getLogger(WarmUp.class);

    WarmUp {
        wayOut = List.copyOf(wayOut);
    }

    @Override
    public void run(ApplicationArguments arguments) {
        long began = System.nanoTime();
        Guideline first = guideline.current();
        List<String> requests = Trial.examples(first);
        int rounds = 0;
        do {
            requests.forEach(path -> answer(first, path));
            rounds++;
        } while (System.nanoTime() - began < settings.warmUp().toNanos());
        log.info("Answered {} examples {} times before the first call.", requests.size(), rounds);
    }

    private void answer(Guideline first, String path) {
        String id = Path.of(path).getName(2).toString();
        ServiceDefinition service = first.services()
                .service(id)
                .orElseThrow(() -> new IllegalStateException("The example " + path + " names no service."));
        HookRequest request = reader.read(
                service,
                first.content().text(path).getBytes(StandardCharsets.UTF_8),
                Client.itself("warm-up"),
                first.reading(service));
        HookResponse response = decisionSupport.rehearse(first, service, request);
        wayOut.forEach(part -> part.of(response));
    }
}

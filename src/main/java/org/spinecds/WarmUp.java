package org.spinecds;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.content.Content;
import org.spinecds.decision.Assessment;
import org.spinecds.hook.HookRequest;
import org.spinecds.hook.HookRequestReader;
import org.spinecds.hook.ServiceCatalog;
import org.spinecds.hook.ServiceDefinition;
import org.spinecds.security.Client;
import org.spinecds.security.FhirServerAllowList;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;

/**
 * Answers the content's own examples before readiness turns green, so that the first clinician does not wait for the
 * first evaluation, and a service whose content fails on them never becomes ready.
 */
final class WarmUp implements ApplicationRunner {

    private static final Logger log = LoggerFactory.getLogger(WarmUp.class);
    private static final String EXAMPLES = "cds-hooks/examples";
    private static final int ROUNDS = 10;
    private static final Client ITSELF = new Client("warm-up", "", new FhirServerAllowList(List.of(), false), true);

    private final Content content;
    private final ServiceCatalog catalog;
    private final HookRequestReader reader;
    private final GuidelineDecisionSupport decisionSupport;

    WarmUp(
            Content content,
            ServiceCatalog catalog,
            HookRequestReader reader,
            GuidelineDecisionSupport decisionSupport) {
        this.content = content;
        this.catalog = catalog;
        this.reader = reader;
        this.decisionSupport = decisionSupport;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        List<String> requests = content.list(EXAMPLES, "request.json");
        for (int round = 0; round < ROUNDS; round++) {
            requests.forEach(this::answer);
        }
        log.info("Answered {} examples before the first call.", requests.size());
    }

    private void answer(String path) {
        String id = Path.of(path).getName(2).toString();
        ServiceDefinition service = catalog.service(id)
                .orElseThrow(() -> new IllegalStateException("The example " + path + " names no service."));
        HookRequest request = reader.read(service, content.text(path).getBytes(StandardCharsets.UTF_8), ITSELF);
        Assessment assessment = decisionSupport.assess(service, request);
        decisionSupport.respond(request, assessment);
    }
}

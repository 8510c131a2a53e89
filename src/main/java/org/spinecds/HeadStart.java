package org.spinecds;

import ca.uhn.fhir.context.FhirContext;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.fhir.FhirJson;
import org.spinecds.guideline.Evaluation;
import org.spinecds.guideline.Guideline;
import org.spinecds.guideline.GuidelineSource;
import org.spinecds.workbench.CaseReader;
import org.spinecds.workbench.PatientCase;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.context.event.ApplicationStartingEvent;
import org.springframework.boot.context.event.SpringApplicationEvent;
import org.springframework.context.ApplicationListener;

/**
 * Uses the second processor while the first builds the service: the content in the jar is read and its examples are
 * answered. Nothing of it is kept, but by then what the service needs is loaded and partly compiled. Whatever fails here fails
 * again, with its sentence, where it matters.
 */
final class HeadStart implements Runnable, ApplicationListener<SpringApplicationEvent> {

    private static final Logger log = LoggerFactory.getLogger(HeadStart.class);
    private static final String EXAMPLES = "cds-hooks/examples";

    private volatile boolean isBuilt;

    /** Begins as soon as the log is held back until it is set up, and ends when the service is built and goes on by itself. */
    @Override
    public void onApplicationEvent(SpringApplicationEvent event) {
        if (event instanceof ApplicationStartingEvent) {
            Thread thread = new Thread(this, "head-start");
            thread.setDaemon(true);
            thread.start();
        }
        if (event instanceof ApplicationStartedEvent) {
            isBuilt = true;
        }
    }

    @Override
    public void run() {
        try {
            FhirContext fhir = FhirContext.forR4Cached();
            new FhirJson(fhir).warmUp();
            Guideline guideline = GuidelineSource.asWritten(null).load(fhir);
            CaseReader cases = new CaseReader(fhir);
            List<String> requests = guideline.content().list(EXAMPLES, "request.json");
            for (String path : requests) {
                if (isBuilt) {
                    return;
                }
                answer(
                        guideline,
                        cases.read(guideline, path, guideline.content().text(path)));
            }
        } catch (RuntimeException e) {
            log.debug("The head start ended early.", e);
        }
    }

    private static void answer(Guideline guideline, PatientCase example) {
        Evaluation evaluation = example.put(guideline, Clock.systemUTC());
        Evaluation.Known known = evaluation.known(example.record());
        guideline.cards().render(evaluation.context(evaluation.assess(known), List.of()));
    }
}

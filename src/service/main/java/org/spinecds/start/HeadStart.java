package org.spinecds.start;

import ca.uhn.fhir.context.FhirContext;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.fhir.FhirJson;
import org.spinecds.fhir.R4;
import org.spinecds.guideline.Guideline;
import org.spinecds.guideline.GuidelineSource;
import org.spinecds.workbench.CaseReader;
import org.spinecds.workbench.Trial;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.context.event.ApplicationStartingEvent;
import org.springframework.boot.context.event.SpringApplicationEvent;
import org.springframework.context.ApplicationListener;

/**
 * Uses the second processor while the first builds the service: reads the content of the jar and answers its examples.
 * The result is discarded, but the classes are then loaded and partly compiled. A failure here is ignored; it recurs,
 * with its message, in the real start.
 */
public final class HeadStart implements Runnable, ApplicationListener<SpringApplicationEvent> {

    private static final Logger log = LoggerFactory.getLogger(HeadStart.class);

    private volatile boolean isBuilt;

    /** Begins once the logging system buffers its output, and ends when the service is built. */
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
            FhirContext fhir = R4.context();
            new FhirJson(fhir).warmUp();
            Guideline guideline = GuidelineSource.asWritten(null).load(fhir);
            Trial trial = new Trial(new CaseReader(fhir), Clock.systemUTC());
            for (String example : Trial.examples(guideline)) {
                if (isBuilt) {
                    return;
                }
                trial.answer(guideline, example);
            }
        } catch (RuntimeException e) {
            log.debug("The head start ended early.", e);
        }
    }
}

package org.spinecds.observability;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/** Metrics of reads from FHIR servers: {@code spinecds.ehr.read}, timed by server and outcome. */
public record EhrMeters(MeterRegistry meters, EhrNames names) {

    private static final String READ = "spinecds.ehr.read";

    /** Records a completed read: answered (also with a refusal) or failed. */
    public void read(String server, boolean answered, Duration took) {
        time(server, answered ? "answered" : "failed", took);
    }

    /** Records a read that was not sent, because the server kept failing. */
    public void leftAlone(String server) {
        time(server, "left-alone", Duration.ZERO);
    }

    private void time(String server, String outcome, Duration took) {
        meters.timer(READ, "server", server, "outcome", outcome).record(took);
    }
}

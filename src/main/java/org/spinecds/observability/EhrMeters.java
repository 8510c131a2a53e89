package org.spinecds.observability;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Duration;

/** Reads of FHIR servers in numbers: {@code spinecds.ehr.read}, timed by server and outcome. */
public final class EhrMeters {

    private static final String READ = "spinecds.ehr.read";

    private final MeterRegistry meters;
    private final EhrNames names;

    public EhrMeters(MeterRegistry meters, EhrNames names) {
        this.meters = meters;
        this.names = names;
    }

    /** The name under which a server is counted. */
    public String nameOf(URI fhirServer) {
        return names.ofServer(fhirServer);
    }

    /** One read has come to its end: answered, also with a refusal, or failed. */
    public void read(String server, boolean answered, Duration took) {
        time(server, answered ? "answered" : "failed", took);
    }

    /** One read was not sent, because the server kept failing. */
    public void leftAlone(String server) {
        time(server, "left-alone", Duration.ZERO);
    }

    private void time(String server, String outcome, Duration took) {
        meters.timer(READ, "server", server, "outcome", outcome).record(took);
    }
}

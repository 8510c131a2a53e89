package org.spinecds.patientdata;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.spinecds.settings.FhirServerSettings;

/**
 * Tells which EHRs could be reached, from the reads of calls alone; no EHR is called to find out. An EHR that was not
 * read since the start is unknown: neither reachable nor unreachable.
 */
record Reachability(FhirServers fhirServers, FhirServerSettings settings) {

    /** The state of a server. */
    enum State {
        /** It was not read since the start. */
        UNKNOWN,
        /** Its last read was answered. */
        REACHED,
        /** Its last read failed; the next one is tried. */
        LAST_READ_FAILED,
        /** Most of its reads failed, and it is not read for a moment. */
        LEFT_ALONE
    }

    /** The state of each configured server; the worst state where several EHRs belong to one entry. */
    Map<String, State> states() {
        return settings.allowedServers().stream()
                .collect(Collectors.toMap(server -> server, this::state, (one, same) -> one, TreeMap::new));
    }

    State state(String server) {
        return fhirServers.ehrs().stream()
                .filter(ehr -> ehr.server().equals(server))
                .map(Reachability::state)
                .reduce(State.UNKNOWN, (one, other) -> one.compareTo(other) >= 0 ? one : other);
    }

    private static State state(Ehr ehr) {
        if (ehr.breaker().getState() == CircuitBreaker.State.OPEN) {
            return State.LEFT_ALONE;
        }
        return Optional.ofNullable(ehr.last().get())
                .map(answered -> answered ? State.REACHED : State.LAST_READ_FAILED)
                .orElse(State.UNKNOWN);
    }
}

package org.spinecds.patientdata;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Tells which EHRs could be reached, from the reads of calls alone; no EHR is called to find out. An EHR that was not
 * read since the start is unknown: neither reachable nor unreachable.
 *
 * @param servers as they are configured
 */
record Reachability(FhirServers fhirServers, List<String> servers) {

    Reachability {
        servers = List.copyOf(servers);
    }

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
        return servers.stream()
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

package org.spinecds.patientdata;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which EHRs could be reached, judged by the reads of calls alone: no EHR is called to find out. One that was not read
 * since the start is unknown, which is neither reachable nor not.
 */
final class Reachability {

    private final FhirServers fhirServers;
    private final List<String> servers;

    /**
     * Judges the servers that are configured.
     *
     * @param servers as they are configured
     */
    Reachability(FhirServers fhirServers, List<String> servers) {
        this.fhirServers = fhirServers;
        this.servers = List.copyOf(servers);
    }

    /** What is known of a server. */
    enum State {
        /** Nothing was read of it since the start. */
        UNKNOWN,
        /** Its last read was answered. */
        REACHED,
        /** Its last read failed; the next is tried all the same. */
        LAST_READ_FAILED,
        /** Most of its reads failed, and it is left alone for a moment. */
        LEFT_ALONE
    }

    /** By configured server; of several EHRs under one entry, the worst. */
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

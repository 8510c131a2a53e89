package org.spinecds.patientdata;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * Shows which EHRs could be reached. An unreachable EHR does not make this service unhealthy: calls with a complete
 * prefetch are answered, and a restart would not help. So the status counts neither as up nor as down.
 */
record EhrHealth(Reachability reachability) implements HealthIndicator {

    private static final Status UNREACHABLE = new Status("EHR_UNREACHABLE");

    @Override
    public Health health() {
        var states = reachability.states();
        boolean allReached = states.values().stream()
                .allMatch(state -> state == Reachability.State.REACHED || state == Reachability.State.UNKNOWN);
        return Health.status(allReached ? Status.UP : UNREACHABLE)
                .withDetails(states)
                .build();
    }
}

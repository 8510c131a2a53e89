package org.spinecds.suspension;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** What is suspended, and whether the database told of it. A suspension leaves the service well. */
final class SuspensionHealth implements HealthIndicator {

    private final Suspensions suspensions;

    SuspensionHealth(Suspensions suspensions) {
        this.suspensions = suspensions;
    }

    @Override
    public Health health() {
        return Health.up()
                .withDetail("inForce", suspensions.inForce())
                .withDetail("upToDate", suspensions.isUpToDate())
                .build();
    }
}

package org.spinecds.suspension;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * The active suspensions, and whether they are up to date with the database. A suspension does not change the status.
 */
record SuspensionHealth(Suspensions suspensions) implements HealthIndicator {

    @Override
    public Health health() {
        return Health.up()
                .withDetail("inForce", suspensions.inForce())
                .withDetail("upToDate", suspensions.isUpToDate())
                .build();
    }
}

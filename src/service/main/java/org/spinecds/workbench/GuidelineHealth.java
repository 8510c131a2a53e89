package org.spinecds.workbench;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** The active content and the result of the last change. A refused change does not change the status. */
record GuidelineHealth(Acceptance acceptance, Reload reload) implements HealthIndicator {

    @Override
    public Health health() {
        InForce current = acceptance.inForce();
        Health.Builder health = Health.up()
                .withDetail("version", current.version())
                .withDetail("since", current.since().toString())
                .withDetail("how", current.how().name())
                .withDetail("by", current.by());
        if (!current.failing().isEmpty()) {
            health.withDetail("failing", current.failing()).withDetail("reason", current.reason());
        }
        if (!acceptance.fault().isEmpty()) {
            health.withDetail("fault", acceptance.fault());
        }
        reload.last().ifPresent(report -> health.withDetail("lastChange", report));
        reload.progress().ifPresent(progress -> health.withDetail("beingTried", progress));
        return health.build();
    }
}

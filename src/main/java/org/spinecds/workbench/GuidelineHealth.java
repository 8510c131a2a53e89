package org.spinecds.workbench;

import org.spinecds.guideline.ActiveGuideline;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Which content is in force and what came of the last change. A refused change leaves the service well. */
final class GuidelineHealth implements HealthIndicator {

    private final ActiveGuideline active;
    private final Reload reload;

    GuidelineHealth(ActiveGuideline active, Reload reload) {
        this.active = active;
        this.reload = reload;
    }

    @Override
    public Health health() {
        ActiveGuideline.Kept current = active.kept().get(0);
        Health.Builder health = Health.up()
                .withDetail("version", current.guideline().version())
                .withDetail("since", current.since().toString());
        reload.last().ifPresent(report -> health.withDetail("lastChange", report));
        reload.progress().ifPresent(progress -> health.withDetail("beingTried", progress));
        return health.build();
    }
}

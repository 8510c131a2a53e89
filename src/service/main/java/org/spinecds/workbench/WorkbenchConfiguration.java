package org.spinecds.workbench;

import ca.uhn.fhir.context.FhirContext;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import org.spinecds.content.OwnBuild;
import org.spinecds.guideline.ActiveGuideline;
import org.spinecds.guideline.ContentSettings;
import org.spinecds.guideline.GuidelineSource;
import org.spinecds.guideline.ReloadSettings;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@Import({
    CaseReader.class,
    Trial.class,
    AcceptedContents.class,
    Acceptance.class,
    UrgentOverride.class,
    Reload.class,
    Workbench.class,
    WorkbenchPage.class,
    SuspensionsPage.class,
    ContentResources.class,
    LibraryOperations.class
})
class WorkbenchConfiguration {

    @Bean
    Judge judge(AcceptedContents contents, Trial trial, ReloadSettings settings) {
        return new Judge(contents, trial, settings.testing(), OwnBuild.name());
    }

    @Bean
    FolderWatch folderWatch(GuidelineSource source) {
        return FolderWatch.from(source.folders());
    }

    @Bean
    ActiveGuideline activeGuideline(Acceptance acceptance) {
        return acceptance.active();
    }

    @Bean
    Shadow shadow(
            GuidelineSource source,
            FhirContext fhir,
            ActiveGuideline active,
            MeterRegistry meters,
            ContentSettings settings,
            Clock clock) {
        return new Shadow(
                Optional.ofNullable(settings.candidate()).map(source::withContent), fhir, active, meters, clock);
    }

    /** 1 while the content of the folder, or the active content of other instances, is not used here; else 0. */
    @Bean
    MeterBinder contentRefused(Reload reload, Acceptance acceptance) {
        return gauge(
                "spinecds.content.refused",
                "Whether the last change of the content was not taken into force",
                () -> reload.last().filter(report -> !report.inForce()).isPresent()
                                || !acceptance.fault().isEmpty()
                        ? 1
                        : 0);
    }

    /** The number of failing cases of the active content; 0 without an override. */
    @Bean
    MeterBinder contentOverridden(Acceptance acceptance) {
        return gauge(
                "spinecds.content.overridden",
                "Cases that fail by the content in force, which two administrators took into force",
                () -> acceptance.inForce().failing().size());
    }

    /** Decisions of the rules without a signature for the active version. */
    @Bean
    MeterBinder decisionsNotSigned(ActiveGuideline active) {
        return gauge(
                "spinecds.decisions.unsigned",
                "Decisions of the rules that nobody has signed off in the version in force",
                () -> active.current().signOff().notSigned().size());
    }

    private static MeterBinder gauge(String name, String description, Supplier<Number> value) {
        return meters -> Gauge.builder(name, value).description(description).register(meters);
    }

    /** The active content and the result of the last change. A refused change does not change the status. */
    @Bean("content")
    HealthIndicator guidelineHealth(Acceptance acceptance, Reload reload) {
        return () -> {
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
        };
    }
}

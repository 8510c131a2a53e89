package org.spinecds.workbench;

import ca.uhn.fhir.context.FhirContext;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.util.Optional;
import org.spinecds.content.OwnBuild;
import org.spinecds.guideline.ActiveGuideline;
import org.spinecds.guideline.ContentSettings;
import org.spinecds.guideline.GuidelineSource;
import org.spinecds.guideline.ReloadSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@Import({
    CaseReader.class,
    Trial.class,
    AcceptedContents.class,
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

    /** After the watch has begun. */
    @Bean
    @DependsOn("folderWatch")
    Acceptance acceptance(
            AcceptedContents contents,
            Judge judge,
            GuidelineSource source,
            FhirContext fhir,
            ReloadSettings settings,
            Clock clock) {
        return Acceptance.begin(contents, judge, source, fhir, clock, settings.versions());
    }

    @Bean
    ActiveGuideline activeGuideline(Acceptance acceptance) {
        return acceptance.active();
    }

    @Bean
    UrgentOverride urgentOverride(AcceptedContents contents, Acceptance acceptance, Judge judge, Clock clock) {
        return new UrgentOverride(contents, acceptance, judge.build(), clock);
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
        return meters -> Gauge.builder(
                        "spinecds.content.refused",
                        reload,
                        changes -> changes.last()
                                                .filter(report -> !report.inForce())
                                                .isPresent()
                                        || !acceptance.fault().isEmpty()
                                ? 1
                                : 0)
                .description("Whether the last change of the content was not taken into force")
                .register(meters);
    }

    /** The number of failing cases of the active content; 0 without an override. */
    @Bean
    MeterBinder contentOverridden(Acceptance acceptance) {
        return meters -> Gauge.builder("spinecds.content.overridden", acceptance, content -> content.inForce()
                        .failing()
                        .size())
                .description("Cases that fail by the content in force, which two administrators took into force")
                .register(meters);
    }

    /** Decisions of the rules without a signature for the active version. */
    @Bean
    MeterBinder decisionsNotSigned(ActiveGuideline active) {
        return meters -> Gauge.builder(
                        "spinecds.decisions.unsigned",
                        active,
                        guideline -> guideline.current().signOff().notSigned().size())
                .description("Decisions of the rules that nobody has signed off in the version in force")
                .register(meters);
    }

    @Bean("content")
    GuidelineHealth guidelineHealth(Acceptance acceptance, Reload reload) {
        return new GuidelineHealth(acceptance, reload);
    }
}

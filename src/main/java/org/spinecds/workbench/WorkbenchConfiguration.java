package org.spinecds.workbench;

import ca.uhn.fhir.context.FhirContext;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.util.Optional;
import org.spinecds.SpineCdsProperties;
import org.spinecds.guideline.ActiveGuideline;
import org.spinecds.guideline.GuidelineSource;
import org.spinecds.suspension.Suspensions;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class WorkbenchConfiguration {

    @Bean
    CaseReader caseReader(FhirContext fhir) {
        return new CaseReader(fhir);
    }

    @Bean
    Trial trial(CaseReader reader, Clock clock) {
        return new Trial(reader, clock);
    }

    @Bean
    Reload reload(
            GuidelineSource source,
            FhirContext fhir,
            ActiveGuideline active,
            Trial trial,
            SpineCdsProperties properties,
            Clock clock) {
        return new Reload(source, fhir, active, trial, properties.reload().testing(), clock);
    }

    @Bean
    Shadow shadow(
            GuidelineSource source,
            FhirContext fhir,
            ActiveGuideline active,
            MeterRegistry meters,
            SpineCdsProperties properties,
            Clock clock) {
        return new Shadow(
                Optional.ofNullable(properties.candidate()).map(source::withContent), fhir, active, meters, clock);
    }

    @Bean
    Workbench workbench(ActiveGuideline active, Reload reload, Shadow shadow) {
        return new Workbench(active, reload, shadow);
    }

    @Bean
    WorkbenchPage workbenchPage(
            Workbench workbench,
            ActiveGuideline active,
            CaseReader reader,
            Trial trial,
            SpineCdsProperties properties,
            Clock clock) {
        return new WorkbenchPage(workbench, active, reader, trial, properties, clock);
    }

    @Bean
    SuspensionsPage suspensionsPage(WorkbenchPage page, Suspensions suspensions, Clock clock) {
        return new SuspensionsPage(page, suspensions, clock);
    }

    @Bean
    ContentResources contentResources(FhirContext fhir) {
        return new ContentResources(fhir);
    }

    @Bean
    LibraryOperations libraryOperations(Clock clock) {
        return new LibraryOperations(clock);
    }

    /** 1 while what lies in the folder is not what is in force; 0 else. */
    @Bean
    MeterBinder contentRefused(Reload reload) {
        return meters -> Gauge.builder("spinecds.content.refused", reload, changes -> changes.last()
                        .map(report -> report.inForce() ? 0 : 1)
                        .orElse(0))
                .description("Whether the last change of the content was not taken into force")
                .register(meters);
    }

    /** Decisions of the rules without a signature for the version in force. */
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
    GuidelineHealth guidelineHealth(ActiveGuideline active, Reload reload) {
        return new GuidelineHealth(active, reload);
    }
}

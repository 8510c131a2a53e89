package org.spinecds.observability;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.spinecds.card.Rehearsal;
import org.spinecds.logic.evaluation.EngineFallbacks;
import org.spinecds.security.FhirServerAllowList;
import org.spinecds.security.SecuritySettings;
import org.spinecds.settings.FhirServerSettings;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@Import({CallMeters.class, EhrMeters.class, Correlation.class})
class ObservabilityConfiguration {

    private static final String REHEARSAL = "rehearsal";

    @Bean
    EhrNames ehrNames(FhirServerSettings fhir, SecuritySettings security) {
        List<String> servers = fhir.allowedServers();
        return new EhrNames(
                new FhirServerAllowList(servers, fhir.plainHttpOnLoopback()),
                security.clientTokens()
                        ? List.copyOf(security.clients().keySet())
                        : Stream.concat(servers.stream(), Stream.of(EhrNames.NONE))
                                .toList());
    }

    /**
     * Rehearses the metrics of a call in an unused registry, so that the first real call does not pay for class
     * loading.
     */
    @Bean
    Rehearsal measuring(EhrNames names, ObjectProvider<MeterFilter> filters) {
        return response -> {
            MeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            filters.orderedStream().forEach(meters.config()::meterFilter);
            ObservationRegistry observations = ObservationRegistry.create();
            observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
            CallMeters measured = new CallMeters(meters, observations, names);
            CallMeters.OneCall call = measured.begin(REHEARSAL, EhrNames.NONE);
            EnumSet.range(CallMeters.Stage.EVALUATE, CallMeters.Stage.RENDER).forEach(call::enters);
            call.ended(REHEARSAL, REHEARSAL);
            response.cards().forEach(card -> measured.shown(REHEARSAL, EhrNames.NONE, card.kind(), card.indicator()));
            meters.close();
        };
    }

    /** The number of evaluations by the engine after a prepared rule failed. */
    @Bean
    MeterBinder evaluatorFallbacks() {
        return meters -> FunctionCounter.builder(
                        "spinecds.evaluator.fallback", meters, unused -> EngineFallbacks.count())
                .description("Evaluations for which the engine was asked since a prepared rule failed")
                .register(meters);
    }

    /** Every exporter of spans gets filtered spans. */
    @Bean
    static BeanPostProcessor plainSpans() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof SpanExporter exporter ? new PlainSpans(exporter) : bean;
            }
        };
    }
}

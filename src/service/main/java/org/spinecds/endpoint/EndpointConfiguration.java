package org.spinecds.endpoint;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.spinecds.card.Rehearsal;
import org.spinecds.hook.HookSettings;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.DefaultCorsProcessor;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.filter.CorsFilter;

@Configuration(proxyBeanMethods = false)
class EndpointConfiguration {

    @Bean
    Rehearsal answersAsJson() {
        return Json::answer;
    }

    /** Refuses calls from pages of other origins with an OperationOutcome. */
    private static final class OutcomeCorsProcessor extends DefaultCorsProcessor {

        @Override
        protected void rejectRequest(ServerHttpResponse response) throws IOException {
            response.setStatusCode(HttpStatus.FORBIDDEN);
            response.getHeaders().setContentType(OutcomeWords.FHIR_JSON);
            response.getBody()
                    .write(Json.outcome(
                            "forbidden",
                            "Pages of this origin may not call the service (spinecds.cors.allowed-origins)."));
            response.flush();
        }
    }

    /** One permit for each call that may be answered at the same time. */
    @Bean
    Semaphore calls(HookSettings settings) {
        return new Semaphore(settings.concurrency());
    }

    /** Before everything else: a preflight carries no token and must be answered (CDS Hooks 2.0.1, CORS). */
    @Bean
    FilterRegistrationBean<CorsFilter> corsFilter(CorsSettings settings) {
        CorsConfiguration cors = new CorsConfiguration();
        cors.setAllowedOrigins(settings.allowedOrigins());
        cors.setAllowedMethods(List.of("GET", "POST"));
        cors.setAllowedHeaders(List.of("*"));
        UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
        source.registerCorsConfiguration("/cds-services/**", cors);
        // The demo's sample EHR, read by pages of the public sandbox.
        source.registerCorsConfiguration("/sample-ehr/**", cors);
        CorsFilter filter = new CorsFilter(source);
        filter.setCorsProcessor(new OutcomeCorsProcessor());
        FilterRegistrationBean<CorsFilter> registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }
}

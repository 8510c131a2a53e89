package org.spinecds.bench;

import ca.uhn.fhir.context.FhirContext;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The floor of a call over HTTP: the same web server and parsers read the same body, and the cards are always the same. */
@ImportAutoConfiguration({
    TomcatServletWebServerAutoConfiguration.class,
    DispatcherServletAutoConfiguration.class,
    WebMvcAutoConfiguration.class,
    HttpMessageConvertersAutoConfiguration.class
})
@Import(ParseOnlyService.FixedCards.class)
public class ParseOnlyService {

    static final Path CARDS =
            Path.of("cds-hooks/examples/spine-recurrence-order-select/plan-within-limits/response.json");

    private static final String ANSWER = "cards";

    /** Starts the floor; {@code --cards} names the file with its answer. */
    public static void main(String[] arguments) {
        SpringApplication.run(ParseOnlyService.class, arguments);
    }

    /** Not in the service itself, which looks for its beans among the same classes where its stages are measured. */
    @RestController
    @ConditionalOnProperty(ANSWER)
    static class FixedCards {

        private final FhirContext fhir = FhirContext.forR4Cached();
        private final byte[] cards;

        FixedCards(Environment environment) throws IOException {
            cards = Files.readAllBytes(Path.of(environment.getRequiredProperty(ANSWER)));
        }

        @GetMapping("/actuator/health/readiness")
        String ready() {
            return "UP";
        }

        @PostMapping(path = "/cds-services/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
        ResponseEntity<byte[]> call(HttpServletRequest http) throws IOException {
            if (Stages.onlyParsed(fhir, http.getInputStream().readAllBytes()).isEmpty()) {
                throw new IllegalStateException("Nothing was read.");
            }
            return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(cards);
        }
    }
}

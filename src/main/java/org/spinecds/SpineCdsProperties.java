package org.spinecds;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Everything a site can configure under {@code spinecds}. A value that cannot work stops the start with a sentence.
 *
 * @param content a folder holding {@code cql} and {@code cds-hooks}; absent means the content inside the jar
 * @param explain whether a caller may ask for the assessment and for an evaluation date
 * @param parameters site choices handed to the CQL parameters, by parameter name
 * @param fhir how the EHR's FHIR server is read
 * @param hooks what a hook call may hold
 * @param cors which browser clients may call
 * @param cards how an answer is cut to the EHR that shows it
 * @param timeZone in which a day begins and ends
 */
@Validated
@ConfigurationProperties("spinecds")
public record SpineCdsProperties(
        @Nullable Path content,
        @DefaultValue("false") boolean explain,
        @DefaultValue Map<String, String> parameters,
        @Valid @DefaultValue Fhir fhir,
        @Valid @DefaultValue Hooks hooks,
        @Valid @DefaultValue Cors cors,
        @Valid @DefaultValue Cards cards,
        @DefaultValue("UTC") ZoneId timeZone) {

    public SpineCdsProperties {
        parameters = Map.copyOf(parameters);
    }

    /**
     * How the EHR's FHIR server is read.
     *
     * @param allowedServers base URLs a call may name; {@code http://127.0.0.1:*} means any port of this machine
     * @param plainHttpOnLoopback whether an allowed server may be plain http on this machine, as in the demo
     * @param deadline for everything one call needs, from the first request to the last page
     * @param connectTimeout for one connection
     * @param maxPages of one search
     * @param maxBody of one answer
     * @param concurrency reads at the same time, over all calls
     */
    public record Fhir(
            @NotEmpty(
                            message = "no FHIR server is allowed yet. Name the base URLs of the EHR's FHIR servers in"
                                    + " spinecds.fhir.allowed-servers, or start with the profile demo to try the"
                                    + " service")
                    @DefaultValue
                    List<String> allowedServers,
            @DefaultValue("false") boolean plainHttpOnLoopback,
            @DefaultValue("2s") Duration deadline,
            @DefaultValue("1s") Duration connectTimeout,
            @Min(1) @DefaultValue("200") int maxPages,
            @DefaultValue("10MB") DataSize maxBody,
            @Min(1) @Max(1024) @DefaultValue("32") int concurrency) {

        public Fhir {
            allowedServers = List.copyOf(allowedServers);
            refuseUnlessPositive(deadline, "spinecds.fhir.deadline");
            refuseUnlessPositive(connectTimeout, "spinecds.fhir.connect-timeout");
            refuseUnlessPositive(maxBody, "spinecds.fhir.max-body");
        }
    }

    /**
     * What a hook call may hold.
     *
     * @param maxBody of the request
     * @param maxNesting of its JSON
     */
    public record Hooks(@DefaultValue("5MB") DataSize maxBody, @Min(20) @Max(500) @DefaultValue("100") int maxNesting) {

        public Hooks {
            refuseUnlessPositive(maxBody, "spinecds.hooks.max-body");
        }
    }

    /**
     * Which browser clients may call.
     *
     * @param allowedOrigins such as {@code https://ehr.example.org}; {@code *} means any
     */
    public record Cors(@DefaultValue List<String> allowedOrigins) {

        public Cors {
            allowedOrigins = List.copyOf(allowedOrigins);
        }
    }

    /**
     * How an answer is cut to the EHR that shows it.
     *
     * @param most the greatest number of cards; the rest are folded into the last, emergency and dose never
     */
    public record Cards(@Min(3) @DefaultValue("7") int most) {}

    private static void refuseUnlessPositive(Duration value, String key) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(key + " must be longer than nothing.");
        }
    }

    private static void refuseUnlessPositive(DataSize value, String key) {
        if (value.toBytes() <= 0 || value.toBytes() >= Integer.MAX_VALUE) {
            throw new IllegalArgumentException(key + " must lie between 1 byte and 2 GB.");
        }
    }
}

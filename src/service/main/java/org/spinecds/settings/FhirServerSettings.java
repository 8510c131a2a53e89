package org.spinecds.settings;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits of reading the EHR's FHIR server.
 *
 * @param allowedServers base URLs a call may name; {@code http://127.0.0.1:*} means any port of this machine
 * @param plainHttpOnLoopback whether an allowed server may be plain http on this machine, as in the demo
 * @param privateAddresses whether an allowed server's name may resolve to a private address
 * @param deadline for all data of a call, from the first request to the last page
 * @param connectTimeout for one connection
 * @param maxPages of one search
 * @param maxBody of one answer
 * @param concurrency concurrent reads of one EHR, over all calls
 */
public record FhirServerSettings(
        @NotEmpty(
                        message = "no FHIR server is allowed yet. Name the base URLs of the EHR's FHIR servers in"
                                + " spinecds.fhir.allowed-servers, or start with the profile demo to try the"
                                + " service")
                @DefaultValue
                List<String> allowedServers,
        @DefaultValue("false") boolean plainHttpOnLoopback,
        @DefaultValue("false") boolean privateAddresses,
        @DefaultValue("2s") Duration deadline,
        @DefaultValue("1s") Duration connectTimeout,
        @Min(1) @DefaultValue("200") int maxPages,
        @DefaultValue("10MB") DataSize maxBody,
        @Min(1) @Max(1024) @DefaultValue("32") int concurrency) {

    public FhirServerSettings {
        allowedServers = List.copyOf(allowedServers);
        Positive.required(deadline, "spinecds.fhir.deadline");
        Positive.required(connectTimeout, "spinecds.fhir.connect-timeout");
        Positive.required(maxBody, "spinecds.fhir.max-body");
    }
}

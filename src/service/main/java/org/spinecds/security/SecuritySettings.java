package org.spinecds.security;

import jakarta.validation.Valid;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.spinecds.settings.Positive;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Trusted clients, administrators and scrapers.
 *
 * @param clientTokens whether every call must carry a client's token (CDS Hooks 2.0.1, Trusting CDS Clients)
 * @param baseUrl the external address of the service, which a token must name as its audience
 * @param leeway between the clocks of a client and the service
 * @param longestTokenLife maximum lifetime of a token
 * @param clients by name
 * @param administrators password hashes by name, such as {@code {bcrypt}$2a$...}
 * @param scrapers the same, for users that may read only the Prometheus metrics
 */
public record SecuritySettings(
        @DefaultValue("true") boolean clientTokens,
        @Nullable URI baseUrl,
        @DefaultValue("30s") Duration leeway,
        @DefaultValue("1h") Duration longestTokenLife,
        @DefaultValue Map<String, @Valid TrustedClientSettings> clients,
        @DefaultValue Map<String, String> administrators,
        @DefaultValue Map<String, String> scrapers) {

    public SecuritySettings {
        clients = Map.copyOf(clients);
        administrators = Map.copyOf(administrators);
        scrapers = Map.copyOf(scrapers);
        if (baseUrl != null
                && (baseUrl.getHost() == null || !Set.of("http", "https").contains(baseUrl.getScheme()))) {
            throw new IllegalArgumentException("spinecds.security.base-url is " + baseUrl
                    + ", which is no address such as https://cds.example.org.");
        }
        Positive.required(leeway, "spinecds.security.leeway");
        Positive.required(longestTokenLife, "spinecds.security.longest-token-life");
    }

    @Override
    public String toString() {
        return "SecuritySettings[secrets hidden]";
    }
}

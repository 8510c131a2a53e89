package org.spinecds.endpoint;

import java.util.List;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Browser clients that may call.
 *
 * @param allowedOrigins such as {@code https://ehr.example.org}; {@code *} means any
 */
public record CorsSettings(@DefaultValue List<String> allowedOrigins) {

    private static final Pattern ORIGIN = Pattern.compile("\\*|https?://[A-Za-z0-9.-]+(:\\d+)?");

    public CorsSettings {
        allowedOrigins = List.copyOf(allowedOrigins);
        for (String origin : allowedOrigins) {
            if (!ORIGIN.matcher(origin).matches()) {
                throw new IllegalArgumentException("spinecds.cors.allowed-origins names " + origin
                        + ", which is no origin such as https://ehr.example.org, nor the star.");
            }
        }
    }
}

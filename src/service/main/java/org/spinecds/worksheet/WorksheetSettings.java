package org.spinecds.worksheet;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.spinecds.security.SmartAppSettings;
import org.spinecds.settings.Positive;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the page behind the link on every card but EMERGENCY.
 *
 * @param enabled whether cards have the link
 * @param lifetime of a link and its record; a token that expires earlier ends it earlier
 * @param onThisMachine whether the link names this machine where {@code spinecds.security.base-url} is not set, as in
 *     the demo
 * @param smart the registration as SMART app of the EHR, for a service that asks for no client tokens
 * @param smartOrigins the origins of authorization servers that are not on the origin of their FHIR server
 */
public record WorksheetSettings(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("30m") Duration lifetime,
        @DefaultValue("false") boolean onThisMachine,
        @DefaultValue SmartAppSettings smart,
        @DefaultValue List<String> smartOrigins) {

    private static final Pattern ORIGIN =
            Pattern.compile("(https://[A-Za-z0-9.-]+|http://(127\\.0\\.0\\.1|localhost))(:\\d+)?");

    public WorksheetSettings {
        smartOrigins = List.copyOf(smartOrigins);
        for (String origin : smartOrigins) {
            if (!ORIGIN.matcher(origin).matches()) {
                throw new IllegalArgumentException("spinecds.worksheet.smart-origins names " + origin
                        + ", which is no origin such as https://login.ehr.example.org.");
            }
        }
        Positive.required(lifetime, "spinecds.worksheet.lifetime");
    }
}

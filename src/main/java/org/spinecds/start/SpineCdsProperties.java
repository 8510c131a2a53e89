package org.spinecds.start;

import jakarta.validation.Valid;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.spinecds.endpoint.CorsSettings;
import org.spinecds.guideline.CardSettings;
import org.spinecds.guideline.ReloadSettings;
import org.spinecds.guideline.SignOffSettings;
import org.spinecds.hook.HookSettings;
import org.spinecds.journal.JournalSettings;
import org.spinecds.security.SecuritySettings;
import org.spinecds.settings.FhirServerSettings;
import org.spinecds.worksheet.WorksheetSettings;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Everything a site can configure under {@code spinecds}. A value that cannot work stops the start with a sentence.
 *
 * @param content a folder holding {@code cql} and {@code cds-hooks}; absent means the content inside the jar
 * @param overlay a folder of changed files and new cases, laid over that content; null means none
 * @param localCodes folder of ConceptMaps from the codes of the site to those of the rules; null means none
 * @param explain whether a caller may ask for the assessment and for an evaluation date
 * @param parameters site choices handed to the CQL parameters, by parameter name
 * @param fhir how the EHR's FHIR server is read
 * @param hooks what a hook call may hold
 * @param cors which browser clients may call
 * @param cards how an answer is cut to the EHR that shows it
 * @param journal what is kept of decisions, and how long
 * @param worksheet the page behind the link on the cards
 * @param security whom the service trusts
 * @param reload how a changed content or mapping is taken into force
 * @param signOff who has signed the decisions of the rules
 * @param candidate a folder of content that evaluates every call too, without its cards being shown; null means none
 * @param drain how long the service goes on answering after it was told to stop and says that it is not ready
 * @param warmUp how long the service goes on answering its own examples before it says that it is ready
 * @param timeZone in which a day begins and ends
 */
@Validated
@ConfigurationProperties(prefix = "spinecds", ignoreUnknownFields = false)
public record SpineCdsProperties(
        @Nullable Path content,
        @Nullable Path overlay,
        @Nullable Path localCodes,
        @DefaultValue("false") boolean explain,
        @DefaultValue Map<String, String> parameters,
        @Valid @DefaultValue FhirServerSettings fhir,
        @Valid @DefaultValue HookSettings hooks,
        @Valid @DefaultValue CorsSettings cors,
        @Valid @DefaultValue CardSettings cards,
        @Valid @DefaultValue JournalSettings journal,
        @Valid @DefaultValue WorksheetSettings worksheet,
        @Valid @DefaultValue SecuritySettings security,
        @Valid @DefaultValue ReloadSettings reload,
        @Valid @DefaultValue SignOffSettings signOff,
        @Nullable Path candidate,
        @DefaultValue("0s") Duration drain,
        @DefaultValue("500ms") Duration warmUp,
        @DefaultValue("UTC") ZoneId timeZone) {

    private static final Duration LONGEST_DRAIN = Duration.ofSeconds(25);
    private static final Duration LONGEST_WARM_UP = Duration.ofMinutes(5);

    public SpineCdsProperties {
        parameters = Map.copyOf(parameters);
        if (drain.isNegative() || drain.compareTo(LONGEST_DRAIN) > 0) {
            throw new IllegalArgumentException("spinecds.drain must lie between 0 and 25 seconds.");
        }
        if (warmUp.isNegative() || warmUp.compareTo(LONGEST_WARM_UP) > 0) {
            throw new IllegalArgumentException("spinecds.warm-up must lie between 0 seconds and 5 minutes.");
        }
    }
}

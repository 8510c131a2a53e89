package org.spinecds.start;

import jakarta.validation.Valid;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.spinecds.archive.ArchiveSettings;
import org.spinecds.endpoint.CorsSettings;
import org.spinecds.guideline.CardSettings;
import org.spinecds.guideline.ContentSettings;
import org.spinecds.guideline.ReloadSettings;
import org.spinecds.guideline.SignOffSettings;
import org.spinecds.hook.HookSettings;
import org.spinecds.journal.JournalSettings;
import org.spinecds.logic.Evaluator;
import org.spinecds.security.OpenCallSettings;
import org.spinecds.security.SecuritySettings;
import org.spinecds.settings.FhirServerSettings;
import org.spinecds.worksheet.WorksheetSettings;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Everything a site can configure under {@code spinecds}. An invalid value stops the start with a sentence.
 *
 * @param content a folder with {@code cql} and {@code cds-hooks}; null means the content in the jar
 * @param overlay a folder of changed files and new cases that replace files of the content; null means none
 * @param localCodes a folder of ConceptMaps from local codes to those of the rules; null means none
 * @param explain whether a caller may request the assessment and an evaluation date
 * @param parameters CQL parameters of the site, by name
 * @param fhir limits of reading the EHR's FHIR server
 * @param archive the archive of DICOM RT
 * @param hooks limits of hook calls
 * @param cors browser clients that may call
 * @param cards limits of an answer for the EHR
 * @param journal journal of decisions: key and retention
 * @param worksheet the page linked from the cards
 * @param security trusted clients, administrators and scrapers
 * @param reload activation of changed content or mapping
 * @param signOff signatures of the decisions of the rules
 * @param candidate a folder of content that also evaluates every call, without showing its cards; null means none
 * @param drain time of answering after the stop signal, while not ready
 * @param warmUp time of answering its own examples before it is ready
 * @param evaluator evaluates the rules
 * @param timeZone of calendar days
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
        @Valid @DefaultValue ArchiveSettings archive,
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
        @DefaultValue("UTC") ZoneId timeZone,
        @DefaultValue("prepared") Evaluator evaluator) {

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

    OpenCallSettings openCalls() {
        return new OpenCallSettings(explain, cards.ratingExtension(), worksheet.smart(), worksheet.smartOrigins());
    }

    ContentSettings contents() {
        return new ContentSettings(content, overlay, localCodes, parameters, signOff, evaluator, candidate);
    }
}

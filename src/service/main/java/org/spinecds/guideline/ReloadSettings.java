package org.spinecds.guideline;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.spinecds.settings.Positive;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings for activating changed content or mapping.
 *
 * @param every interval of checking the folders
 * @param testing the longest time for the worked cases; slower content is refused
 * @param versions the largest number of versions kept for rollback, including the active one
 */
public record ReloadSettings(
        @DefaultValue("1s") Duration every,
        @DefaultValue("10m") Duration testing,
        @Min(1) @Max(20) @DefaultValue("5") int versions) {

    public ReloadSettings {
        Positive.required(every, "spinecds.reload.every");
        Positive.required(testing, "spinecds.reload.testing");
    }
}

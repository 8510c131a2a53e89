package org.spinecds.guideline;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.spinecds.settings.Positive;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How a changed content or mapping is taken into force.
 *
 * @param every how often the folders are looked at
 * @param testing the longest time for the worked cases; content that takes longer is not taken into force
 * @param versions the greatest number of versions that are kept to roll back to, the one in force among them
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

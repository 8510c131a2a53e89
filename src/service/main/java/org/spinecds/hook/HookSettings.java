package org.spinecds.hook;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.spinecds.settings.Positive;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits of hook calls.
 *
 * @param maxBody of the request
 * @param maxNesting of its JSON
 * @param concurrency calls answered at the same time; one more gets 503
 */
public record HookSettings(
        @DefaultValue("5MB") DataSize maxBody,
        @Min(20) @Max(500) @DefaultValue("100") int maxNesting,
        @Min(1) @Max(1000) @DefaultValue("100") int concurrency) {

    public HookSettings {
        Positive.required(maxBody, "spinecds.hooks.max-body");
    }
}

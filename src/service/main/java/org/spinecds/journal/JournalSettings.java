package org.spinecds.journal;

import jakarta.validation.constraints.Size;
import java.time.Duration;
import org.spinecds.settings.Positive;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long decisions are kept, and the key for the patients in them.
 *
 * @param key of the hashes that stand for patients: secret, 32 characters or more, the same on every instance
 * @param retention of decisions and their feedback; positive
 */
public record JournalSettings(
        @Size(
                        min = 32,
                        message = "the journal has no key. Set spinecds.journal.key to a secret of 32 characters or"
                                + " more; patients are known to the journal by a hash with it")
                @DefaultValue("")
                String key,
        @DefaultValue("365d") Duration retention) {

    public JournalSettings {
        Positive.required(retention, "spinecds.journal.retention");
    }

    @Override
    public String toString() {
        return "JournalSettings[key hidden]";
    }
}

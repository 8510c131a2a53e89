package org.spinecds.archive;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.spinecds.content.Content;
import org.spinecds.dose.setting.DoseSettings;
import org.spinecds.guideline.ActiveGuideline;
import org.spinecds.organdose.DoseContent;

/** The thresholds of the content in force, read once for each content. */
final class Thresholds implements Supplier<DoseSettings> {

    private final ActiveGuideline guideline;
    private @Nullable Content content;
    private @Nullable DoseSettings settings;

    Thresholds(ActiveGuideline guideline) {
        this.guideline = guideline;
    }

    /**
     * Returns the thresholds.
     *
     * @throws org.spinecds.content.ContentUnreadable when the content has none
     */
    @Override
    public synchronized DoseSettings get() {
        Content current = guideline.current().content();
        DoseSettings known = settings;
        if (known == null || current != content) {
            known = DoseContent.of(current).settings();
            settings = known;
            content = current;
        }
        return known;
    }
}

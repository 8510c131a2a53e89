package org.spinecds.archive;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.spinecds.content.Content;
import org.spinecds.guideline.ActiveGuideline;
import org.spinecds.organdose.DoseContent;

/** The thresholds and sentences of the content in force, read once for each content. */
final class Thresholds implements Supplier<DoseContent> {

    private final ActiveGuideline guideline;
    private @Nullable Content content;
    private @Nullable DoseContent read;

    Thresholds(ActiveGuideline guideline) {
        this.guideline = guideline;
    }

    /**
     * Returns the thresholds and sentences.
     *
     * @throws org.spinecds.content.ContentUnreadable when the content has none
     */
    @Override
    public synchronized DoseContent get() {
        Content current = guideline.current().content();
        DoseContent known = read;
        if (known == null || current != content) {
            known = DoseContent.of(current);
            read = known;
            content = current;
        }
        return known;
    }

    /** Returns the sentences. */
    DoseContent.Words words() {
        return get().words();
    }
}

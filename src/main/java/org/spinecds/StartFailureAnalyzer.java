package org.spinecds;

import org.jspecify.annotations.Nullable;
import org.spinecds.card.WordingBroken;
import org.spinecds.content.ContentUnreadable;
import org.spinecds.logic.ContentBroken;
import org.spinecds.mapping.LocalCodesUnreadable;
import org.spinecds.security.SecurityMisconfigured;
import org.spinecds.worksheet.WorksheetBroken;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** A wrong configuration or broken content stops the start with a sentence instead of a stack trace. */
class StartFailureAnalyzer implements FailureAnalyzer {

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ContentUnreadable
                    || cause instanceof ContentBroken
                    || cause instanceof WordingBroken
                    || cause instanceof WorksheetBroken
                    || cause instanceof LocalCodesUnreadable
                    || cause instanceof SecurityMisconfigured) {
                return new FailureAnalysis(
                        String.valueOf(cause.getMessage()), "Correct it and start the service again.", failure);
            }
        }
        return null;
    }
}

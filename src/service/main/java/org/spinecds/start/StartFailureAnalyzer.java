package org.spinecds.start;

import java.sql.SQLException;
import java.util.Objects;
import java.util.stream.Stream;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.spinecds.card.WordingBroken;
import org.spinecds.content.ContentUnreadable;
import org.spinecds.logic.ContentBroken;
import org.spinecds.security.SecurityMisconfigured;
import org.spinecds.workbench.CaseUnreadable;
import org.spinecds.workbench.ContentRefused;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** Reports a wrong configuration or broken content at start with a sentence instead of a stack trace. */
class StartFailureAnalyzer implements FailureAnalyzer {

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ContentUnreadable
                    || cause instanceof ContentBroken
                    || cause instanceof WordingBroken
                    || cause instanceof ContentRefused
                    || cause instanceof CaseUnreadable
                    || cause instanceof SecurityMisconfigured) {
                return analysis(String.valueOf(cause.getMessage()), failure);
            }
            if (cause instanceof FlywayException) {
                return analysis(
                        "The journal's database (spring.datasource.url) cannot be opened or brought up to date: "
                                + reason(cause),
                        failure);
            }
        }
        return null;
    }

    /** The database's message, which does not contain its address. */
    private static String reason(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .filter(SQLException.class::isInstance)
                .reduce((one, deeper) -> deeper)
                .map(cause -> String.valueOf(cause.getMessage()))
                .orElse(failure.getClass().getName());
    }

    private static FailureAnalysis analysis(String sentence, Throwable failure) {
        return new FailureAnalysis(sentence, "Correct it and start the service again.", failure);
    }
}

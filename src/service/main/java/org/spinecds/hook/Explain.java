package org.spinecds.hook;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * The extension {@code org.spinecds.explain} of a call.
 *
 * @param assessment whether the answer carries the whole assessment
 * @param evaluationDate the replayed day; null means today
 */
public record Explain(boolean assessment, @Nullable LocalDate evaluationDate) {}

package org.spinecds.guideline;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Signatures of the decisions on questions that the source leaves open.
 *
 * @param register the site's own register, a CSV file; null means the signatures in the content
 * @param onCards whether the source line of a card counts the unsigned decisions
 */
public record SignOffSettings(@Nullable Path register, @DefaultValue("false") boolean onCards) {}

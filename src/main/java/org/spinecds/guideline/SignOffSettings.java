package org.spinecds.guideline;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who has signed the decisions that the rules take where the source leaves them open.
 *
 * @param register the site's own register, a CSV file; null means the signatures in the content
 * @param onCards whether the source line of a card says how many decisions are not signed off
 */
public record SignOffSettings(@Nullable Path register, @DefaultValue("false") boolean onCards) {}

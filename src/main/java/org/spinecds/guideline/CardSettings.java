package org.spinecds.guideline;

import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How an answer is cut to the EHR that shows it.
 *
 * @param most the greatest number of cards; the rest are folded into the last, emergency and dose never
 * @param ratingExtension where no client tokens are asked for: whether the client applies a changed order only with
 *     the extension {@code pama-rating}, which then says that no criteria were consulted
 */
public record CardSettings(@Min(3) @DefaultValue("7") int most, @DefaultValue("false") boolean ratingExtension) {}

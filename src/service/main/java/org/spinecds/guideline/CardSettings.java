package org.spinecds.guideline;

import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Limits of an answer for the EHR.
 *
 * @param most the largest number of cards; the rest are folded into the last; emergency and dose never
 * @param ratingExtension without client tokens: whether the client applies a changed order only with the extension
 *     {@code pama-rating}; it then says that no criteria were consulted
 */
public record CardSettings(@Min(3) @DefaultValue("7") int most, @DefaultValue("false") boolean ratingExtension) {}

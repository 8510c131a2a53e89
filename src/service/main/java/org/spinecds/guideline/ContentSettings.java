package org.spinecds.guideline;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.spinecds.logic.Evaluator;

/**
 * The source of the content and the site's choices.
 *
 * @param content a folder with {@code cql} and {@code cds-hooks}; null means the content in the jar
 * @param overlay a folder of changed files and new cases that replace files of the content; null means none
 * @param localCodes a folder of ConceptMaps from local codes to those of the rules; null means none
 * @param parameters CQL parameters of the site, by name
 * @param signOff signatures of the decisions of the rules
 * @param evaluator evaluates the rules
 * @param candidate a folder of content that also evaluates every call, without showing its cards; null means none
 */
public record ContentSettings(
        @Nullable Path content,
        @Nullable Path overlay,
        @Nullable Path localCodes,
        Map<String, String> parameters,
        SignOffSettings signOff,
        Evaluator evaluator,
        @Nullable Path candidate) {

    /** The same choices for another content and another evaluator, without a candidate. */
    ContentSettings with(@Nullable Path otherContent, @Nullable Path otherOverlay, Evaluator other) {
        return new ContentSettings(otherContent, otherOverlay, localCodes, parameters, signOff, other, null);
    }

    /** The same choices with the local codes in a folder, without a candidate. */
    ContentSettings withLocalCodes(@Nullable Path other) {
        return new ContentSettings(content, overlay, other, parameters, signOff, evaluator, null);
    }
}

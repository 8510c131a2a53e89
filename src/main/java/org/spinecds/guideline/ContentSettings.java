package org.spinecds.guideline;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the content is read from, and what a site has chosen for it.
 *
 * @param content a folder holding {@code cql} and {@code cds-hooks}; null means the content inside the jar
 * @param overlay a folder of changed files and new cases, laid over that content; null means none
 * @param localCodes a folder of ConceptMaps from the codes of the site to those of the rules; null means none
 * @param parameters site choices handed to the CQL parameters, by parameter name
 * @param signOff who has signed the decisions of the rules
 * @param candidate a folder of content that evaluates every call too, without its cards being shown; null means none
 */
public record ContentSettings(
        @Nullable Path content,
        @Nullable Path overlay,
        @Nullable Path localCodes,
        Map<String, String> parameters,
        SignOffSettings signOff,
        @Nullable Path candidate) {}

package org.spinecds.hook;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.spinecds.content.GuidelineFile;

/**
 * A service as shown by discovery (CDS Hooks 2.0.1, Discovery), with its CQL library.
 *
 * @param prefetch query templates by key, in the order of the file; {@code {{context.patientId}}} is their only token
 * @param optional prefetch keys that the evaluation can do without; not shown in discovery
 * @param guideline that answers; not shown in discovery
 * @param cards the define of the guideline's library that selects the cards; not shown in discovery
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ServiceDefinition(
        String id,
        String hook,
        String title,
        String description,
        @Nullable String usageRequirements,
        Map<String, String> prefetch,
        @JsonIgnore Set<String> optional,
        @JsonIgnore GuidelineFile guideline,
        @JsonIgnore String cards) {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]*");
    private static final Pattern TOKEN = Pattern.compile("\\{\\{\\s*(.*?)\\s*}}");
    private static final String PATIENT_ID = "context.patientId";

    public ServiceDefinition {
        prefetch = Collections.unmodifiableMap(new LinkedHashMap<>(prefetch));
        optional = Set.copyOf(optional);
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("the id may hold letters, digits, dots and hyphens only");
        }
        prefetch.forEach(ServiceDefinition::refuseUnlessFillable);
        if (!prefetch.keySet().containsAll(optional)) {
            throw new IllegalArgumentException("_optional names a prefetch template that is not there");
        }
    }

    /** The CQL library to evaluate. */
    public String library() {
        return guideline.library();
    }

    /** The prefetch queries for one patient, by key: {@code Patient/1}, {@code Condition?patient=1}. */
    public Map<String, String> queriesFor(String patientId) {
        Map<String, String> queries = new LinkedHashMap<>();
        prefetch.forEach((key, template) ->
                queries.put(key, TOKEN.matcher(template).replaceAll(Matcher.quoteReplacement(patientId))));
        return queries;
    }

    private static void refuseUnlessFillable(String key, String template) {
        boolean fillable = TOKEN.matcher(template).results().allMatch(token -> token.group(1)
                .equals(PATIENT_ID));
        if (!fillable) {
            throw new IllegalArgumentException("the prefetch template " + key + " uses a token other than " + PATIENT_ID
                    + ", which a call need not have");
        }
    }
}

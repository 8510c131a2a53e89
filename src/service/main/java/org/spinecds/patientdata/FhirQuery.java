package org.spinecds.patientdata;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A query of a CDS Hooks prefetch template, relative to the base of the FHIR server and not yet percent-encoded. */
public sealed interface FhirQuery {

    String type();

    /** The address relative to the base of the FHIR server; the values of a search are percent-encoded. */
    String address();

    static FhirQuery parse(String text) {
        int question = text.indexOf('?');
        if (question < 0) {
            String[] parts = text.split("/", 2);
            return new Read(parts[0], parts.length == 2 ? parts[1] : "");
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String parameter : text.substring(question + 1).split("&", -1)) {
            String[] parts = parameter.split("=", 2);
            parameters.put(parts[0], parts.length == 2 ? parts[1] : "");
        }
        return new Search(text.substring(0, question), parameters);
    }

    /** The read of one resource. */
    record Read(String type, String id) implements FhirQuery {

        @Override
        public String address() {
            return type + "/" + id;
        }
    }

    /** A search by type. */
    record Search(String type, Map<String, String> parameters) implements FhirQuery {

        public Search {
            parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        }

        @Nullable
        String parameter(String name) {
            return parameters.get(name);
        }

        Search without(String name) {
            Map<String, String> changed = new LinkedHashMap<>(parameters);
            changed.remove(name);
            return new Search(type, changed);
        }

        @Override
        public String address() {
            return parameters.entrySet().stream()
                    .map(parameter -> parameter.getKey() + "=" + encoded(parameter.getValue()))
                    .collect(Collectors.joining("&", type + "?", ""));
        }

        private static String encoded(String value) {
            return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
        }
    }
}

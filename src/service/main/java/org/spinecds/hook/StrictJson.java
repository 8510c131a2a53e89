package org.spinecds.hook;

import org.jspecify.annotations.Nullable;
import org.spinecds.fhir.FhirJson;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Strict JSON by RFC 8259. An error names member and position, never the value. */
public final class StrictJson {

    private final JsonMapper json;

    /**
     * Creates a reader with a maximum depth.
     *
     * @param maxNesting of objects and arrays
     */
    public StrictJson(int maxNesting) {
        this.json = FhirJson.mapper(
                StreamReadConstraints.builder().maxNestingDepth(maxNesting).build());
    }

    /**
     * Reads the object in a body.
     *
     * @param body UTF-8
     * @throws HookRequestRejected when it is not well-formed, too deep, or not an object
     */
    JsonNode object(byte[] body) {
        try {
            return object(json.readTree(body), "The body of the call");
        } catch (StreamConstraintsException e) {
            throw new HookRequestRejected(
                    "The body of the call is nested too deeply or holds a value that is too long.");
        } catch (JacksonException e) {
            throw new HookRequestRejected("The body of the call is not well-formed JSON%s."
                    .formatted(
                            e.getLocation() == null
                                    ? ""
                                    : ", see line " + e.getLocation().getLineNr() + ", column "
                                            + e.getLocation().getColumnNr()));
        }
    }

    static boolean isThere(JsonNode parent, String member) {
        return parent.hasNonNull(member);
    }

    static JsonNode required(JsonNode parent, String member) {
        if (!isThere(parent, member)) {
            throw new HookRequestRejected("The call has no " + member + ".");
        }
        return parent.path(member);
    }

    static JsonNode object(JsonNode value, String name) {
        if (!value.isObject()) {
            throw new HookRequestRejected(name + " is not a JSON object.");
        }
        return value;
    }

    static String text(JsonNode parent, String member) {
        required(parent, member);
        String text = optionalText(parent, member);
        if (text == null || text.isBlank()) {
            throw new HookRequestRejected("The call's " + member + " is empty.");
        }
        return text;
    }

    static @Nullable String optionalText(JsonNode parent, String member) {
        if (!isThere(parent, member)) {
            return null;
        }
        JsonNode value = parent.path(member);
        if (!value.isString()) {
            throw new HookRequestRejected("The call's " + member + " is not a string.");
        }
        return value.stringValue();
    }
}

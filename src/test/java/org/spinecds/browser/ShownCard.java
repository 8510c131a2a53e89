package org.spinecds.browser;

import tools.jackson.databind.JsonNode;

/**
 * A card that the service sent.
 *
 * @param origin whose it is and which service showed it, for messages and captions
 * @param kind of card, by the names of the specification
 */
record ShownCard(String origin, String kind, JsonNode json) {

    static ShownCard of(String origin, JsonNode json) {
        return new ShownCard(
                origin,
                json.path("extension").path("org.spinecds.card").path("kind").asString(),
                json);
    }

    String summary() {
        return json.path("summary").asString();
    }

    String detail() {
        return json.path("detail").asString();
    }

    /** For a parameterized test's name. */
    @Override
    public String toString() {
        return origin + " " + kind;
    }
}

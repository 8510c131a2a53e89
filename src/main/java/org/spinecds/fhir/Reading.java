package org.spinecds.fhir;

import tools.jackson.databind.JsonNode;

/** What of a record is of any use to those who read it. */
@FunctionalInterface
public interface Reading {

    /** Everything may be of use. */
    Reading EVERYTHING = resource -> true;

    /** Whether a resource may be of use; in doubt it is. */
    boolean mayUse(JsonNode resource);
}

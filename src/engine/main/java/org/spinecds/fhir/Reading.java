package org.spinecds.fhir;

import tools.jackson.databind.JsonNode;

/** Tells which resources of a record the rules read. */
public interface Reading {

    /** Everything may be of use. */
    Reading EVERYTHING = new Everything();

    /** Whether a resource may be of use; in doubt it is. */
    boolean mayUse(JsonNode resource);

    /** The same for two that read the same, on any machine; empty where everything is read. */
    String mark();

    /** Everything may be of use. */
    final class Everything implements Reading {

        private Everything() {}

        @Override
        public boolean mayUse(JsonNode resource) {
            return true;
        }

        @Override
        public String mark() {
            return "";
        }
    }
}

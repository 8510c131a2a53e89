package org.spinecds.fhir;

import tools.jackson.databind.JsonNode;

/** Tells which resources of a record are read wholly: those that a rule may use. */
public interface Reading {

    /** Any resource may be used. */
    Reading EVERYTHING = new Everything();

    /** Whether a rule may use the resource; true in doubt. */
    boolean mayUse(JsonNode resource);

    /**
     * A mark of this choice: equal for two that choose the same resources, on any machine; empty where every resource
     * is read.
     */
    String mark();

    /** Chooses every resource. */
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

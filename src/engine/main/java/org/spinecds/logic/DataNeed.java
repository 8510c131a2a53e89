package org.spinecds.logic;

/**
 * A retrieve of a library.
 *
 * @param type the type of resource
 * @param valueSet the URL of the value set that filters the retrieve; empty where none does
 * @param code the code that filters the retrieve, as {@code system|code}; empty where none does
 */
public record DataNeed(String type, String valueSet, String code) {

    /** Whether every resource of the type is retrieved. */
    public boolean isOfAll() {
        return valueSet.isEmpty() && code.isEmpty();
    }
}

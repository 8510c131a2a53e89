package org.spinecds.logic;

/**
 * What a library retrieves.
 *
 * @param type of resource
 * @param valueSet the codes it is retrieved by; empty where it is retrieved by no value set
 * @param code the one code it is retrieved by, as {@code system|code}; empty where it is retrieved by no code
 */
public record DataNeed(String type, String valueSet, String code) {

    /** Whether every resource of the type is retrieved. */
    public boolean isOfAll() {
        return valueSet.isEmpty() && code.isEmpty();
    }
}

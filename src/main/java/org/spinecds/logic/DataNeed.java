package org.spinecds.logic;

/**
 * What a library retrieves.
 *
 * @param type of resource
 * @param valueSet the codes it is retrieved by; empty where it is retrieved by no value set
 */
public record DataNeed(String type, String valueSet) {}

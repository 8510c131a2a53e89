package org.spinecds.card;

/**
 * A path of a view that leads nowhere.
 *
 * @param file that has it
 * @param said the name that has it, and the part of the path that no answer has
 */
public record Misnamed(String file, String said) {}

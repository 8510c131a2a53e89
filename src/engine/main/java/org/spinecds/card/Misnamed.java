package org.spinecds.card;

/**
 * A path of a view that leads nowhere.
 *
 * @param file that has it
 * @param name the name that has it
 * @param said the name, and the part of the path that no answer has
 */
public record Misnamed(String file, String name, String said) {

    /** Whether another was found at the same name. */
    boolean isOfTheSame(Misnamed other) {
        return file.equals(other.file) && name.equals(other.name);
    }
}

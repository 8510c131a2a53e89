package org.spinecds.card;

/**
 * A path in a file of the content that leads nowhere.
 *
 * @param file the file with the path
 * @param name the field with the path
 * @param said the field, and the name in the path that no answer has
 */
public record Misnamed(String file, String name, String said) {

    /** Whether the other path is in the same field. */
    boolean isOfTheSame(Misnamed other) {
        return file.equals(other.file) && name.equals(other.name);
    }
}

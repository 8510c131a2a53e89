package org.spinecds.logic;

/**
 * Something in a file of the content that its authors should look at.
 *
 * @param file its path below the content's root
 * @param line from 1; 0 where it is about the whole file
 * @param column from 1; 0 where it is about the whole line
 */
public record Finding(String file, int line, int column, Severity severity, String sentence) {

    /** How much it matters. */
    public enum Severity {
        /** The content is not taken. */
        ERROR,
        /** It may be meant. */
        WARNING
    }

    /** As compilers write it, so that editors find the place. */
    @Override
    public String toString() {
        String place = line == 0 ? file : file + ":" + line + (column == 0 ? "" : ":" + column);
        return place + ": " + (severity == Severity.ERROR ? "error" : "warning") + ": " + sentence;
    }
}

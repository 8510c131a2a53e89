package org.spinecds.logic;

/**
 * A remark on a file of the content for its authors.
 *
 * @param file the path below the content's root
 * @param line from 1; 0 where it concerns the whole file
 * @param column from 1; 0 where it concerns the whole line
 */
public record Finding(String file, int line, int column, Severity severity, String sentence) {

    /** The consequence of a finding. */
    public enum Severity {
        /** The content is refused. */
        ERROR,
        /** The content is accepted: the place may be right. */
        WARNING
    }

    /** A fault of a whole file. */
    public static Finding error(String file, String sentence) {
        return new Finding(file, 0, 0, Severity.ERROR, sentence);
    }

    /** A remark on a place in the text of a file. */
    static Finding at(String file, String text, int place, Severity severity, String sentence) {
        String before = text.substring(0, place);
        int line = (int) before.chars().filter(letter -> letter == '\n').count() + 1;
        return new Finding(file, line, place - before.lastIndexOf('\n'), severity, sentence);
    }

    /** The form that compilers use, so that editors find the place. */
    @Override
    public String toString() {
        String place = line == 0 ? file : file + ":" + line + (column == 0 ? "" : ":" + column);
        return place + ": " + (severity == Severity.ERROR ? "error" : "warning") + ": " + sentence;
    }
}

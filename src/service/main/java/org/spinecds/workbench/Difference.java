package org.spinecds.workbench;

/**
 * One difference from the expectation.
 *
 * @param where a path in the assessment, or the name of the compared value
 * @param expected as JSON
 * @param actual as JSON; empty if missing
 */
public record Difference(String where, String expected, String actual) {

    @Override
    public String toString() {
        return where + ": expected " + expected + ", got " + actual;
    }
}

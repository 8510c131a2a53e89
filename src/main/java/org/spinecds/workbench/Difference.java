package org.spinecds.workbench;

/**
 * One thing that is otherwise than expected.
 *
 * @param where a path in the assessment, or what is compared
 * @param expected as JSON
 * @param actual as JSON; empty where there is nothing
 */
public record Difference(String where, String expected, String actual) {

    @Override
    public String toString() {
        return where + ": expected " + expected + ", got " + actual;
    }
}

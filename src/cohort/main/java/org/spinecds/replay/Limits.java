package org.spinecds.replay;

/**
 * The means that a replay may use.
 *
 * @param threads that work at once
 * @param longestUnit of a file that one thread reads, in bytes
 * @param largestPart of the kept lines that is in the memory for one thread, in bytes
 * @param largestRecord of one patient, in bytes
 * @param verified of the patients that are no candidates, one in so many is asked about as well; 0 means none
 */
public record Limits(int threads, long longestUnit, long largestPart, long largestRecord, int verified) {

    private static final long MEBI = 1024L * 1024;

    /** The usual limits for some threads: 64 MiB for each, and 32 MiB for one patient. Only candidates are asked about. */
    public static Limits of(int threads) {
        return new Limits(threads, 64 * MEBI, 64 * MEBI, 32 * MEBI, 0);
    }

    /** The same, with one in so many of the other patients. */
    public Limits verifying(int oneOf) {
        return new Limits(threads, longestUnit, largestPart, largestRecord, oneOf);
    }
}

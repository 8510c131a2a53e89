package org.spinecds.bench;

/** The records that are measured, small to large. */
public enum Records {
    /** A worked case with one small course and a summary, as it is. */
    SMALL("4 kB"),
    /** Two courses, a plan and its checks, with some hundred resources no rule reads. */
    USUAL("68 kB"),
    /** The same with some 1,600 of them. */
    LARGE("1 MB"),
    /** The usual one with 1,000 Observations more. */
    USUAL_AND_1000("68 kB + 1,000 Observations");

    private static final String SMALLEST_CASE = "H029";
    private static final String FULL_CASE = "V09";
    private static final int USUAL_BYTES = 68_000;
    private static final int LARGE_BYTES = 1_000_000;
    private static final int MORE = 1000;

    private final String title;

    Records(String title) {
        this.title = title;
    }

    /** The record of this size. */
    public GrownRecord record() throws Exception {
        return switch (this) {
            case SMALL -> GrownRecord.of(title, SMALLEST_CASE);
            case USUAL -> GrownRecord.of(title, FULL_CASE).grownTo(USUAL_BYTES);
            case LARGE -> GrownRecord.of(title, FULL_CASE).grownTo(LARGE_BYTES);
            case USUAL_AND_1000 -> USUAL.record().withObservations(title, MORE);
        };
    }

    /** The worked case as it is, before anything was added. */
    public GrownRecord bare() throws Exception {
        return GrownRecord.of(title, this == SMALL ? SMALLEST_CASE : FULL_CASE);
    }

    @Override
    public String toString() {
        return title;
    }
}

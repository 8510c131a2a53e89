package org.spinecds.dose;

/** Sees how far a reading is. */
@FunctionalInterface
public interface Progress {

    /** The steps of a reading. */
    enum Step {
        /** Files are read. */
        FILES,
        /** Doses are computed. */
        DOSES
    }

    /**
     * Sees a part that is done.
     *
     * @param step the step
     * @param done the parts that are done
     * @param all the parts of this step
     */
    void see(Step step, int done, int all);
}

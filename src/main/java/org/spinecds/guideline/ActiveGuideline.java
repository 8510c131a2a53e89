package org.spinecds.guideline;

/** The guideline in force. A call asks for it once, at its beginning, and keeps to it. */
public final class ActiveGuideline {

    private final Guideline current;

    public ActiveGuideline(Guideline first) {
        current = first;
    }

    public Guideline current() {
        return current;
    }
}

package org.spinecds.hook;

/** A call violates CDS Hooks 2.0.1. The message contains no patient data. */
public final class HookRequestRejected extends RuntimeException {

    public HookRequestRejected(String sentence) {
        super(sentence);
    }
}

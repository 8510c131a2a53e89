package org.spinecds.hook;

/** A call is not what CDS Hooks 2.0.1 says it must be. The sentence quotes nothing of the patient. */
public final class HookRequestRejected extends RuntimeException {

    public HookRequestRejected(String sentence) {
        super(sentence);
    }
}

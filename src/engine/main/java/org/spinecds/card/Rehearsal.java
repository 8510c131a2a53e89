package org.spinecds.card;

/** Tries a step that handles responses, with the answers to the examples, before the first call. */
public interface Rehearsal {

    void of(HookResponse response);
}

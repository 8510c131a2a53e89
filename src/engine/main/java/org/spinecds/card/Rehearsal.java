package org.spinecds.card;

/** What a part of the service does with an answer on its way out, tried with the answers to the examples before the first call. */
public interface Rehearsal {

    void of(HookResponse response);
}

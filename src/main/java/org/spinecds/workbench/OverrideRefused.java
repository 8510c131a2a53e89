package org.spinecds.workbench;

/** A refused content is not taken into force by an override; the message says why. */
public final class OverrideRefused extends RuntimeException {

    OverrideRefused(String sentence) {
        super(sentence);
    }
}

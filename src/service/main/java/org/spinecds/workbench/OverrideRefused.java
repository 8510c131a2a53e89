package org.spinecds.workbench;

/** An override is refused; the message gives the reason. */
public final class OverrideRefused extends RuntimeException {

    OverrideRefused(String sentence) {
        super(sentence);
    }
}

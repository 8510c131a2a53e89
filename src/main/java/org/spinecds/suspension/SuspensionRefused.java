package org.spinecds.suspension;

/** What is asked for cannot be suspended so; the message says why, for the administrator who asked. */
public final class SuspensionRefused extends RuntimeException {

    SuspensionRefused(String sentence) {
        super(sentence);
    }
}

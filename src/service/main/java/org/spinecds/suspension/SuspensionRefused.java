package org.spinecds.suspension;

/** A requested suspension is not possible; the message gives the administrator the reason. */
public final class SuspensionRefused extends RuntimeException {

    SuspensionRefused(String sentence) {
        super(sentence);
    }
}

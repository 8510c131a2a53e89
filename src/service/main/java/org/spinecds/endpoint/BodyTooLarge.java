package org.spinecds.endpoint;

/** A call is larger than {@code spinecds.hooks.max-body}. */
final class BodyTooLarge extends RuntimeException {

    BodyTooLarge(long bytes) {
        super("The body of the call is larger than " + bytes + " bytes (spinecds.hooks.max-body).");
    }
}

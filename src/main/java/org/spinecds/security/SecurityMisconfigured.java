package org.spinecds.security;

/** What is configured of trust cannot work, so the service does not start. */
public final class SecurityMisconfigured extends RuntimeException {

    SecurityMisconfigured(String sentence) {
        super(sentence);
    }
}

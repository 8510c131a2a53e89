package org.spinecds.security;

/** The security settings cannot work, so the service does not start. */
public final class SecurityMisconfigured extends RuntimeException {

    SecurityMisconfigured(String sentence) {
        super(sentence);
    }
}

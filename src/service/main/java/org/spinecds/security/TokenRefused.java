package org.spinecds.security;

/** A client's token is not trusted. The reason goes only to the log, not to the client. */
final class TokenRefused extends Exception {

    TokenRefused(String reason) {
        super(reason);
    }
}

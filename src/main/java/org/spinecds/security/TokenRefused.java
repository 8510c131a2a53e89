package org.spinecds.security;

/** A client's token is not one to trust. The reason is for the log alone; the client learns nothing. */
final class TokenRefused extends Exception {

    TokenRefused(String reason) {
        super(reason);
    }
}

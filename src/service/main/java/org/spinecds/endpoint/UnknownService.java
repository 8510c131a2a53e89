package org.spinecds.endpoint;

/** There is no such service. */
final class UnknownService extends RuntimeException {

    UnknownService() {
        super("There is no such service; GET /cds-services lists those there are.");
    }
}

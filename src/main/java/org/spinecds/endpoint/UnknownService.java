package org.spinecds.endpoint;

/** A call names a service that is not on offer. */
final class UnknownService extends RuntimeException {

    UnknownService() {
        super("There is no such service; GET /cds-services lists those there are.");
    }
}

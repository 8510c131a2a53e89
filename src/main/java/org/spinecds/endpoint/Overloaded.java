package org.spinecds.endpoint;

/** As many calls are being answered as the service can carry. */
final class Overloaded extends RuntimeException {

    Overloaded() {
        super("The service is answering as many calls as it can carry (spinecds.hooks.concurrency); try again.");
    }
}

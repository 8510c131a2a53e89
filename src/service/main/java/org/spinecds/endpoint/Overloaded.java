package org.spinecds.endpoint;

/** The limit of concurrent calls is reached. */
final class Overloaded extends RuntimeException {

    Overloaded() {
        super("The service is answering as many calls as it can carry (spinecds.hooks.concurrency); try again.");
    }
}

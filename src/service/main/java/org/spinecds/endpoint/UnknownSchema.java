package org.spinecds.endpoint;

/** There is no such schema. */
final class UnknownSchema extends RuntimeException {

    UnknownSchema() {
        super("There is no such schema; there are discovery, request, response and feedback.");
    }
}

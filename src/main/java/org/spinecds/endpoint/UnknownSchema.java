package org.spinecds.endpoint;

/** An address names a schema that is not there. */
final class UnknownSchema extends RuntimeException {

    UnknownSchema() {
        super("There is no such schema; there are discovery, request, response and feedback.");
    }
}

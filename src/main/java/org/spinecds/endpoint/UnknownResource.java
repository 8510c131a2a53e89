package org.spinecds.endpoint;

/** There is no such resource of the content. */
final class UnknownResource extends RuntimeException {

    UnknownResource() {
        super("There is no such resource of the content.");
    }
}

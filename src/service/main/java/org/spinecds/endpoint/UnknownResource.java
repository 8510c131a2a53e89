package org.spinecds.endpoint;

/** The content has no such resource. */
final class UnknownResource extends RuntimeException {

    UnknownResource() {
        super("There is no such resource of the content.");
    }
}

package org.spinecds.mapping;

/** A ConceptMap of the site cannot be used, so the service does not start. */
public final class LocalCodesUnreadable extends RuntimeException {

    LocalCodesUnreadable(String sentence) {
        super(sentence);
    }
}

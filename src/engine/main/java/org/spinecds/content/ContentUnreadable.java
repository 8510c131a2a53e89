package org.spinecds.content;

/** A file of the content is missing, unreadable or invalid. */
public final class ContentUnreadable extends RuntimeException {

    public ContentUnreadable(String sentence) {
        super(sentence);
    }

    public ContentUnreadable(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}

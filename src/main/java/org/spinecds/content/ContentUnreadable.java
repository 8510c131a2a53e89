package org.spinecds.content;

/** A file of the content is missing, cannot be read, or says something the service cannot work with. */
public final class ContentUnreadable extends RuntimeException {

    public ContentUnreadable(String sentence) {
        super(sentence);
    }

    public ContentUnreadable(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}

package org.spinecds.workbench;

/** A file is neither a worked case, nor a call, nor a record. The message quotes only its name. */
public final class CaseUnreadable extends RuntimeException {

    CaseUnreadable(String sentence) {
        super(sentence);
    }
}

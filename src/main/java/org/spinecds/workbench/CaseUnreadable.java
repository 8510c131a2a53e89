package org.spinecds.workbench;

/** A file is neither a worked case, nor a call, nor a record. The sentence quotes nothing of it but its name. */
public final class CaseUnreadable extends RuntimeException {

    CaseUnreadable(String sentence) {
        super(sentence);
    }
}

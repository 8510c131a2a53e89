package org.spinecds.logic;

/** The guideline's CQL could not be evaluated for this patient. Its message never carries patient data. */
public final class LogicFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LogicFailed(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}

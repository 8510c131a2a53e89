package org.spinecds.command;

/** A command cannot run; the message gives the reason. */
final class CannotRun extends RuntimeException {

    CannotRun(String sentence) {
        super(sentence);
    }
}

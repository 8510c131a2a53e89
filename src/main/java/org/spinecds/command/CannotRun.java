package org.spinecds.command;

/** A command cannot do what it was asked for; its sentence says why. */
final class CannotRun extends RuntimeException {

    CannotRun(String sentence) {
        super(sentence);
    }
}

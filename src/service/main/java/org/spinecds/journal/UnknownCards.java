package org.spinecds.journal;

/** Feedback names cards that this client was not shown by this service; what it says of others has been kept. */
public final class UnknownCards extends RuntimeException {

    UnknownCards(int unknown, int kept) {
        super(unknown + " of the cards named were not shown by this service; feedback for the other " + kept
                + " was kept.");
    }
}

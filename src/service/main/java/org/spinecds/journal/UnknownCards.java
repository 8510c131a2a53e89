package org.spinecds.journal;

/** Some feedback names cards that this service never showed to this client. The other feedback of the call is kept. */
public final class UnknownCards extends RuntimeException {

    UnknownCards(int unknown, int kept) {
        super(unknown + " of the cards named were not shown by this service; feedback for the other " + kept
                + " was kept.");
    }
}

package org.spinecds.card;

/** The place of a card's summary on the worksheet. */
public enum CardPlace {
    /** Before the finding. */
    ABOVE,
    /** As the finding itself. */
    FINDING,
    /** After the finding. */
    BESIDE,
    /** No summary: the options of the card are the list of options. */
    OPTIONS
}

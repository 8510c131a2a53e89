package org.spinecds.card;

/** Where the worksheet shows the summary of a card. */
public enum CardPlace {
    /** Before the finding. */
    ABOVE,
    /** As the finding itself. */
    FINDING,
    /** After the finding. */
    BESIDE,
    /** Not itself: its options are the list of options. */
    OPTIONS
}

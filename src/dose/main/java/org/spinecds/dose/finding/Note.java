package org.spinecds.dose.finding;

/** A mark at a number: a doubt that bounds it, or a fact that its reader should know. */
public sealed interface Note permits Reason, Flag {

    /** Returns the code of this note. */
    String name();
}

package org.spinecds.card;

import java.util.List;

/**
 * The suspended options of a list of options.
 *
 * @param until the minute at which the suspension of the whole list ends; empty where it is not suspended
 * @param named the suspended options in words, each with the minute at which its suspension ends
 */
record SuspendedOptions(String until, List<String> named) {

    public SuspendedOptions {
        named = List.copyOf(named);
    }
}

package org.spinecds.card;

import java.util.List;

/**
 * What a list of options leaves out because the site has suspended it.
 *
 * @param all whether the whole list is left out
 * @param until the minute at which the whole list is back; empty where it is not left out
 * @param named the options that are left out of the list, each with the minute at which it is back
 */
public record SuspendedOptions(boolean all, String until, List<String> named) {

    public SuspendedOptions {
        named = List.copyOf(named);
    }
}

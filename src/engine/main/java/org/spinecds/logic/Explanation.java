package org.spinecds.logic;

import java.util.List;

/**
 * A define with its value for one patient, and the defines and resources behind it.
 *
 * @param line of the define in its library, from 1; 0 where it is unknown
 * @param evaluated whether it was evaluated; a define on a branch that was not taken has no value
 * @param value as text; for a resource, its type and id; empty where it was not evaluated
 * @param resources the resources behind the value, each as type and id
 * @param because the defines it refers to, in the order of its text
 */
public record Explanation(
        String library,
        String name,
        int line,
        boolean evaluated,
        String value,
        List<String> resources,
        List<Explanation> because) {

    public Explanation {
        resources = List.copyOf(resources);
        because = List.copyOf(because);
    }
}

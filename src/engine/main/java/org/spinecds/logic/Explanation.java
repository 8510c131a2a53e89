package org.spinecds.logic;

import java.util.List;

/**
 * A define, what it came to for one patient, and what that came from.
 *
 * @param value as text; of a resource its type and id
 * @param evaluated whether it was asked at all: what no branch led to has no value
 * @param resources the resources it was drawn from, each as type and id
 * @param because the defines it refers to, in the order of the text
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

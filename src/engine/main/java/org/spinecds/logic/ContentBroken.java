package org.spinecds.logic;

import java.util.List;

/** The CQL, a value set or a setting cannot be used. Stops a start, and never answers "no cards". */
public final class ContentBroken extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ContentBroken(List<String> findings) {
        super(String.join("\n", findings.stream().distinct().toList()));
    }
}

package org.spinecds.logic;

import java.util.List;

/**
 * The CQL, a value set or a setting cannot be used. The content is refused, so that no call is answered with "no
 * cards".
 */
public final class ContentBroken extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ContentBroken(List<String> findings) {
        super(String.join("\n", findings.stream().distinct().toList()));
    }
}

package org.spinecds.workbench;

import java.util.List;

/** A content may not come into force, and there is none that was accepted before. */
public final class ContentRefused extends RuntimeException {

    ContentRefused(List<String> findings) {
        super("The content is refused, and no content was accepted before that could answer in its place:\n  "
                + String.join("\n  ", findings));
    }
}

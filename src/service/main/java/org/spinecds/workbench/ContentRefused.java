package org.spinecds.workbench;

import java.util.List;

/** The configured content is refused, and none was accepted before. */
public final class ContentRefused extends RuntimeException {

    ContentRefused(List<String> findings) {
        super("The content is refused, and no content was accepted before that could answer in its place:\n  "
                + String.join("\n  ", findings));
    }
}

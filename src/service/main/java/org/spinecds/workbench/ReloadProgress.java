package org.spinecds.workbench;

import java.time.Instant;
import java.util.List;

/**
 * The progress of the test of a changed content.
 *
 * @param since time of the change
 * @param played cases and examples so far
 * @param of the total; 0 while the content is being translated and checked
 * @param findings the failing cases so far
 */
public record ReloadProgress(Instant since, int played, int of, List<String> findings) {

    public ReloadProgress {
        findings = List.copyOf(findings);
    }
}

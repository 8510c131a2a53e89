package org.spinecds.workbench;

import java.time.Instant;
import java.util.List;

/**
 * How far the trial of a changed content has come.
 *
 * @param since when the change was seen
 * @param played cases and examples so far
 * @param of how many there are; 0 while the content is still being translated and checked
 * @param findings cases that are otherwise so far
 */
public record ReloadProgress(Instant since, int played, int of, List<String> findings) {

    public ReloadProgress {
        findings = List.copyOf(findings);
    }
}

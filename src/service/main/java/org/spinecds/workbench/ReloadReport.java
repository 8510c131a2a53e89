package org.spinecds.workbench;

import java.time.Instant;
import java.util.List;

/**
 * The result of the last change of the content or the mapping.
 *
 * @param version of the content; empty if unreadable
 * @param inForce whether it became active; otherwise the previous content stays
 * @param findings the reasons if not, up to a readable number
 * @param played number of cases and examples run
 * @param failed number of failures
 */
public record ReloadReport(Instant at, String version, boolean inForce, List<String> findings, int played, int failed) {

    public ReloadReport {
        findings = List.copyOf(findings);
    }
}

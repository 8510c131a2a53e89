package org.spinecds.workbench;

import java.time.Instant;
import java.util.List;

/**
 * What came of the last change of the content or the mapping.
 *
 * @param version of what was read; empty where it could not be read
 * @param inForce whether it was taken into force; otherwise what was in force before stays
 * @param findings why it was not; at most as many as people read
 * @param played cases and examples that were played
 * @param failed how many of them were not as expected
 */
public record ReloadReport(Instant at, String version, boolean inForce, List<String> findings, int played, int failed) {

    public ReloadReport {
        findings = List.copyOf(findings);
    }
}

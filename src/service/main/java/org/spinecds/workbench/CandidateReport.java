package org.spinecds.workbench;

import java.util.List;

/**
 * The comparison of the candidate with the active guideline.
 *
 * @param version empty if it cannot be used
 * @param fault the reason why it cannot be used; empty if it can
 * @param skipped calls beyond the candidate's capacity
 * @param differences the last ones, newest first
 */
public record CandidateReport(
        String version,
        String fault,
        long same,
        long different,
        long failed,
        long skipped,
        List<Shadow.Otherwise> differences) {

    public CandidateReport {
        differences = List.copyOf(differences);
    }
}

package org.spinecds.workbench;

import java.util.List;

/**
 * How the candidate fares.
 *
 * @param version empty where it cannot be used
 * @param fault why it cannot be used; empty where it can
 * @param skipped calls that came faster than the candidate evaluates
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

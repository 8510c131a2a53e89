package org.spinecds.workbench;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spinecds.workbench.Reload.Progress;
import org.spinecds.workbench.Reload.Report;
import org.spinecds.workbench.Shadow.CandidateReport;

/**
 * Versions of the content for administrators: the active one, the stored ones, the last change and overrides.
 */
public record Workbench(Acceptance acceptance, UrgentOverride override, Reload reload, Shadow shadow) {

    /** A version and the time of its activation. */
    public record Version(String version, Instant since) {}

    /** A version refused only for failing cases, and their names. */
    public record Refused(@JsonIgnore String digest, String version, List<String> failing) {

        public Refused {
            failing = List.copyOf(failing);
        }
    }

    /** A refused version proposed by one administrator, waiting for a second one. */
    public record Proposed(@JsonIgnore String digest, String version, String by, String reason, Instant at) {}

    /**
     * The override of the active version.
     *
     * @param by both administrators; after a rollback, the administrator who rolled back
     * @param failing the names of the failing cases
     */
    public record Overridden(String by, String reason, Instant since, List<String> failing) {

        public Overridden {
            failing = List.copyOf(failing);
        }
    }

    /**
     * The complete overview.
     *
     * @param kept the active version first, then the previous ones
     * @param fault the reason why this instance does not use the active content of the others; empty if it does
     * @param overridden null if the cases of the active version pass
     * @param overridable versions with failing cases that may be activated
     * @param proposed versions that wait for a second administrator
     * @param lastChange null if nothing has changed since the start
     * @param beingTried null if no change is being tested
     * @param candidate null if none is configured
     */
    public record Overview(
            List<Version> kept,
            String fault,
            @Nullable Overridden overridden,
            List<Refused> overridable,
            List<Proposed> proposed,
            @Nullable Report lastChange,
            @Nullable Progress beingTried,
            @Nullable CandidateReport candidate) {

        public Overview {
            kept = List.copyOf(kept);
            overridable = List.copyOf(overridable);
            proposed = List.copyOf(proposed);
        }
    }

    public Overview overview() {
        UrgentOverride.State overriding = override.state();
        InForce inForce = overriding.inForce();
        return new Overview(
                acceptance.kept(),
                acceptance.fault(),
                inForce == null
                        ? null
                        : new Overridden(inForce.by(), inForce.reason(), inForce.since(), inForce.failing()),
                overriding.possible(),
                overriding.proposed(),
                reload.last().orElse(null),
                reload.progress().orElse(null),
                shadow.report().orElse(null));
    }
}

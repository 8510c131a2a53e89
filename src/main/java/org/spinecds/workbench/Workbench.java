package org.spinecds.workbench;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What administrators see and do of versions: which is in force, which are kept, what came of the last change. */
public final class Workbench {

    private final Acceptance acceptance;
    private final UrgentOverride override;
    private final Reload reload;
    private final Shadow shadow;

    Workbench(Acceptance acceptance, UrgentOverride override, Reload reload, Shadow shadow) {
        this.acceptance = acceptance;
        this.override = override;
        this.reload = reload;
        this.shadow = shadow;
    }

    /** A version and since when it is, or was, in force. */
    public record Version(String version, Instant since) {}

    /** A version that was refused for its cases alone, and the names of those. */
    public record Refused(String version, List<String> failing) {

        public Refused {
            failing = List.copyOf(failing);
        }
    }

    /** A refused version that one administrator wants in force, and that waits for a second one. */
    public record Proposed(String version, String by, String reason, Instant at) {}

    /**
     * That the version in force was taken into force although cases fail.
     *
     * @param by both administrators; of a version that is in force again, whoever rolled back
     * @param failing the names of the cases
     */
    public record Overridden(String by, String reason, Instant since, List<String> failing) {

        public Overridden {
            failing = List.copyOf(failing);
        }
    }

    /**
     * All of it.
     *
     * @param kept the one in force first, then the one before it
     * @param fault why this instance does not answer by what is in force on the others; empty where it does
     * @param overridden null where the cases of the version in force are as expected
     * @param overridable versions that may be taken into force although cases fail
     * @param proposed those that wait for a second administrator
     * @param lastChange null where nothing has changed since the start
     * @param beingTried null where no change is being tried
     * @param candidate null where none is configured
     */
    public record Overview(
            List<Version> kept,
            String fault,
            @Nullable Overridden overridden,
            List<Refused> overridable,
            List<Proposed> proposed,
            @Nullable ReloadReport lastChange,
            @Nullable ReloadProgress beingTried,
            @Nullable CandidateReport candidate) {

        public Overview {
            kept = List.copyOf(kept);
            overridable = List.copyOf(overridable);
            proposed = List.copyOf(proposed);
        }
    }

    /** What is so now. */
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

    /**
     * Takes a version into force again, on all instances.
     *
     * @param version or its beginning; empty means the one before the current one
     * @param by the administrator
     * @throws VersionUnknown when no such version is kept
     */
    public void rollBack(String version, String by) {
        acceptance.rollBack(version, by);
    }

    /**
     * Proposes to take a refused version into force although cases fail.
     *
     * @param version or its beginning; empty means the one that was refused last
     * @param by the administrator
     * @throws OverrideRefused when there is no reason, or no such version may be overridden
     */
    public void proposeOverride(String version, String reason, String by) {
        override.propose(version, reason, by);
    }

    /**
     * Confirms such a proposal, which takes the version into force on all instances.
     *
     * @param version or its beginning; empty means the one that was proposed last
     * @param by another administrator
     * @throws OverrideRefused when nothing is proposed, or by the same administrator
     */
    public void confirmOverride(String version, String by) {
        override.confirm(version, by);
    }
}

package org.spinecds.workbench;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.guideline.ActiveGuideline;
import org.spinecds.guideline.Guideline;

/** What administrators see and do of versions: which is in force, which are kept, what came of the last change. */
public final class Workbench {

    private static final Logger log = LoggerFactory.getLogger(Workbench.class);

    private final ActiveGuideline active;
    private final Reload reload;
    private final Shadow shadow;

    Workbench(ActiveGuideline active, Reload reload, Shadow shadow) {
        this.active = active;
        this.reload = reload;
        this.shadow = shadow;
    }

    /** A version and since when it is, or was, in force. */
    public record Version(String version, Instant since) {}

    /**
     * All of it.
     *
     * @param kept the one in force first, then the one before it
     * @param lastChange null where nothing has changed since the start
     * @param beingTried null where no change is being tried
     * @param candidate null where none is configured
     */
    public record Overview(
            List<Version> kept,
            @Nullable ReloadReport lastChange,
            @Nullable ReloadProgress beingTried,
            @Nullable CandidateReport candidate) {

        public Overview {
            kept = List.copyOf(kept);
        }
    }

    /** What is so now. */
    public Overview overview() {
        return new Overview(
                active.kept().stream()
                        .map(kept -> new Version(kept.guideline().version(), kept.since()))
                        .toList(),
                reload.last().orElse(null),
                reload.progress().orElse(null),
                shadow.report().orElse(null));
    }

    /**
     * Takes a version into force again.
     *
     * @param version or its beginning; empty means the one before the current one
     * @throws VersionUnknown when no such version is kept
     */
    public void rollBack(String version) {
        Guideline earlier = active.rollBack(version).orElseThrow(VersionUnknown::new);
        log.warn("Content {} is in force again.", earlier.version());
    }
}

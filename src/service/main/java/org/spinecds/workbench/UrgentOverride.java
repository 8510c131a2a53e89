package org.spinecds.workbench;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Activates a refused content with known failing cases: one administrator proposes it with a reason, another confirms
 * it within the hour. The test must be complete, and failing cases the only objection.
 */
public record UrgentOverride(AcceptedContents contents, Acceptance acceptance, Judge judge, Clock clock) {

    private static final Logger log = LoggerFactory.getLogger(UrgentOverride.class);
    private static final Duration TO_CONFIRM = Duration.ofHours(1);
    private static final int LONGEST_REASON = 1000;
    private static final int SHOWN = 3;

    /**
     * The state of overrides for administrators.
     *
     * @param inForce the override of the active version, at its activation or at the first activation of a version now
     *     active again; null without one
     * @param possible versions refused only for failing cases, the latest first
     * @param proposed proposals that wait for a second administrator
     */
    record State(@Nullable InForce inForce, List<Workbench.Refused> possible, List<Workbench.Proposed> proposed) {

        State {
            possible = List.copyOf(possible);
            proposed = List.copyOf(proposed);
        }
    }

    /** The current state; if the database does not answer, without possible and proposed versions. */
    State state() {
        InForce inForce = acceptance.inForce();
        InForce overridden = inForce.failing().isEmpty() ? null : inForce;
        try {
            return new State(overridden, possible().stream().limit(SHOWN).toList(), proposals());
        } catch (DataAccessException e) {
            return new State(overridden, List.of(), List.of());
        }
    }

    private List<Workbench.Refused> possible() {
        return contents.overridable(judge.build()).stream()
                .filter(refused -> !refused.digest().equals(acceptance.inForce().digest()))
                .toList();
    }

    private List<Workbench.Proposed> proposals() {
        return contents.proposals(clock.instant().minus(TO_CONFIRM));
    }

    /**
     * Proposes an override.
     *
     * @param version or its beginning; empty means the last refused one
     * @param by an administrator
     * @throws OverrideRefused when the reason is missing, or no such version may be overridden
     */
    public void propose(String version, String reason, String by) {
        String said = reason.strip();
        if (said.isEmpty() || said.length() > LONGEST_REASON) {
            throw new OverrideRefused("An override needs a reason, of at most " + LONGEST_REASON + " characters.");
        }
        Workbench.Refused refused = refused(version);
        contents.propose(new Workbench.Proposed(refused.digest(), refused.version(), by, said, clock.instant()));
        log.warn(
                "{} proposes to take content {} into force although cases fail: {}. The cases: {}",
                by,
                refused.version(),
                said,
                String.join(", ", refused.failing()));
    }

    private Workbench.Refused refused(String version) {
        return possible().stream()
                .filter(refused -> refused.version().startsWith(version))
                .findFirst()
                .orElseThrow(
                        () -> new OverrideRefused(
                                "No such version may be overridden: it must have been tried to the"
                                        + " end here, and refused for cases that are answered otherwise, and for nothing else."));
    }

    /**
     * Confirms an override.
     *
     * @param version or its beginning; empty means the last proposed one
     * @param by another administrator than the one who proposed it
     * @throws OverrideRefused when nothing is proposed, or by the same administrator
     * @throws VersionUnknown when it is no longer stored
     */
    public void confirm(String version, String by) {
        Workbench.Proposed proposal = proposals().stream()
                .filter(one -> one.version().startsWith(version))
                .findFirst()
                .orElseThrow(() -> new OverrideRefused("No override of such a version was proposed within the hour."));
        if (proposal.by().equalsIgnoreCase(by)) {
            throw new OverrideRefused(by + " proposed it; another administrator has to confirm it.");
        }
        Workbench.Refused refused = possible().stream()
                .filter(one -> one.digest().equals(proposal.digest()))
                .findFirst()
                .orElseThrow(
                        () -> new OverrideRefused("This instance has not tried that version, or holds it no longer."));
        acceptance.override(refused, proposal.by() + " and " + by, proposal.reason());
    }
}

package org.spinecds.workbench;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Takes a refused content into force although named cases fail: one administrator proposes it with a reason, another one
 * confirms it within the hour. Only a content that was tried to the end and that nothing speaks against but cases that are
 * answered otherwise than expected.
 */
final class UrgentOverride {

    private static final Logger log = LoggerFactory.getLogger(UrgentOverride.class);
    private static final Duration TO_CONFIRM = Duration.ofHours(1);
    private static final int LONGEST_REASON = 1000;
    private static final int SHOWN = 3;

    private final AcceptedContents contents;
    private final Acceptance acceptance;
    private final String build;
    private final Clock clock;

    UrgentOverride(AcceptedContents contents, Acceptance acceptance, String build, Clock clock) {
        this.contents = contents;
        this.acceptance = acceptance;
        this.build = build;
        this.clock = clock;
    }

    /**
     * What administrators see of it.
     *
     * @param inForce the override that holds, or held when a version that is in force again came into force first; null where none
     * @param possible versions that were refused for their cases alone, the latest first
     * @param proposed those that wait for a second administrator
     */
    record State(@Nullable InForce inForce, List<Workbench.Refused> possible, List<Workbench.Proposed> proposed) {

        State {
            possible = List.copyOf(possible);
            proposed = List.copyOf(proposed);
        }
    }

    /** As it is now; where the database does not say, with nothing possible or proposed. */
    State state() {
        InForce inForce = acceptance.inForce();
        InForce overridden = inForce.failing().isEmpty() ? null : inForce;
        try {
            return new State(
                    overridden,
                    possible().stream()
                            .limit(SHOWN)
                            .map(refused -> new Workbench.Refused(refused.version(), refused.failing()))
                            .toList(),
                    proposals().stream()
                            .map(proposal -> new Workbench.Proposed(
                                    proposal.version(), proposal.by(), proposal.reason(), proposal.at()))
                            .toList());
        } catch (DataAccessException e) {
            return new State(overridden, List.of(), List.of());
        }
    }

    private List<AcceptedContents.Refused> possible() {
        return contents.overridable(build).stream()
                .filter(refused -> !refused.digest().equals(acceptance.inForce().digest()))
                .toList();
    }

    private List<AcceptedContents.Proposal> proposals() {
        Instant since = clock.instant().minus(TO_CONFIRM);
        return contents.proposals(since);
    }

    /**
     * The first half.
     *
     * @param version or its beginning; empty means the one that was refused last
     * @param by an administrator
     * @throws OverrideRefused when there is no reason, or no such version may be overridden
     */
    void propose(String version, String reason, String by) {
        String said = reason.strip();
        if (said.isEmpty() || said.length() > LONGEST_REASON) {
            throw new OverrideRefused("An override needs a reason, of at most " + LONGEST_REASON + " characters.");
        }
        AcceptedContents.Refused refused = refused(version);
        contents.propose(new AcceptedContents.Proposal(refused.digest(), refused.version(), by, said, clock.instant()));
        log.warn(
                "{} proposes to take content {} into force although cases fail: {}. The cases: {}",
                by,
                refused.version(),
                said,
                String.join(", ", refused.failing()));
    }

    private AcceptedContents.Refused refused(String version) {
        return possible().stream()
                .filter(refused -> refused.version().startsWith(version))
                .findFirst()
                .orElseThrow(
                        () -> new OverrideRefused(
                                "No such version may be overridden: it must have been tried to the"
                                        + " end here, and refused for cases that are answered otherwise, and for nothing else."));
    }

    /**
     * The second half.
     *
     * @param version or its beginning; empty means the one that was proposed last
     * @param by another administrator than the one who proposed it
     * @throws OverrideRefused when nothing is proposed, or by the same administrator
     * @throws VersionUnknown when it is no longer kept
     */
    void confirm(String version, String by) {
        AcceptedContents.Proposal proposal = proposals().stream()
                .filter(one -> one.version().startsWith(version))
                .findFirst()
                .orElseThrow(() -> new OverrideRefused("No override of such a version was proposed within the hour."));
        if (proposal.by().equalsIgnoreCase(by)) {
            throw new OverrideRefused(by + " proposed it; another administrator has to confirm it.");
        }
        AcceptedContents.Refused refused = possible().stream()
                .filter(one -> one.digest().equals(proposal.digest()))
                .findFirst()
                .orElseThrow(
                        () -> new OverrideRefused("This instance has not tried that version, or holds it no longer."));
        acceptance.override(refused, proposal.by() + " and " + by, proposal.reason());
    }
}

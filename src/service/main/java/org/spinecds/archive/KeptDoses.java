package org.spinecds.archive;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spinecds.archive.ArchiveReading.GivenPlan;

/**
 * All that is kept of a patient.
 *
 * @param state of the last question
 * @param asked the name of the last question
 * @param answered the name of the question that the doses answer; empty before the first reading by this algorithm
 * @param askedAt when a call last asked
 * @param endedAt when the last reading ended, with doses or without; null before
 * @param problem the failure of the last reading; empty without one
 * @param plans the plans of the last reading that succeeded
 * @param lines its numbers and reasons
 * @param judgements the decisions of physicists
 */
record KeptDoses(
        State state,
        String asked,
        String answered,
        Instant askedAt,
        @Nullable Instant endedAt,
        String problem,
        List<GivenPlan> plans,
        List<KeptLine> lines,
        Judgements judgements) {

    /** The states of a question. */
    enum State {
        /** It waits for a reading. */
        WAITING,
        /** The archive is being read. */
        READING,
        /** It is answered. */
        READ,
        /** The archive could not be read. */
        FAILED
    }

    KeptDoses {
        plans = List.copyOf(plans);
        lines = List.copyOf(lines);
    }

    boolean isBeingRead() {
        return state == State.WAITING || state == State.READING;
    }

    /** Returns the reference of the course that the plan of a region had at the reading; null without one. */
    @Nullable
    String courseOf(KeptRegion region) {
        List<PlanFacts> facts = plans.stream().map(GivenPlan::facts).toList();
        String plan = OfferedDoses.planOf(region.lines().get(0).dose().objects(), facts);
        for (GivenPlan one : plans) {
            if (one.facts().uid().equals(plan)) {
                return one.course();
            }
        }
        return null;
    }
}

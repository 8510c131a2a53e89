package org.spinecds.archive;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spinecds.archive.ArchiveReading.GivenPlan;
import org.spinecds.dose.pairing.Pairing.ByHand;

/**
 * All that is kept of a patient.
 *
 * @param state of the last question
 * @param asked the name of the last question
 * @param answered the name of the question that the doses answer; empty before the first reading
 * @param askedAt when a call last asked
 * @param endedAt when the last reading ended, with doses or without; null before
 * @param problem the failure of the last reading; empty without one
 * @param plans the plans of the last reading that succeeded
 * @param pairs the objects that a physicist had paired when they were read, by the UID of the dose
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
        Map<String, ByHand> pairs,
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
        pairs = Map.copyOf(pairs);
        lines = List.copyOf(lines);
    }

    boolean isBeingRead() {
        return state == State.WAITING || state == State.READING;
    }

    /** Tells whether a physicist has paired a dose, or taken a pairing back, since the lines were computed. */
    boolean isPairedOtherwise() {
        return !pairs.equals(judgements.objects());
    }

    /** Returns the lines without those of doses and plans that are paired otherwise since: other objects belong together now. */
    List<KeptLine> current() {
        Map<String, ByHand> now = judgements.objects();
        Set<String> changed = new HashSet<>();
        Stream.of(pairs, now)
                .forEach(some -> some.forEach((dose, pair) -> {
                    if (!Objects.equals(pairs.get(dose), now.get(dose))) {
                        changed.add(dose);
                        changed.add(pair.rtplan());
                    }
                }));
        return lines.stream()
                .filter(line -> !changed.contains(line.dose().objects().rtdose())
                        && !changed.contains(line.dose().objects().rtplan()))
                .toList();
    }
}

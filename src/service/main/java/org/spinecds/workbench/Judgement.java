package org.spinecds.workbench;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The judgement of a content before its activation.
 *
 * @param passed whether there is no objection
 * @param overridable whether all cases ran, and failing cases are the only objection
 * @param played cases and examples; 0 if they need not run again
 * @param failing the names of the failing ones
 * @param findings the objections, up to a readable number
 */
record Judgement(boolean passed, boolean overridable, int played, List<String> failing, List<String> findings) {

    private static final int READ_BY_PEOPLE = 20;

    Judgement {
        failing = List.copyOf(failing);
        findings = List.copyOf(findings);
    }

    static Judgement passed(int played) {
        return new Judgement(true, false, played, List.of(), List.of());
    }

    /** There is an objection apart from its cases. */
    static Judgement refused(List<String> findings) {
        return new Judgement(
                false,
                false,
                0,
                List.of(),
                findings.size() > READ_BY_PEOPLE
                        ? Stream.concat(
                                        findings.stream().limit(READ_BY_PEOPLE),
                                        Stream.of("and " + (findings.size() - READ_BY_PEOPLE) + " more"))
                                .toList()
                        : findings);
    }

    /** Whether cases known to fail are the only objection. */
    boolean passedBut(List<String> known) {
        return passed || (overridable && Set.copyOf(known).containsAll(failing));
    }
}

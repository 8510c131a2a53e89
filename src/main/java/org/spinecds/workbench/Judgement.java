package org.spinecds.workbench;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is to be said of a content before it comes into force.
 *
 * @param passed whether nothing speaks against it
 * @param overridable whether all was played, and nothing speaks against it but cases that are answered otherwise
 * @param played cases and examples; 0 where they need not be played again
 * @param failing the names of those that are not as expected
 * @param findings what speaks against it, at most as many as people read
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

    /** Something speaks against it beside its cases. */
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

    /** Whether nothing speaks against it but cases that are known to fail. */
    boolean passedBut(List<String> known) {
        return passed || (overridable && Set.copyOf(known).containsAll(failing));
    }
}

package org.spinecds.archive;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.spinecds.archive.Judgement.Verdict;
import org.spinecds.dose.pairing.Pairing.ByHand;

/**
 * The decisions of physicists about the doses of one patient. The last one about a subject holds; an acceptance only while the
 * numbers are the same.
 *
 * @param all in the order in which they were made
 */
record Judgements(List<Judgement> all) {

    Judgements {
        all = List.copyOf(all);
    }

    static Judgements none() {
        return new Judgements(List.of());
    }

    /** Returns the last decision about a subject; empty where there is none, or it was taken back. */
    Optional<Judgement> about(String subject) {
        return last(subject).filter(one -> one.verdict() != Verdict.WITHDRAWN);
    }

    /** Returns the decision that holds for a region with its numbers; empty where there is none. */
    Optional<Judgement> about(KeptRegion region) {
        return about(region.subject())
                .filter(one -> one.verdict() == Verdict.REFUSED || one.numbers().equals(region.numbers()));
    }

    /** Returns the number of decisions about a subject, those that were taken back among them. */
    int count(String subject) {
        return last(subject).map(one -> one.place() + 1).orElse(0);
    }

    private Optional<Judgement> last(String subject) {
        return all.stream()
                .filter(one -> one.subject().equals(subject))
                .max((one, other) -> Integer.compare(one.place(), other.place()));
    }

    /** Returns the verdict about each line of a region that has one. */
    Map<KeptLine, Judgement> verdicts(List<KeptLine> lines) {
        Map<KeptLine, Judgement> verdicts = new HashMap<>();
        if (!all.isEmpty()) {
            for (KeptRegion region : KeptRegion.of(lines)) {
                about(region).ifPresent(verdict -> region.lines().forEach(line -> verdicts.put(line, verdict)));
            }
        }
        return verdicts;
    }

    private List<Judgement> pairings() {
        return all.stream()
                .filter(one -> one.verdict() == Verdict.PAIRED)
                .filter(one -> about(one.subject()).filter(one::equals).isPresent())
                .toList();
    }

    /** Returns the plan and the structure set of doses that a physicist paired, by the UID of the dose. */
    Map<String, ByHand> objects() {
        Map<String, ByHand> objects = new TreeMap<>();
        pairings().stream()
                .filter(one -> !one.rtplan().isEmpty())
                .forEach(one -> objects.put(one.named(), new ByHand(one.rtplan(), one.rtstruct())));
        return objects;
    }

    /** Returns the courses, each with the UIDs of the plans that a physicist paired with it, and with no other course. */
    List<Course> paired(List<Course> courses) {
        Map<String, String> byPlan = new HashMap<>();
        pairings().stream()
                .filter(one -> !one.course().isEmpty())
                .forEach(one -> byPlan.put(one.named(), one.course()));
        if (byPlan.isEmpty()) {
            return courses;
        }
        return courses.stream()
                .map(course -> {
                    Set<String> uids = new HashSet<>(course.uids());
                    byPlan.forEach((plan, reference) -> {
                        if (reference.equals(course.reference())) {
                            uids.add(plan);
                        } else {
                            uids.remove(plan);
                        }
                    });
                    return course.with(uids);
                })
                .toList();
    }
}

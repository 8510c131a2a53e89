package org.spinecds.logic;

import ca.uhn.fhir.context.FhirContext;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.hl7.elm.r1.Library;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.spinecds.WorkedCases;

/**
 * Every flip of the content, turned one at a time, and the case that noticed it; worked out once. What noticed a flip
 * last time is kept in {@code src/test/resources/flips.csv} and asked first, so that a file that is up to date is quickly
 * held to be true. The file also gives the reason of each flip that no case can notice.
 */
final class Flips {

    private static final Path REMEMBERED = Path.of("src/test/resources/flips.csv");
    private static final int WORKERS = 2;
    private static @Nullable Map<String, String> workedOut;

    private Flips() {}

    /** What is remembered of a flip: the case that noticed it, or the reason that none does; the other is empty. */
    record Remembered(String noticedBy, String reason) {}

    /** By the place of the flip, the first case that failed, and empty where none did; for every flip without a reason. */
    static synchronized Map<String, String> noticedBy() {
        if (workedOut == null) {
            Map<String, String> reasons = reasons();
            Map<String, String> noticedBy = workedOut(place -> !reasons.containsKey(place));
            if (Boolean.getBoolean("flips.rewrite")) {
                remember(noticedBy, reasons);
            }
            workedOut = noticedBy;
        }
        return workedOut;
    }

    /** The flips no case notices, with the reason of each. */
    static Map<String, String> reasons() {
        Map<String, String> reasons = new TreeMap<>();
        remembered().forEach((flip, last) -> {
            if (!last.reason().isEmpty()) {
                reasons.put(flip, last.reason());
            }
        });
        return reasons;
    }

    /** The places of all flips, in the order of the text. */
    static Collection<String> places() {
        return StoredKnowledge.KNOWLEDGE.translated().values().stream()
                .flatMap(library -> Flip.of(library).stream())
                .map(Flip::place)
                .toList();
    }

    /** The file, by the place of the flip; {@code FlipIT} holds it to be true. */
    static Map<String, Remembered> remembered() {
        Map<String, Remembered> remembered = new LinkedHashMap<>();
        for (String line : StoredKnowledge.text(REMEMBERED).lines().skip(1).toList()) {
            List<String> cells = List.of(line.substring(1, line.length() - 1).split("\",\"", -1));
            remembered.put(cells.get(0), new Remembered(cells.get(1), cells.get(2)));
        }
        return remembered;
    }

    private static void remember(Map<String, String> noticedBy, Map<String, String> reasons) {
        StringBuilder file = new StringBuilder("flip,noticed by,reason that no case does\n");
        places().forEach(flip -> file.append('"')
                .append(String.join("\",\"", flip, noticedBy.getOrDefault(flip, ""), reasons.getOrDefault(flip, "")))
                .append("\"\n"));
        try {
            Files.writeString(REMEMBERED, file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same for the flips that are wanted. */
    static Map<String, String> workedOut(Predicate<String> wanted) {
        // A flip that breaks the evaluation is told by the engine at length; here it is just noticed.
        ((Logger) LoggerFactory.getLogger("org.opencds.cqf")).setLevel(Level.OFF);
        Map<String, String> noticedBy = new TreeMap<>();
        ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
        try {
            List<Future<Map<String, String>>> parts = new ArrayList<>();
            for (int worker = 0; worker < WORKERS; worker++) {
                int mine = worker;
                parts.add(workers.submit(() -> flipped(mine, wanted)));
            }
            for (Future<Map<String, String>> part : parts) {
                noticedBy.putAll(part.get());
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            workers.shutdownNow();
        }
        return Collections.unmodifiableMap(noticedBy);
    }

    /** The flips of one worker's share, and the first case that noticed each; empty where none did. */
    private static Map<String, String> flipped(int worker, Predicate<String> wanted) {
        KnowledgeBase knowledge = new KnowledgeBase(
                FhirContext.forR4Cached(),
                StoredKnowledge.GUIDELINES,
                StoredKnowledge.libraries(),
                StoredKnowledge.valueSets(),
                Map.of());
        Map<String, CasePlayer> players = new LinkedHashMap<>();
        WorkedCases.all().forEach(play -> players.put(play.id(), CasePlayer.of(play)));
        Map<String, Remembered> remembered = remembered();
        Map<String, String> noticedBy = new TreeMap<>();
        int number = 0;
        for (Library library : knowledge.translated().values()) {
            for (Flip flip : Flip.of(library)) {
                if (wanted.test(flip.place()) && number++ % WORKERS == worker) {
                    String noticed = noticed(flip, knowledge, askedInTurn(flip, remembered, players));
                    noticedBy.put(flip.place(), noticed);
                    keepWhatIsNew(flip.place(), noticed, remembered);
                }
            }
        }
        return noticedBy;
    }

    /** What is worked out with effort is in the file at once: a stop loses nothing of it. */
    private static void keepWhatIsNew(String place, String noticed, Map<String, Remembered> before) {
        if (Boolean.getBoolean("flips.rewrite") && !noticed.isEmpty() && !before.containsKey(place)) {
            synchronized (REMEMBERED) {
                try {
                    Files.writeString(
                            REMEMBERED,
                            "\"" + String.join("\",\"", place, noticed, "") + "\"\n",
                            StandardOpenOption.APPEND);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    /** First the case that noticed it last time, then those that noticed other flips of the define, then all. */
    private static Collection<CasePlayer> askedInTurn(
            Flip flip, Map<String, Remembered> remembered, Map<String, CasePlayer> players) {
        LinkedHashSet<String> cases = new LinkedHashSet<>();
        cases.add(remembered.getOrDefault(flip.place(), new Remembered("", "")).noticedBy());
        remembered.forEach((place, last) -> {
            if (place.startsWith(flip.define() + " #")) {
                cases.add(last.noticedBy());
            }
        });
        // The newest cases pin the newest rules, of which nothing is remembered; those of this project are the K cases.
        players.keySet().stream()
                .sorted(Comparator.comparing((String id) -> !id.startsWith("K"))
                        .thenComparing(Comparator.reverseOrder()))
                .forEach(cases::add);
        cases.retainAll(players.keySet());
        return cases.stream().map(players::get).toList();
    }

    private static String noticed(Flip flip, KnowledgeBase knowledge, Collection<CasePlayer> players) {
        flip.turn().run();
        try {
            AssessmentLogic logic = new AssessmentLogic(knowledge.by(Evaluator.PREPARED));
            for (CasePlayer player : players) {
                if (differs(player, logic)) {
                    return player.play().id();
                }
            }
            return "";
        } finally {
            flip.back().run();
        }
    }

    private static boolean differs(CasePlayer player, AssessmentLogic logic) {
        try {
            return !player.differences(logic).isEmpty();
        } catch (RuntimeException e) {
            // A flip that breaks the evaluation or its answer is noticed all the more.
            return true;
        }
    }
}

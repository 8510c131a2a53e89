package org.spinecds.logic;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.hl7.elm.r1.Library;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.spinecds.WorkedCase;

/** Every flip of the content, turned one at a time, and the case that noticed it; worked out once. */
final class Flips {

    private static final Path LISTED = Path.of("src/test/resources/flips-without-a-case.csv");
    private static final int WORKERS = 2;
    private static @Nullable Map<String, String> workedOut;

    private Flips() {}

    /** By the place of the flip, the first case that failed, and empty where none did; for every flip not listed. */
    static synchronized Map<String, String> noticedBy() {
        if (workedOut == null) {
            Set<String> listed = listed().keySet();
            workedOut = workedOut(place -> !listed.contains(place));
        }
        return workedOut;
    }

    /** The flips no case notices, with the reason of each. */
    static Map<String, String> listed() {
        Map<String, String> listed = new TreeMap<>();
        for (String line : StoredKnowledge.text(LISTED).lines().skip(1).toList()) {
            int end = line.indexOf("\",\"");
            listed.put(line.substring(1, end), line.substring(end + 3, line.length() - 1));
        }
        return listed;
    }

    /** The places of all flips. */
    static Set<String> places() {
        Set<String> places = new TreeSet<>();
        StoredKnowledge.KNOWLEDGE.translated().values().forEach(library -> Flip.of(library)
                .forEach(flip -> places.add(flip.place())));
        return places;
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
        return Map.copyOf(noticedBy);
    }

    /** The flips of one worker's share, and the first case that noticed each; empty where none did. */
    private static Map<String, String> flipped(int worker, Predicate<String> wanted) {
        KnowledgeBase knowledge = new KnowledgeBase(StoredKnowledge.libraries(), StoredKnowledge.valueSets(), Map.of());
        AssessmentLogic logic = new AssessmentLogic(knowledge);
        List<CasePlayer> players =
                new ArrayList<>(WorkedCase.all().stream().map(CasePlayer::of).toList());
        Map<String, String> noticedBy = new TreeMap<>();
        int number = 0;
        for (Library library : knowledge.translated().values()) {
            for (Flip flip : Flip.of(library)) {
                if (wanted.test(flip.place()) && number++ % WORKERS == worker) {
                    String play = noticed(flip, logic, players);
                    noticedBy.put(flip.place(), play);
                }
            }
        }
        return noticedBy;
    }

    /** The cases that noticed something last are asked first: flips of one define are mostly noticed by the same. */
    private static String noticed(Flip flip, AssessmentLogic logic, List<CasePlayer> players) {
        flip.turn().run();
        try {
            for (int i = 0; i < players.size(); i++) {
                CasePlayer player = players.get(i);
                if (differs(player, logic)) {
                    players.remove(i);
                    players.add(0, player);
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

package org.spinecds.logic;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.elm.r1.ExpressionDef;
import org.hl7.elm.r1.Library;

/**
 * Records which defines and branches were evaluated, by adding up the counts of the engine. It may be used by several
 * threads.
 */
public final class Coverage {

    private static final Pattern LOCATOR = Pattern.compile("(\\d+):\\d+-(\\d+):\\d+");

    private final Map<String, Library> libraries;
    private final Map<String, Map<Integer, Long>> lines = new TreeMap<>();
    private final Map<String, Map<Branch, Long>> branches = new TreeMap<>();

    Coverage(Map<String, Library> libraries) {
        this.libraries = Map.copyOf(libraries);
    }

    /** One branch of a line. */
    private record Branch(int line, int block, int number) implements Comparable<Branch> {

        @Override
        public int compareTo(Branch other) {
            return line != other.line
                    ? Integer.compare(line, other.line)
                    : block != other.block
                            ? Integer.compare(block, other.block)
                            : Integer.compare(number, other.number);
        }
    }

    /**
     * The coverage of one define or function.
     *
     * @param line the first line, from 1
     * @param lastLine the last line, from 1
     * @param evaluated whether any of its lines was evaluated
     * @param branches the number of branches
     * @param taken the number of branches that were taken
     * @param untakenLines the line of each branch that was not taken
     */
    public record Define(
            String library,
            String name,
            int line,
            int lastLine,
            boolean evaluated,
            int branches,
            int taken,
            List<Integer> untakenLines) {

        public Define {
            untakenLines = List.copyOf(untakenLines);
        }
    }

    /** Adds the engine's report of one evaluation (lcov: DA and BRDA records). */
    synchronized void add(String lcov) {
        String library = "";
        for (String line : lcov.split("\n", -1)) {
            if (line.startsWith("SF:")) {
                library = line.substring("SF:".length()).split("[-.]", 2)[0];
            } else if (line.startsWith("DA:")) {
                String[] parts = line.substring("DA:".length()).split(",", -1);
                lines.computeIfAbsent(library, unused -> new TreeMap<>())
                        .merge(Integer.valueOf(parts[0]), count(parts[1]), Long::sum);
            } else if (line.startsWith("BRDA:")) {
                String[] parts = line.substring("BRDA:".length()).split(",", -1);
                branches.computeIfAbsent(library, unused -> new TreeMap<>())
                        .merge(
                                new Branch(
                                        Integer.parseInt(parts[0]),
                                        Integer.parseInt(parts[1]),
                                        Integer.parseInt(parts[2])),
                                count(parts[3]),
                                Long::sum);
            }
        }
    }

    private static long count(String text) {
        return text.equals("-") ? 0 : Long.parseLong(text);
    }

    /** The number of evaluations of each line of a library, by line; lines with nothing to evaluate are absent. */
    public synchronized Map<Integer, Long> lines(String library) {
        return Collections.unmodifiableMap(new TreeMap<>(lines.getOrDefault(library, Map.of())));
    }

    /**
     * Every define and function in the text of the libraries, by library and place; {@code Patient} comes with the
     * context and is absent.
     */
    public synchronized List<Define> defines() {
        List<Define> defines = new ArrayList<>();
        new TreeMap<>(libraries).forEach((name, library) -> {
            if (library.getStatements() != null) {
                for (ExpressionDef define : library.getStatements().getDef()) {
                    Matcher place = LOCATOR.matcher(String.valueOf(define.getLocator()));
                    if (place.find() && !"Patient".equals(define.getName())) {
                        defines.add(define(
                                name,
                                String.valueOf(define.getName()),
                                Integer.parseInt(place.group(1)),
                                Integer.parseInt(place.group(2))));
                    }
                }
            }
        });
        return defines;
    }

    private Define define(String library, String name, int first, int last) {
        boolean isEvaluated = lines.getOrDefault(library, Map.of()).entrySet().stream()
                .anyMatch(line -> line.getKey() >= first && line.getKey() <= last && line.getValue() > 0);
        int there = 0;
        int taken = 0;
        List<Integer> untaken = new ArrayList<>();
        for (Map.Entry<Branch, Long> branch :
                branches.getOrDefault(library, Map.of()).entrySet()) {
            int line = branch.getKey().line();
            if (line >= first && line <= last) {
                there++;
                if (branch.getValue() > 0) {
                    taken++;
                } else {
                    untaken.add(line);
                }
            }
        }
        return new Define(library, name, first, last, isEvaluated, there, taken, untaken);
    }

    /** The percentage of defines that were evaluated; 100 where there are none. */
    public double ofDefines() {
        List<Define> all = defines();
        return all.isEmpty()
                ? 100
                : 100.0 * all.stream().filter(Define::evaluated).count() / all.size();
    }

    /** The percentage of branches that were taken; 100 where there are none. */
    public double ofBranches() {
        int there = defines().stream().mapToInt(Define::branches).sum();
        int taken = defines().stream().mapToInt(Define::taken).sum();
        return there == 0 ? 100 : 100.0 * taken / there;
    }
}

package org.spinecds.logic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code docs/traceability.md}: every rule of the source, and every decision of this project, with the defines that
 * state it, the cases that pin them and where it comes from. A rule is tied to a define by its id in the comment before
 * it, to a row of evidence by {@code rules}, to a card by {@code @rules}. Written anew with
 * {@code -Dtraceability.rewrite=true}.
 */
class TraceabilityIT {

    private static final Path PAGE = Path.of("docs/traceability.md");
    private static final Path CARDS = Path.of("cds-hooks/cards");
    private static final Pattern COMMENTED = Pattern.compile(
            "/\\*((?:(?!\\*/).)*)\\*/\\s*(?:define(?: function)?|parameter)\\s+(\"[^\"]+\"|\\w+)", Pattern.DOTALL);
    private static final Pattern ID = Pattern.compile("\\b(?:R-\\d{3}|DEC-(?:[RD]-\\d+|[\\d.]*\\d)|N-\\d{1,2})");
    private static final Pattern RANGE = Pattern.compile("R-(\\d{3}) to R-(\\d{3})");
    private static final Pattern ROW = Pattern.compile("\\bid: '(R-\\d{3})'");
    private static final Pattern TAG = Pattern.compile("@rules ([^}]*)");
    private static final int MOST_CASES = 4;

    /** A rule as listed in cql/rules.csv. */
    private record Rule(String id, String section, String statement, String references, String background) {}

    @Test
    void everyRuleHasItsPlaceAndThePageSaysSo() throws IOException {
        Map<String, Rule> rules = rules();
        Map<String, Set<String>> places = places();
        assertThat(rules.keySet()).containsAll(places.keySet());

        List<String> homeless = rules.values().stream()
                .filter(rule -> rule.background().isEmpty() && !places.containsKey(rule.id()))
                .map(Rule::id)
                .toList();
        assertThat(homeless)
                .as("rules without a define, a row of evidence or a card")
                .isEmpty();

        String page = page(rules, places, casesByDefine());
        if (Boolean.getBoolean("traceability.rewrite")) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(page);
    }

    private static Map<String, Rule> rules() throws IOException {
        Map<String, Rule> rules = new LinkedHashMap<>();
        List<String> lines = Files.readAllLines(Path.of("cql/rules.csv"));
        for (String line : lines.subList(1, lines.size())) {
            List<String> cells = cells(line);
            assertThat(cells).as(line).hasSize(5);
            rules.put(cells.get(0), new Rule(cells.get(0), cells.get(1), cells.get(2), cells.get(3), cells.get(4)));
        }
        return rules;
    }

    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        Matcher cell =
                Pattern.compile("(?:^|,)(?:\"((?:[^\"]|\"\")*)\"|([^,]*))").matcher(line);
        while (cell.find()) {
            cells.add(cell.group(1) == null ? cell.group(2) : cell.group(1).replace("\"\"", "\""));
        }
        return cells;
    }

    private static Map<String, Set<String>> places() throws IOException {
        Map<String, Set<String>> places = new TreeMap<>();
        StoredKnowledge.libraries().forEach((file, text) -> {
            String library = file.substring(0, file.length() - ".cql".length());
            Matcher commented = COMMENTED.matcher(text);
            while (commented.find()) {
                String define = library + "." + commented.group(2).replace("\"", "");
                idsIn(commented.group(1)).forEach(id -> put(places, id, define));
            }
            if (library.equals("SpineRecurrenceCriteria")) {
                ROW.matcher(text).results().forEach(row -> put(places, row.group(1), library + ".Criteria Rows"));
            }
        });
        JsonMapper.builder()
                .build()
                .readTree(StoredKnowledge.text(CARDS.resolve("evidence.json")))
                .properties()
                .forEach(row -> row.getValue()
                        .path("rules")
                        .forEach(id -> put(places, id.asString(), "evidence row " + row.getKey())));
        try (Stream<Path> cards = Files.list(CARDS)) {
            cards.filter(card -> card.toString().endsWith(".md")).forEach(card -> TAG.matcher(
                            StoredKnowledge.text(card))
                    .results()
                    .forEach(tag -> idsIn(tag.group(1)).forEach(id -> put(places, id, "card " + card.getFileName()))));
        }
        return places;
    }

    private static void put(Map<String, Set<String>> places, String id, String place) {
        places.computeIfAbsent(id, unused -> new TreeSet<>()).add(place);
    }

    private static Set<String> idsIn(String text) {
        Set<String> ids = new TreeSet<>();
        ID.matcher(text).results().forEach(found -> ids.add(found.group()));
        RANGE.matcher(text).results().forEach(range -> {
            for (int i = Integer.parseInt(range.group(1)); i <= Integer.parseInt(range.group(2)); i++) {
                ids.add("R-%03d".formatted(i));
            }
        });
        return ids;
    }

    /** The cases that notice when a comparison or threshold of a define is turned. */
    private static Map<String, Set<String>> casesByDefine() {
        Map<String, Set<String>> cases = new TreeMap<>();
        Flips.remembered().forEach((flip, last) -> {
            String play = last.noticedBy();
            if (!play.isEmpty()) {
                String place = flip.substring(0, flip.indexOf(" #"));
                cases.computeIfAbsent(place.replaceFirst(" ", "."), unused -> new TreeSet<>())
                        .add(play);
            }
        });
        return cases;
    }

    private static String page(
            Map<String, Rule> rules, Map<String, Set<String>> places, Map<String, Set<String>> cases) {
        StringBuilder page = new StringBuilder(
                """
                # Traceability

                Written by the build from `cql/rules.csv`, the comments of the CQL, the rows of evidence and the cards; do
                not edit it. A case is named where turning a comparison or a threshold of the define makes it fail
                (`FlipIT`); others may pin it too. References are those of the source.

                | rule | section | what it says | where | pinned by | references |
                |---|---|---|---|---|---|
                """);
        for (Rule rule : rules.values()) {
            Set<String> where = places.getOrDefault(rule.id(), Set.of());
            page.append("| ")
                    .append(String.join(
                            " | ",
                            rule.id(),
                            cell(rule.section()),
                            cell(rule.statement()),
                            where.isEmpty()
                                    ? rule.background()
                                    : where.stream()
                                            .map(place -> "`" + place + "`")
                                            .collect(Collectors.joining(", ")),
                            where.stream()
                                    .flatMap(place -> cases.getOrDefault(place, Set.of()).stream())
                                    .distinct()
                                    .limit(MOST_CASES)
                                    .collect(Collectors.joining(", ")),
                            cell(rule.references())))
                    .append(" |\n");
        }
        return page.toString();
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;").replace(">", "&gt;");
    }
}

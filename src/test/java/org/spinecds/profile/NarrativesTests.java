package org.spinecds.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.web.util.HtmlUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a definition says to people is made of what it says to machines, so that the two cannot part: title, description, the
 * sentences of a profile's rules, the codes of a code system or value set. {@code -Dnarratives.rewrite=true} writes them.
 */
class NarrativesTests {

    private static final String VERIFICATION = "http://spinecds.org/fhir/StructureDefinition/code-verification";
    private static final Pattern TEXT =
            Pattern.compile("  \"text\": \\{\n    \"status\": \"generated\",\n    \"div\": \".*\"\n  },\n");
    private static final Pattern ID = Pattern.compile("  \"id\": \".*\",\n");

    static List<Path> definitions() throws Exception {
        List<Path> definitions = new ArrayList<>();
        for (String folder : List.of("fhir-profiles/profiles", "fhir-profiles/terminology", "cql/input/vocabulary")) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                files.filter(file -> file.toString().endsWith(".json")).sorted().forEach(definitions::add);
            }
        }
        definitions.add(Path.of("fhir-profiles/CapabilityStatement.json"));
        definitions.add(Path.of("fhir-profiles/ImplementationGuide.json"));
        return definitions;
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void theNarrativeSaysWhatTheDefinitionSays(Path file) throws Exception {
        String text = Files.readString(file);
        String narrative = narrative(JsonMapper.shared().readTree(text));
        if (Boolean.getBoolean("narratives.rewrite")) {
            text = rewritten(text, narrative);
            Files.writeString(file, text);
        }

        JsonNode definition = JsonMapper.shared().readTree(text);
        assertThat(definition.path("text").path("status").asString("")).isEqualTo("generated");
        assertThat(definition.path("text").path("div").asString("")).isEqualTo(narrative);
    }

    /** CPT belongs to the AMA: numbers only. */
    @ParameterizedTest
    @MethodSource("definitions")
    void noCodeOfCptHasWords(Path file) throws Exception {
        assertThat(wordsOfCpt(JsonMapper.shared().readTree(Files.readString(file)), ""))
                .isEmpty();
    }

    private static List<String> wordsOfCpt(JsonNode node, String system) {
        String own = node.path("system").asString(system);
        List<String> words = new ArrayList<>();
        if (own.equals("http://www.ama-assn.org/go/cpt") && node.has("code")) {
            words.add(node.path("display").asString(""));
            words.add(node.path("designation").toString());
        }
        words.removeIf(String::isEmpty);
        node.forEach(child -> words.addAll(wordsOfCpt(child, own)));
        return words;
    }

    private static String rewritten(String text, String narrative) {
        String without = TEXT.matcher(text).replaceFirst("");
        return ID.matcher(without)
                .replaceFirst(id -> Matcher.quoteReplacement(
                        id.group() + "  \"text\": {\n    \"status\": \"generated\",\n    \"div\": "
                                + JsonMapper.shared().writeValueAsString(narrative) + "\n  },\n"));
    }

    private static String narrative(JsonNode definition) {
        return "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p><b>"
                + text(definition, definition.has("title") ? "title" : "name") + "</b></p><p>"
                + text(definition, "description") + "</p>" + rules(definition) + concepts(definition)
                + expansion(definition) + names(definition) + "</div>";
    }

    private static String rules(JsonNode profile) {
        StringBuilder rules = new StringBuilder();
        profile.path("differential").path("element").forEach(element -> element.path("constraint")
                .forEach(
                        rule -> rules.append("<li>").append(text(rule, "human")).append("</li>")));
        return rules.isEmpty() ? "" : "<ul>" + rules + "</ul>";
    }

    private static String concepts(JsonNode codeSystem) {
        return table(codeSystem.path("concept"), concept -> row(text(concept, "code"), text(concept, "display")));
    }

    private static String names(JsonNode namingSystem) {
        return table(namingSystem.path("uniqueId"), id -> row(text(id, "type"), text(id, "value")));
    }

    private static String expansion(JsonNode valueSet) {
        Set<String> remarks = new TreeSet<>();
        String table = table(valueSet.path("expansion").path("contains"), code -> {
            String remark = "";
            for (JsonNode extension : code.path("extension")) {
                if (extension.path("url").asString("").equals(VERIFICATION)) {
                    remark = text(extension, "valueString");
                    remarks.add(remark);
                }
            }
            return row(
                    text(code, "system"), text(code, "code"), text(code, "display") + (remark.isEmpty() ? "" : " *"));
        });
        return table + (remarks.isEmpty() ? "" : "<p>* " + String.join("; ", remarks) + "</p>");
    }

    private static String table(JsonNode entries, Function<JsonNode, String> row) {
        StringBuilder rows = new StringBuilder();
        entries.forEach(entry -> rows.append(row.apply(entry)));
        return rows.isEmpty() ? "" : "<table><tbody>" + rows + "</tbody></table>";
    }

    private static String row(String... cells) {
        return "<tr><td>" + String.join("</td><td>", cells) + "</td></tr>";
    }

    private static String text(JsonNode node, String name) {
        return HtmlUtils.htmlEscape(node.path(name).asString(""), "UTF-8");
    }
}

package org.spinecds;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Documents and javadoc are read by people in a hurry. No paragraph or list item has more than 90 words. Nouns replace
 * the clauses with "whose" and "of which", and nearly all with "what". Questions, quotations, code, "what if" and "what
 * to do" are free.
 */
class PlainWordsTests {

    private static final int MOST_WORDS = 90;
    private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```|^    .*?$");
    private static final Pattern BETWEEN_PARAGRAPHS =
            Pattern.compile("\\n\\s*\\n|\\n>\\s*\\n|\\n(?=>?\\s*(?:[-|*#]|\\d+\\.) ?)");

    /** Text that is free: code, quotations, addresses of links, links of javadoc, names of parameters. */
    private static final Pattern FREE =
            Pattern.compile("`[^`]*`|\"[^\"\n|]*\"|\\]\\([^)]*\\)|\\{@(?:code|link|value)[^}]*\\}|@param\\s+\\S+");

    private static final Pattern NEVER = Pattern.compile("(?i)\\b(?:whose|of which|whoever)\\b");
    private static final Pattern RARELY = Pattern.compile("(?i)\\bwhat(?:ever)?\\b(?![ -](?:if|to)\\b)");
    private static final int MOST_OF_THE_RARE = 2;
    private static final Pattern COMMENT =
            Pattern.compile("(?s)\"(?:\\\\.|[^\"\\\\\n])*\"|(?<comment>/\\*.*?\\*/|//[^\n]*)");

    /** Quotes the source and the rules word for word. */
    private static final Path QUOTES = Path.of("docs/traceability.md");

    /** Packages with plain javadoc; add a package once its javadoc is plain. */
    private static final List<String> PLAIN_PACKAGES = List.of(
            "archive",
            "call",
            "card",
            "command",
            "content",
            "database",
            "decision",
            "demo",
            "dose",
            "endpoint",
            "fhir",
            "guideline",
            "hook",
            "journal",
            "logic",
            "mapping",
            "observability",
            "organdose",
            "patientdata",
            "profile",
            "replay",
            "security",
            "settings",
            "start",
            "suspension",
            "workbench",
            "worksheet");

    static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>();
        for (Path folder :
                List.of(Path.of(""), Path.of("cql"), Path.of("fhir-profiles"), Path.of("docs"), Path.of("src/test"))) {
            try (Stream<Path> files = folder.equals(Path.of("")) ? Files.list(folder) : Files.walk(folder)) {
                files.filter(file -> file.toString().endsWith(".md"))
                        .filter(file -> !file.startsWith("docs/answers"))
                        .sorted()
                        .forEach(documents::add);
            }
        }
        return documents;
    }

    @ParameterizedTest
    @MethodSource("documents")
    void noParagraphIsLong(Path document) throws IOException {
        String prose = CODE.matcher(Files.readString(document)).replaceAll("");

        assertThat(BETWEEN_PARAGRAPHS.splitAsStream(prose))
                .filteredOn(paragraph -> !paragraph.strip().startsWith("|"))
                .allSatisfy(paragraph -> assertThat(paragraph.strip().split("\\s+"))
                        .as(paragraph)
                        .hasSizeLessThanOrEqualTo(MOST_WORDS));
    }

    static List<Path> plainDocuments() throws IOException {
        return documents().stream().filter(document -> !document.equals(QUOTES)).toList();
    }

    static List<String> plainPackages() {
        return PLAIN_PACKAGES;
    }

    @ParameterizedTest
    @MethodSource("plainDocuments")
    void documentsNameTheThing(Path document) throws IOException {
        String prose = blanked(CODE, Files.readString(document));

        assertThat(found(NEVER, document, prose)).isEmpty();
        assertThat(found(RARELY, document, prose)).hasSizeLessThanOrEqualTo(MOST_OF_THE_RARE);
    }

    @ParameterizedTest
    @MethodSource("plainPackages")
    void javadocNamesTheThing(String name) throws IOException {
        List<String> never = new ArrayList<>();
        List<String> rare = new ArrayList<>();
        for (Path file : Sources.of(name)) {
            String comments = comments(Files.readString(file));
            never.addAll(found(NEVER, file, comments));
            rare.addAll(found(RARELY, file, comments));
        }

        assertThat(never).isEmpty();
        assertThat(rare).hasSizeLessThanOrEqualTo(MOST_OF_THE_RARE);
    }

    @Test
    void honestUsesAreFree() {
        String honest =
                "What remains of the dose? See `what` and \"whose turn\", ask \"what if\", and say what to do.\n"
                        + "A what-if keeps nothing. The form says {@code what} it takes, and\n@param what the kind.";

        assertThat(found(NEVER, QUOTES, honest)).isEmpty();
        assertThat(found(RARELY, QUOTES, honest)).isEmpty();
    }

    @Test
    void aClauseInPlaceOfANounIsFoundWithItsLine() {
        String clauses = "A course\nwhose dose is unknown, of which one part\nis what the rules read. Who asks?";

        assertThat(found(NEVER, Path.of("a.md"), clauses))
                .containsExactly(
                        "a.md:2: whose dose is unknown, of which one part",
                        "a.md:2: whose dose is unknown, of which one part");
        assertThat(found(RARELY, Path.of("a.md"), clauses))
                .containsExactly("a.md:3: is what the rules read. Who asks?");
    }

    /** The places of words outside of questions and free text, each as file, line and text. */
    private static List<String> found(Pattern words, Path file, String text) {
        String checked = blanked(FREE, text);
        return words.matcher(checked)
                .results()
                .filter(match -> !isInAQuestion(checked, match.end()))
                .map(match -> {
                    int line = (int) checked.substring(0, match.start())
                            .chars()
                            .filter(sign -> sign == '\n')
                            .count();
                    return file + ":" + (line + 1) + ": " + text.split("\n", -1)[line].strip();
                })
                .toList();
    }

    private static boolean isInAQuestion(String text, int from) {
        Matcher end = Pattern.compile("[.?!;:|]|\\n\\s*\\n").matcher(text);
        return end.find(from) && end.group().equals("?");
    }

    /** The comments of a class at their places, everything else blank. */
    private static String comments(String java) {
        StringBuilder comments = new StringBuilder(java.replaceAll("[^\n]", " "));
        COMMENT.matcher(java)
                .results()
                .filter(match -> match.group(1) != null)
                .forEach(match -> comments.replace(match.start(1), match.end(1), match.group(1)));
        return comments.toString();
    }

    /** The text with blanks in place of all that matches. */
    private static String blanked(Pattern pattern, String text) {
        return pattern.matcher(text).replaceAll(match -> match.group().replaceAll("[^\n]", " "));
    }
}

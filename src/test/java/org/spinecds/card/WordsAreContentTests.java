package org.spinecds.card;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.spinecds.Sources;
import org.spinecds.content.Content;

/** Java of cards and worksheets names no kind of card and says nothing to a clinician: both are files of the content. */
class WordsAreContentTests {

    private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\\n]|\\\\.)*)\"");
    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|(?m)^\\s*//.*$", Pattern.DOTALL);
    private static final Pattern WORDS =
            Pattern.compile("[A-Za-z]{2,} [A-Za-z]|[A-Za-z] [a-z]{2,}|(?<![\\w>])[ ,][a-z]{2,}|^[A-Z][a-z]+ ");
    /** Those who run the service and write the content read these. */
    private static final Pattern FOR_OTHERS = Pattern.compile(
            "throw |\\w*Broken\\w*\\(|\\blog\\.|broken\\(|\\bExc\\w+\\(|noWords\\(|super\\(|behind\\(|toString");
    /** Names of answers, parts of SVG and SQL, patterns of dates, and samples that no clinician sees. */
    private static final Set<String> TECHNICAL = Set.of(
            "Advice.suggestions",
            "Assessed Levels",
            "Headline Level",
            "Level Findings",
            "{{> finding}}",
            "yyyy-MM-dd HH:mm",
            "level assessed-level",
            "axis middle",
            "axis middle strong",
            "uncertain closed",
            "mark middle",
            "mark middle strong",
            " open",
            " resources]",
            "the service stops",
            "too many are waiting");

    private static final Set<String> TECHNICAL_FILES =
            Set.of("Svg.java", "WorksheetStore.java", "WorksheetGone.java", "OpenedElsewhere.java", "Worded.java");

    private static final Content CONTENT = Content.at(Path.of("."));

    private record Literal(String file, String statement, String text) {}

    private static List<Literal> literals() throws IOException {
        List<Literal> literals = new ArrayList<>();
        for (String part : List.of("card", "worksheet")) {
            for (Path file : Sources.of(part)) {
                String code = COMMENT.matcher(Files.readString(file)).replaceAll("");
                Matcher text = TEXT.matcher(code);
                while (text.find()) {
                    String before = code.substring(0, text.start());
                    int begin = Math.max(
                            before.lastIndexOf(';'), Math.max(before.lastIndexOf("{\n"), before.lastIndexOf("}\n")));
                    literals.add(new Literal(
                            String.valueOf(file.getFileName()), before.substring(Math.max(begin, 0)), text.group(1)));
                }
            }
        }
        assertThat(literals).hasSizeGreaterThan(300);
        return literals;
    }

    @Test
    void noKindOfCardIsNamedInJava() throws IOException {
        Set<String> kinds = new TreeSet<>();
        CONTENT.list("cds-hooks/cards", ".md").stream()
                .filter(path -> CONTENT.text(path).contains("\n---\n"))
                .forEach(path -> kinds.add(path.replace("cds-hooks/cards/", "").replace(".md", "")));

        assertThat(kinds).hasSizeGreaterThan(10);
        assertThat(literals().stream().filter(literal -> kinds.contains(literal.text())))
                .isEmpty();
    }

    @Test
    void noWordForAClinicianStandsInJava() throws IOException {
        assertThat(literals().stream()
                        .filter(literal -> WORDS.matcher(literal.text()).find()
                                && !TECHNICAL.contains(literal.text())
                                && !TECHNICAL_FILES.contains(literal.file())
                                && !FOR_OTHERS.matcher(literal.statement()).find()))
                .isEmpty();
    }
}

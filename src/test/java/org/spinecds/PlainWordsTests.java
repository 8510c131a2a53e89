package org.spinecds;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Documents are read by people in a hurry: no paragraph, and no item of a list, has more than 90 words. */
class PlainWordsTests {

    private static final int MOST_WORDS = 90;
    private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```|^    .*?$");
    private static final Pattern BETWEEN_PARAGRAPHS =
            Pattern.compile("\\n\\s*\\n|\\n>\\s*\\n|\\n(?=>?\\s*(?:[-|*#]|\\d+\\.) ?)");

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
}

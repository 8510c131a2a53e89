package org.spinecds.logic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Every comparison and threshold of the content is pinned: turned one at a time, some worked case fails. A flip no case
 * notices is listed in {@code src/test/resources/flips-without-a-case.csv} with the reason; the list may hold no other.
 */
class FlipIT {

    private static final Path LISTED = Path.of("src/test/resources/flips-without-a-case.csv");
    private static final Path REPORT = Path.of("target/flips.csv");

    @Test
    void everyComparisonAndThresholdIsNoticedByACase() throws IOException {
        Map<String, String> noticedBy = Flips.noticedBy();
        report(noticedBy);

        Set<String> survivors = noticedBy.entrySet().stream()
                .filter(flip -> flip.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(noticedBy).hasSizeGreaterThan(800);
        assertThat(survivors).isEqualTo(listed());
    }

    private static void report(Map<String, String> noticedBy) throws IOException {
        Files.writeString(
                REPORT,
                noticedBy.entrySet().stream()
                        .map(flip -> "\"" + flip.getKey() + "\"," + flip.getValue() + "\n")
                        .collect(Collectors.joining("", "flip,noticed by\n", "")));
    }

    private static Set<String> listed() throws IOException {
        Set<String> listed = new TreeSet<>();
        for (String line : Files.readAllLines(LISTED)) {
            if (line.startsWith("\"")) {
                int end = line.indexOf('"', 1);
                assertThat(reason(line, end)).as("reason for " + line).isNotNull();
                listed.add(line.substring(1, end));
            }
        }
        return listed;
    }

    private static @Nullable String reason(String line, int end) {
        String reason = line.substring(end + 1).replaceFirst("^,", "").strip();
        return reason.isEmpty() ? null : reason;
    }
}

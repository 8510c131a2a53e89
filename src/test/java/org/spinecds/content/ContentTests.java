package org.spinecds.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentTests {

    private final Path folder;

    ContentTests(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void theJarListsAndReadsItsFiles() {
        Content content = Content.at(null);

        assertThat(content.list("cds-hooks", ".json"))
                .contains("cds-hooks/services/spine-recurrence-order-select.json")
                .isSorted();
        assertThat(content.text("cds-hooks/services/spine-recurrence-order-select.json"))
                .contains("order-select");
    }

    @Test
    void aFolderListsAndReadsItsFiles() throws IOException {
        Files.createDirectories(folder.resolve("cql/b"));
        Files.writeString(folder.resolve("cql/b/B.cql"), "library B");
        Files.writeString(folder.resolve("cql/A.cql"), "library A");
        Files.writeString(folder.resolve("cql/notes.txt"), "");
        Content content = Content.at(folder);

        assertThat(content.list("cql", ".cql")).containsExactly("cql/A.cql", "cql/b/B.cql");
        assertThat(content.text("cql/b/B.cql")).isEqualTo("library B");
    }

    @Test
    void whatIsMissingIsNamed() {
        unreadable(() -> Content.at(folder.resolve("nowhere")), "nowhere");
        unreadable(() -> Content.at(folder).text("cql/A.cql"), "cql/A.cql");
        unreadable(() -> Content.at(folder).list("cql", ".cql"), "cql");
        unreadable(() -> Content.at(null).text("cql/A.cql"), "cql/A.cql");
        unreadable(() -> Content.at(null).list("nowhere", ".cql"), "nowhere");
        unreadable(() -> Content.at(folder).text("../secret"), "../secret");
    }

    @Test
    void theVersionFollowsWhatTheSiteAdds() {
        Content content = Content.at(null);

        assertThat(content.version(List.of())).hasSize(64).isEqualTo(content.version(List.of()));
        assertThat(Set.of(
                        content.version(List.of()),
                        content.version(List.of("a map")),
                        content.version(List.of("another map")),
                        content.version(List.of("a map", "another map"))))
                .hasSize(4);
    }

    private static void unreadable(Runnable reading, String name) {
        assertThatExceptionOfType(ContentUnreadable.class)
                .isThrownBy(reading::run)
                .withMessageContaining(name);
    }
}

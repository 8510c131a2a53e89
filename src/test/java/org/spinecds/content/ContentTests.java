package org.spinecds.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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

    @Test
    void anOverlayStandsForFilesOfTheContentAndAddsCases() throws IOException {
        Content jar = Content.at(null);
        write("cds-hooks/cards/SCOPE.md", "Other words.");
        write("cql/input/tests/SpineRecurrenceAssessment/MINE.json", "{}");
        write("cql/cases-removed.csv", "case,reason\n");
        write(".git/config", "");
        Files.createSymbolicLink(folder.resolve("..data"), folder.resolve("cql"));

        Content corrected = Content.at(null, folder);

        assertThat(corrected.text("cds-hooks/cards/SCOPE.md")).isEqualTo("Other words.");
        assertThat(corrected.text("cds-hooks/cards/SUMMARY.md")).isEqualTo(jar.text("cds-hooks/cards/SUMMARY.md"));
        assertThat(corrected.cases().texts())
                .containsKey("cql/input/tests/SpineRecurrenceAssessment/MINE.json")
                .hasSize(jar.cases().texts().size() + 1);
        assertThat(corrected.isOfTheBuild()).isFalse();
    }

    @Test
    void aCaseIsKnownByItsNameInWhicheverFolder() throws IOException {
        Content jar = Content.at(null);
        write("cql/input/tests/H011.json", "{}");

        Map<String, String> cases = Content.at(null, folder).cases().texts();

        assertThat(cases).hasSize(jar.cases().texts().size()).containsEntry("cql/input/tests/H011.json", "{}");
        assertThat(cases.keySet())
                .filteredOn(path -> path.endsWith("/H011.json"))
                .hasSize(1);
    }

    @Test
    void twoCasesOfOneNameAreFound() throws IOException {
        write("cql/input/tests/a/A.json", "{}");
        write("cql/input/tests/a/B.json", "{}");
        write("cql/input/tests/b/A.json", "{}");

        assertThat(Content.at(folder).cases().sameNames())
                .containsExactly(Map.entry("A", List.of("cql/input/tests/a/A.json", "cql/input/tests/b/A.json")));
    }

    @Test
    void anOverlayThatStandsForNothingIsRefused() throws IOException {
        unreadable(() -> Content.at(null, folder.resolve("nowhere")), "nowhere (spinecds.overlay) does not exist");
        write("cds-hooks/cards/SCOP.md", "Other words.");
        unreadable(() -> Content.at(null, folder), "cds-hooks/cards/SCOP.md, which stands for no file");
        Files.delete(folder.resolve("cds-hooks/cards/SCOP.md"));
        write("SCOPE.md", "Other words.");
        unreadable(() -> Content.at(null, folder), "SCOPE.md, which stands for no file");
        Files.delete(folder.resolve("SCOPE.md"));

        assertThat(Content.at(null, folder).isOfTheBuild())
                .as("nothing is laid over")
                .isTrue();
    }

    @Test
    void aVolumeOfKubernetesIsReadThroughItsLinks() throws IOException {
        write("..2026_1/cql/A.cql", "library A");
        write("..2026_1/cql/input/tests/a/A.json", "{}");
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_1"));
        Files.createSymbolicLink(folder.resolve("cql"), Path.of("..data/cql"));

        assertThat(Content.at(folder).texts()).containsOnlyKeys("cql/A.cql");
        assertThat(Content.at(folder).cases().texts()).containsOnlyKeys("cql/input/tests/a/A.json");
    }

    @Test
    void theDigestFollowsWordsCasesAndWhatTheSiteAdds() throws IOException {
        write("cql/A.cql", "library A");
        write("cql/input/tests/a/A.json", "{}");
        String first = Content.at(folder).digest(List.of());
        String withAMap = Content.at(folder).digest(List.of("a map"));
        write("cql/input/tests/a/A.json", "{ }");
        String otherCase = Content.at(folder).digest(List.of());
        write("cql/A.cql", "library B");

        assertThat(Set.of(first, withAMap, otherCase, Content.at(folder).digest(List.of())))
                .hasSize(4);
    }

    @Test
    void whatIsPackedIsReadAsItWas() throws IOException {
        write("cql/A.cql", "library \u00e9\r\n\u2028\t");
        Content content = Content.at(folder);

        Content again = Content.of("kept", PackedFiles.unpack(PackedFiles.pack(content.texts())), content.cases());

        assertThat(again.texts()).isEqualTo(content.texts());
        assertThat(again.digest(List.of())).isEqualTo(content.digest(List.of()));
        unreadable(() -> PackedFiles.unpack(new byte[] {1, 2, 3}), "cannot be read");
    }

    private void write(String path, String text) throws IOException {
        Files.createDirectories(folder.resolve(path).getParent());
        Files.writeString(folder.resolve(path), text);
    }

    private static void unreadable(Runnable reading, String name) {
        assertThatExceptionOfType(ContentUnreadable.class)
                .isThrownBy(reading::run)
                .withMessageContaining(name);
    }
}

package org.spinecds.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The counts of an export are the same however its files are stored and by however many threads they are read. */
class SameBytesTests {

    private final Path folder;

    SameBytesTests(@TempDir Path folder) {
        this.folder = folder;
    }

    private static List<String> lines() {
        Random random = new Random(3);
        DrawnJson drawn = new DrawnJson(random);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            lines.add(
                    switch (random.nextInt(5)) {
                        case 0 -> drawn.resource();
                        case 1 -> "{\"resourceType\":\"Condition\",\"id\":\"" + i;
                        case 2 -> "";
                        default -> ExportFolder.condition("c" + i, "p" + random.nextInt(50));
                    });
        }
        return lines;
    }

    private ExportFolder folder(String name) {
        return new ExportFolder(folder.resolve(name));
    }

    @Test
    void partsAndThreadsAreNotSeen() {
        ExportFolder plain = folder("plain").withLines("Condition.ndjson", lines());
        Export export = Export.in(plain.path());
        ExportPass.Result one = new ExportPass(export, 1).read(file -> true, line -> false);

        assertThat(one.quarantine())
                .hasSizeGreaterThan(100)
                .extracting(Quarantined::line)
                .isSorted();
        for (int threads : List.of(1, 2, 7)) {
            for (long unit : List.of(97L, 1024L, 40_000L, 10_000_000L)) {
                ExportPass.Result other = new ExportPass(export, threads, unit).read(file -> true, line -> false);
                assertThat(other.files()).isEqualTo(one.files());
                assertThat(other.types()).isEqualTo(one.types());
                assertThat(other.quarantine()).isEqualTo(one.quarantine());
            }
        }
    }

    @Test
    void compressionIsNotSeen() {
        String text = String.join("\n", lines());
        Plan plain = folder("plain").with("Condition.ndjson", text).plan();
        Plan packed =
                folder("gzip").with("Condition.ndjson", ExportFolder.gzip(text)).plan();

        assertThat(packed.types()).isEqualTo(plain.types());
        assertThat(packed.quarantine()).isEqualTo(plain.quarantine());
        assertThat(packed.files()).singleElement().satisfies(file -> assertThat(file.bytes())
                .isEqualTo(plain.bytes()));
    }

    @Test
    void theOrderAndTheNumberOfFilesAreNotSeen() {
        List<String> lines = new ArrayList<>(lines());
        Plan one = folder("one").withLines("Condition.ndjson", lines).plan();
        Collections.shuffle(lines, new Random(1));
        ExportFolder split = folder("split");
        for (int part = 0; part < 7; part++) {
            List<String> some = lines.subList(part * lines.size() / 7, (part + 1) * lines.size() / 7);
            split.withLines("below/Condition." + part + ".ndjson", some);
        }
        Plan several = split.plan();

        assertThat(several.types()).isEqualTo(one.types());
        assertThat(several.lines()).isEqualTo(one.lines());
        assertThat(several.quarantine())
                .extracting(Quarantined::sha256)
                .containsExactlyInAnyOrderElementsOf(
                        one.quarantine().stream().map(Quarantined::sha256).toList());
    }
}

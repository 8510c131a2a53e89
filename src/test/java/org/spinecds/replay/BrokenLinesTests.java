package org.spinecds.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.spinecds.replay.ExportFolder.condition;
import static org.spinecds.replay.ExportFolder.observation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files with cut, flipped and joined lines: the sums hold, and no valid neighbour is lost, however the file is read. */
class BrokenLinesTests {

    private static final int FILES = 60;
    private static final int LINES = 40;

    private final Path folder;

    BrokenLinesTests(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void noNeighbourOfABrokenLineIsLost() throws IOException {
        Random random = new Random(5);
        for (int round = 0; round < FILES; round++) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            Set<String> whole = new TreeSet<>();
            Set<String> mayBe = new TreeSet<>();
            for (int i = 0; i < LINES; i++) {
                String id = round + "-" + i;
                String line = random.nextBoolean()
                        ? condition(id, "p" + random.nextInt(9))
                        : observation(id, "p" + random.nextInt(9), "é漢𝄞".repeat(random.nextInt(9)));
                byte[] written = line.getBytes(StandardCharsets.UTF_8);
                switch (random.nextInt(8)) {
                    case 0 -> bytes.write(written, 0, random.nextInt(written.length));
                    case 1 -> bytes.write(written, 1 + random.nextInt(written.length - 1), 1);
                    case 2 -> {
                        written[random.nextInt(written.length)] ^= (byte) (1 << random.nextInt(8));
                        bytes.write(written);
                        mayBe.add(id);
                    }
                    case 3 -> {
                        bytes.write(written);
                        bytes.write(written);
                    }
                    default -> {
                        bytes.write(written);
                        whole.add(id);
                    }
                }
                bytes.write(random.nextInt(4) == 0 ? new byte[] {'\r', '\n'} : new byte[] {'\n'});
            }
            byte[] file = bytes.toByteArray();
            read("plain", file, 1 + random.nextInt(5000), whole, mayBe);
            read("gzip", ExportFolder.gzip(file), Long.MAX_VALUE, whole, mayBe);
        }
    }

    private void read(String name, byte[] file, long longestUnit, Set<String> whole, Set<String> mayBe) {
        Path export =
                new ExportFolder(folder.resolve(name)).with("part.ndjson", file).path();
        Set<String> read = new ConcurrentSkipListSet<>();
        List<FileCount> counts = new ArrayList<>(new ExportPass(Export.in(export), 2, longestUnit)
                .read(one -> true, line -> read.add(String.valueOf(line.id())))
                .files());

        assertThat(read).containsAll(whole);
        read.removeAll(whole);
        // A flipped bit may leave a valid line, with its id or with another.
        assertThat(read.size()).isLessThanOrEqualTo(mayBe.size());
        assertThat(counts).singleElement().satisfies(count -> {
            assertThat(count.addsUp()).isTrue();
            assertThat(count.inQuarantine() + count.blank()).isPositive();
            assertThat(count.lines()).isBetween((long) LINES, LINES + 2L * mayBe.size());
        });
    }
}

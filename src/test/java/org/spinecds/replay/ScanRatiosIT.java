package org.spinecds.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.bench.Interleaved;

/**
 * The reading of an export keeps its proportion to that which nobody can do without: to decompress the file and count its lines.
 * It is held by processor time, in turns.
 */
@Tag("full")
@Tag("alone")
class ScanRatiosIT {

    private static final Logger log = LoggerFactory.getLogger(ScanRatiosIT.class);
    private static final double MOST_TIMES_THE_FLOOR = 2.6;
    private static final int BUFFER = 256 * 1024;
    private static final double MEGA = 1e6;

    private final Path folder;

    ScanRatiosIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void aScanTakesLittleMoreThanDecompression() throws Exception {
        String text = new Hay(1).lines(60, 600).collect(Collectors.joining("\n", "", "\n"));
        Path export = new ExportFolder(folder)
                .with("Observation.ndjson.gz", ExportFolder.gzip(text))
                .path();
        Path file = export.resolve("Observation.ndjson.gz");
        long lines = text.chars().filter(sign -> sign == '\n').count();
        HeaderScan header = new HeaderScan();

        Interleaved measured = new Interleaved()
                .with("floor", () -> counted(file, lines))
                .with("scan", () -> scanned(file, header, lines))
                .run(Duration.ofSeconds(4), 9, Duration.ofMillis(200));

        double ratio = measured.ratio("scan", "floor");
        log.info(
                "A scan takes {} times the floor: {} MB/s of {} MB/s, {} bytes a line, compressed {} to 1.",
                ratio,
                text.length() / MEGA / (measured.nanos("scan") / 1e9),
                text.length() / MEGA / (measured.nanos("floor") / 1e9),
                text.length() / lines,
                text.length() / Files.size(file));
        assertThat(ratio).isLessThan(MOST_TIMES_THE_FLOOR);
    }

    private static Long counted(Path file, long lines) throws IOException {
        long counted = 0;
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file), BUFFER)) {
            int read = in.read(buffer);
            while (read >= 0) {
                for (int at = 0; at < read; at++) {
                    if (buffer[at] == '\n') {
                        counted++;
                    }
                }
                read = in.read(buffer);
            }
        }
        assertThat(counted).isEqualTo(lines);
        return counted;
    }

    /** All that a pass does with a line that it passes over, on the calling thread. */
    private static Long scanned(Path file, HeaderScan header, long lines) throws IOException {
        Tally tally = new Tally();
        tally.ended(Lines.read(Lines.Unit.of(file), new Lines.Sink() {

            @Override
            public void line(byte[] bytes, int from, int to, long offset, long number) {
                if (header.read(bytes, from, to) != null) {
                    throw new AssertionError("Every line is valid.");
                }
                tally.resource(String.valueOf(header.type()), to - from, header, Owner.of(header) != null);
            }

            @Override
            public void tooLong(byte[] beginning, long offset, long number, String sha256) {
                throw new AssertionError("No line is too long.");
            }
        }));
        assertThat(tally.lines()).isEqualTo(lines);
        return tally.lines();
    }
}

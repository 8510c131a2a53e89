package org.spinecds.dose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spinecds.dose.DicomItem.Encoding;
import org.spinecds.dose.Phantom.Grid;
import org.spinecds.dose.dicom.DoseObject;
import org.spinecds.dose.dicom.ObjectUnreadable;
import org.spinecds.dose.dicom.RtObject;
import org.spinecds.dose.dicom.StructureSet;
import org.spinecds.dose.finding.DoseUnknown;
import org.spinecds.dose.finding.OrganDose;
import org.spinecds.dose.finding.Unknown;
import org.spinecds.dose.geometry.DoseGrid;
import org.spinecds.dose.setting.DoseSettings;

/** Broken files: the reader ends soon, takes little memory, and fails with its own exception only. */
class ReaderFuzzTests {

    private static final int INPUTS = Integer.getInteger("dose.fuzz.inputs", 2000);
    private static final long SEED = Long.getLong("dose.fuzz.seed", 1);
    private static final long MOST_BYTES = 2L << 20;
    private static final DoseSettings SETTINGS = ProposedSettings.all();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Path folder;

    ReaderFuzzTests(@TempDir Path folder) {
        this.folder = folder;
    }

    private static Phantom small() {
        return new Phantom(Grid.box(-12, 12, -12, 12, 3), Phantom::hotMiddle)
                .organ(
                        "ThecalSac",
                        Phantom.planes(-8, 8, 2, plane -> List.of(new double[] {-5, -5, 5, -5, 5, 5, -5, 5})))
                .fraction(1, 1, 1)
                .other(Phantom.registration("1.2.3.10", "RIGID", 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1));
    }

    private List<byte[]> files() throws IOException {
        List<byte[]> files = new ArrayList<>();
        for (Encoding encoding : Encoding.values()) {
            Path part = Files.createDirectory(folder.resolve("valid-" + encoding));
            small().encoded(encoding).write(part);
            try (var all = Files.list(part)) {
                for (Path file : all.sorted().toList()) {
                    files.add(Files.readAllBytes(file));
                }
            }
        }
        return files;
    }

    private static byte[] broken(byte[] file, Random random) {
        byte[] bytes = file.clone();
        int times = 1 + random.nextInt(4);
        for (int time = 0; time < times; time++) {
            int place = random.nextInt(bytes.length - 4);
            int length = random.nextInt(Math.min(64, bytes.length - place));
            switch (random.nextInt(7)) {
                case 0 -> bytes[place] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[place] = (byte) random.nextInt();
                case 2 -> Arrays.fill(bytes, place, place + 4, (byte) 0xFF);
                case 3 ->
                    ByteBuffer.wrap(bytes)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putInt(place, Integer.MAX_VALUE - random.nextInt(64));
                case 4 -> bytes = Arrays.copyOf(bytes, Math.max(8, place));
                case 5 ->
                    bytes = joined(
                            Arrays.copyOf(bytes, place + length), Arrays.copyOfRange(bytes, place, bytes.length));
                default ->
                    bytes = joined(
                            Arrays.copyOf(bytes, place), Arrays.copyOfRange(bytes, place + length, bytes.length));
            }
            if (bytes.length < 16) {
                break;
            }
        }
        return bytes;
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] all = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, all, one.length, other.length);
        return all;
    }

    /** Reads an object and all its values. */
    private static void readWhole(Path file) throws IOException {
        try {
            RtObject object = RtObject.read(file, SETTINGS.limits()).orElse(null);
            if (object instanceof DoseObject dose) {
                DoseGrid.of(dose.pixels()).maximum();
            } else if (object instanceof StructureSet set) {
                for (StructureSet.Roi roi : set.rois()) {
                    roi.contours(SETTINGS.limits().points());
                }
            }
        } catch (ObjectUnreadable | DoseUnknown broken) {
            assertThat(broken.getMessage()).isNotBlank();
        }
    }

    @Test
    void brokenFilesAreReadOrRefusedInLittleTimeAndMemory() throws Exception {
        Random random = new Random(SEED);
        List<byte[]> files = files();
        Path file = folder.resolve("broken.dcm");
        for (int input = 0; input < INPUTS; input++) {
            Files.write(file, broken(files.get(random.nextInt(files.size())), random));
            long before = THREADS.getCurrentThreadAllocatedBytes();
            long start = System.nanoTime();

            assertThatCode(() -> readWhole(file))
                    .as("input %d of seed %d", input, SEED)
                    .doesNotThrowAnyException();

            assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
                    .as("bytes for input %d of seed %d", input, SEED)
                    .isLessThan(MOST_BYTES);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void aBrokenFileNeverLowersTheDoseSilently() throws Exception {
        Random random = new Random(SEED);
        Path valid = Files.createDirectory(folder.resolve("valid"));
        small().write(valid);
        List<Path> files;
        try (var all = Files.list(valid)) {
            files = all.sorted().toList();
        }
        for (int input = 0; input < INPUTS / 20; input++) {
            Path broken = files.get(random.nextInt(files.size()));
            byte[] whole = Files.readAllBytes(broken);
            Files.write(broken, Arrays.copyOf(whole, random.nextInt(whole.length)));

            List<OrganDose> lines =
                    assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Phantom.readFolder(valid, SETTINGS));

            Files.write(broken, whole);
            assertThat(lines).as("input %d of seed %d", input, SEED).isNotEmpty();
            // Cut within the dose, the plan or the contours, there is no number.
            String name = broken.getFileName().toString();
            if (name.endsWith("dose.dcm") || name.endsWith("plan.dcm") || name.endsWith("structures.dcm")) {
                assertThat(lines)
                        .as("%s, input %d of seed %d", name, input, SEED)
                        .allSatisfy(line -> assertThat(line.finding()).isInstanceOf(Unknown.class));
            }
        }
    }

    private String detail(byte[] file) throws Exception {
        Path path = folder.resolve("one.dcm");
        Files.write(path, file);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            RtObject.read(path, SETTINGS.limits());
            return "read";
        } catch (ObjectUnreadable unreadable) {
            return unreadable.getMessage();
        } finally {
            assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(100L << 20);
        }
    }

    private static byte[] head() {
        return new DicomItem()
                .text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.481.3")
                .file(Encoding.EXPLICIT);
    }

    private static byte[] repeated(byte[] part, int times) {
        byte[] all = new byte[part.length * times];
        for (int time = 0; time < times; time++) {
            System.arraycopy(part, 0, all, time * part.length, part.length);
        }
        return all;
    }

    private static final byte[] SEQUENCE_OPENS = {0x06, 0x30, 0x39, 0x00, 'S', 'Q', 0, 0, -1, -1, -1, -1};
    private static final byte[] UNKNOWN_OPENS = {0x09, 0x00, 0x01, 0x10, 'S', 'Q', 0, 0, -1, -1, -1, -1};
    private static final byte[] ITEM_OPENS = {-2, -1, 0x00, -32, -1, -1, -1, -1};
    private static final byte[] EMPTY_ITEM = {-2, -1, 0x00, -32, 0, 0, 0, 0};

    @Test
    void sequencesWithinSequencesEndAtTheDepth() throws Exception {
        assertThat(detail(joined(head(), repeated(joined(SEQUENCE_OPENS, ITEM_OPENS), 100_000))))
                .contains("nested deeper");
        assertThat(detail(joined(head(), repeated(joined(UNKNOWN_OPENS, ITEM_OPENS), 100_000))))
                .contains("nested deeper");
    }

    @Test
    void itemsWithoutEndAreCounted() throws Exception {
        assertThat(detail(joined(head(), joined(SEQUENCE_OPENS, repeated(EMPTY_ITEM, 1_500_000)))))
                .contains("items");
        assertThat(detail(joined(head(), joined(UNKNOWN_OPENS, repeated(EMPTY_ITEM, 1_500_000)))))
                .contains("Truncated");
    }

    @Test
    void deflatedNothingIsBounded() throws Exception {
        DoseSettings.Limits limits = ThresholdsTests.with(SETTINGS.limits(), "objectBytes", 1L << 20);
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(new byte[64 << 20]);
        deflater.finish();
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        bomb.writeBytes(new DicomItem()
                .text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.481.3")
                .file(Encoding.DEFLATED));
        byte[] file = bomb.toByteArray();
        String text = new String(file, StandardCharsets.ISO_8859_1);
        bomb.reset();
        bomb.writeBytes(Arrays.copyOf(file, text.indexOf("1.2.840.10008.1.2.1.99") + 22));
        byte[] part = new byte[1 << 16];
        while (!deflater.finished()) {
            bomb.write(part, 0, deflater.deflate(part));
        }
        deflater.end();
        Path path = folder.resolve("bomb.dcm");
        Files.write(path, bomb.toByteArray());

        assertThatCode(() -> RtObject.read(path, limits))
                .isInstanceOf(ObjectUnreadable.class)
                .hasMessageContaining("inflates");
    }
}

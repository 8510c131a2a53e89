package org.spinecds.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;
import static org.spinecds.replay.ExportFolder.condition;
import static org.spinecds.replay.ExportFolder.gzip;
import static org.spinecds.replay.ExportFolder.observation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One file for each fault of an export: the faulty line is named by its place, and its neighbours are read. */
class QuarantineTests {

    private static final String BEFORE = condition("c1", "p1");
    private static final String AFTER = condition("c2", "p2");

    private final Path folder;

    QuarantineTests(@TempDir Path folder) {
        this.folder = folder;
    }

    private ExportFolder export() {
        return new ExportFolder(folder);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void isTheOneOf(Plan plan, Reason reason, byte[] line) {
        assertThat(plan.quarantine()).singleElement().satisfies(found -> {
            assertThat(found.file()).isEqualTo("Condition.ndjson");
            assertThat(found.reason()).isEqualTo(reason);
            assertThat(found.offset()).isEqualTo(BEFORE.length() + 1);
            assertThat(found.line()).isEqualTo(2);
            assertThat(found.sha256()).isEqualTo(sha256(line));
        });
        assertThat(plan.files()).singleElement().satisfies(file -> {
            assertThat(file.lines()).isEqualTo(3);
            assertThat(file.quarantined()).isEqualTo(Map.of(reason, 1L));
            assertThat(file.passedOver()).isEqualTo(2);
            assertThat(file.addsUp()).isTrue();
        });
    }

    private static String sha256(byte[] line) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(line));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private Plan around(byte[] line) {
        return export().with("Condition.ndjson", joined(bytes(BEFORE + "\n"), line, bytes("\n" + AFTER + "\n")))
                .plan();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "NOT_JSON; {\"resourceType\":\"Condition\",\"id\":\"c9\"",
                "NOT_JSON; {\"resourceType\":\"Condition\"}{\"resourceType\":\"Condition\"}",
                "NOT_JSON; no line of JSON",
                "NOT_JSON; [1]",
                "NOT_A_RESOURCE; {\"id\":\"c9\"}",
                "NOT_A_RESOURCE; {\"resourceType\":7}",
                "NOT_A_RESOURCE; {\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":{\"resourceType\":\"Patient\"}}]}",
                "NO_PATIENT; {\"resourceType\":\"Patient\"}",
                "NO_PATIENT; {\"resourceType\":\"Condition\",\"subject\":{\"reference\":\"Patient/p1\"}}",
                "NO_PATIENT; {\"resourceType\":\"Condition\",\"id\":\"c9\"}",
                "NO_PATIENT; {\"resourceType\":\"Condition\",\"id\":\"c9\",\"subject\":{\"reference\":\"urn:uuid:1\"}}",
                "NO_PATIENT; {\"resourceType\":\"Observation\",\"id\":\"c9\",\"subject\":{\"reference\":\"Group/g\"}}",
                "NO_PATIENT; {\"resourceType\":\"Observation\",\"id\":\"c9\",\"subject\":{\"reference\":\"Device/d\"}}",
                "NO_PATIENT; {\"resourceType\":\"Goal\",\"id\":\"c9\",\"subject\":{\"identifier\":{\"value\":\"7\"}}}"
            })
    void aLineThatCannotBeUsedIsListedWithItsPlace(Reason reason, String line) {
        isTheOneOf(around(bytes(line)), reason, bytes(line));
    }

    @Test
    void aZeroByteIsNoJson() {
        byte[] line = bytes("{\"resourceType\":\"Condition\u0000\"}");
        isTheOneOf(around(line), Reason.NOT_JSON, line);
    }

    @Test
    void bytesOfAnotherEncodingAreListed() {
        byte[] line = "{\"resourceType\":\"Condition\",\"id\":\"Müller\"}".getBytes(StandardCharsets.ISO_8859_1);
        isTheOneOf(around(line), Reason.NOT_UTF8, line);
    }

    @Test
    void aLineThatIsTooLongIsListedWithoutBeingHeld() {
        byte[] line = new byte[3 * Lines.LONGEST];
        Arrays.fill(line, (byte) 'x');
        isTheOneOf(around(line), Reason.TOO_LONG, line);
    }

    @Test
    void aLineOfTheGreatestLengthIsReadAndOneByteMoreIsNot() {
        int more = Lines.LONGEST - observation("o", "p", "").length();
        byte[] longest = bytes(observation("o", "p", "x".repeat(more)));
        assertThat(longest).hasSize(Lines.LONGEST);
        assertThat(around(longest).quarantine()).isEmpty();

        byte[] longer = bytes(observation("o", "p", "x".repeat(more + 1)));
        isTheOneOf(around(longer), Reason.TOO_LONG, longer);
    }

    @Test
    void aTypeThatNoRecordHoldsNeedsNoPatient() {
        assertThat(around(bytes("{\"resourceType\":\"Location\"}")).quarantine())
                .isEmpty();
    }

    @Test
    void blankLinesReturnsAMarkOfByteOrderAndAMissingEndAreRead() {
        Plan plan = export().with(
                        "Condition.ndjson",
                        "\uFEFF" + BEFORE + "\r\n\r\n  \t\n\n" + AFTER + "\r\n" + condition("c3", "p3"))
                .plan();

        assertThat(plan.quarantine()).isEmpty();
        assertThat(plan.files()).singleElement().satisfies(file -> {
            assertThat(file.lines()).isEqualTo(6);
            assertThat(file.blank()).isEqualTo(3);
            assertThat(file.passedOver()).isEqualTo(3);
            assertThat(file.bytes()).isEqualTo(file.size());
        });
    }

    @Test
    void anEmptyFileHasNoLines() {
        assertThat(export().with("Condition.ndjson", "").plan().lines()).isZero();
    }

    @Test
    void aCutFileOfGzipIsNamedAndItsWholeLinesAreRead() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 5000; i++) {
            text.append(condition("c" + i * 7919 % 5000, "p" + i * 104_729 % 5003))
                    .append('\n');
        }
        byte[] packed = gzip(text.toString());
        Plan plan = export().with("Condition.ndjson.gz", Arrays.copyOf(packed, packed.length / 2))
                .plan();

        FileCount file = plan.files().get(0);
        assertThat(file.isTruncated()).isTrue();
        assertThat(file.passedOver()).isBetween(1500L, 4000L);
        assertThat(file.inQuarantine()).isLessThanOrEqualTo(1);
        assertThat(file.addsUp()).isTrue();
    }

    @Test
    void everyCutOfAFileOfGzipIsFound() {
        byte[] packed = gzip(BEFORE + "\n" + AFTER + "\n");
        for (int length = 2; length < packed.length; length++) {
            Plan plan = export().with("Condition.ndjson.gz", Arrays.copyOf(packed, length))
                    .plan();
            assertThat(plan.files().get(0).isTruncated())
                    .as("cut after " + length)
                    .isTrue();
        }
        assertThat(export().with("Condition.ndjson.gz", packed)
                        .plan()
                        .files()
                        .get(0)
                        .isTruncated())
                .isFalse();
    }

    @Test
    void aWrongChecksumIsFound() {
        byte[] packed = gzip(BEFORE + "\n");
        packed[packed.length - 6] ^= 1;
        FileCount file =
                export().with("Condition.ndjson.gz", packed).plan().files().get(0);

        assertThat(file.isTruncated()).isTrue();
        assertThat(file.passedOver()).isEqualTo(1);
    }

    @Test
    void membersOfGzipAreReadOneAfterTheOtherAndDamageBetweenThemIsFound() {
        byte[] one = gzip(BEFORE + "\n");
        byte[] other = gzip(AFTER + "\n");
        Plan whole = export().with("Condition.ndjson.gz", joined(one, other)).plan();
        assertThat(whole.lines()).isEqualTo(2);
        assertThat(whole.files().get(0).isTruncated()).isFalse();

        other[0] ^= 1;
        Plan damaged = export().with("Condition.ndjson.gz", joined(one, other)).plan();
        assertThat(damaged.lines()).isEqualTo(1);
        assertThat(damaged.files().get(0).isTruncated()).isTrue();
    }

    @Test
    void aFileOfGzipIsToldByItsBytesAndNotByItsName() {
        assertThat(export().with("Condition.ndjson", gzip(BEFORE + "\n")).plan().quarantine())
                .isEmpty();
        assertThat(export().with("Condition.ndjson.gz", BEFORE + "\n").plan().quarantine())
                .isEmpty();
    }

    @Test
    void deletionsAreTakenFromAnyFileAndABundleOfOthersIsNot() {
        String deletion =
                "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[{\"request\":{\"method\":\"DELETE\",\"url\":\"Condition/c1\"}},"
                        + "{\"request\":{\"method\":\"DELETE\",\"url\":\"Patient/p2\"}}]}";
        Plan plan = export().withLines("deleted/1.ndjson", List.of(deletion)).plan();

        assertThat(plan.deletions()).isEqualTo(2);
        assertThat(plan.quarantine()).isEmpty();
    }

    @Test
    void theManifestNamesTheFilesAndTheirNumberOfResources() {
        export().withLines("a.ndjson", List.of(BEFORE, AFTER))
                .withLines("b.ndjson", List.of(AFTER))
                .withLines("problems.ndjson", List.of("{\"resourceType\":\"OperationOutcome\"}"))
                .with(
                        "manifest.json",
                        """
                        {"transactionTime": "2026-03-01T00:00:00Z", "output": [
                          {"type": "Condition", "url": "https://ehr.example/files/a.ndjson", "count": 2},
                          {"type": "Condition", "url": "https://ehr.example/files/b.ndjson?sig=1", "count": 3}],
                         "error": [{"type": "OperationOutcome", "url": "https://ehr.example/files/problems.ndjson"}]}""");
        Export export = Export.in(folder);

        assertThat(export.transactionTime()).isEqualTo("2026-03-01T00:00:00Z");
        assertThat(export.files()).extracting(ExportFile::name).containsExactly("a.ndjson", "b.ndjson");
        assertThat(Plan.of(export, 1).files())
                .extracting(FileCount::isIncomplete)
                .containsExactly(false, true);
    }

    @Test
    void aManifestThatDoesNotFitItsFolderIsRefused() {
        export().withLines("a.ndjson", List.of(BEFORE))
                .with(
                        "manifest.json",
                        """
                        {"transactionTime": "2026-03-01T00:00:00Z", "output": [{"type": "Condition", "url": "x/a.ndjson"}]}""");
        assertThat(Export.in(folder).files()).hasSize(1);

        export().withLines("more.ndjson", List.of(AFTER));
        assertThatThrownBy(() -> Export.in(folder))
                .isInstanceOf(ExportUnreadable.class)
                .hasMessageContaining("more.ndjson");

        export().with(
                        "manifest.json",
                        """
                {"transactionTime": "2026-03-01T00:00:00Z", "output": [{"type": "Condition", "url": "x/c.ndjson"}]}""");
        assertThatThrownBy(() -> Export.in(folder))
                .isInstanceOf(ExportUnreadable.class)
                .hasMessageContaining("c.ndjson");
    }

    @Test
    void aFolderWithoutFilesIsRefused() {
        assertThatThrownBy(() -> Export.in(folder)).isInstanceOf(ExportUnreadable.class);
        assertThatThrownBy(() -> Export.in(folder.resolve("missing"))).isInstanceOf(ExportUnreadable.class);
    }

    @Test
    void aFileThatIsNotReadIsNamed() {
        export().withLines("Condition.ndjson", List.of(BEFORE))
                .with("Observation.ndjson.zst", "")
                .with("below/Procedure.json", "")
                .with("problems.ndjson", "")
                .with(
                        "manifest.json",
                        """
                        {"transactionTime": "2026-03-01T00:00:00Z", "output": [{"type": "Condition", "url": "x/Condition.ndjson"}],
                         "error": [{"type": "OperationOutcome", "url": "x/problems.ndjson"}]}""");
        Plan plan = export().plan();

        assertThat(plan.ignored()).containsExactly("Observation.ndjson.zst", "below/Procedure.json", "problems.ndjson");
        assertThat(plan.files()).extracting(FileCount::file).containsExactly("Condition.ndjson");
    }

    @Test
    void linksToFilesAndFoldersAreFollowedAndOneThatLeadsBackIsRefused(@TempDir Path elsewhere) throws IOException {
        new ExportFolder(elsewhere).withLines("more/Procedure.ndjson", List.of(AFTER));
        export().withLines("Condition.ndjson", List.of(BEFORE));
        Files.createSymbolicLink(folder.resolve("linked"), elsewhere.resolve("more"));
        Files.createSymbolicLink(folder.resolve("Observation.ndjson"), elsewhere.resolve("more/Procedure.ndjson"));

        assertThat(Export.in(folder).files())
                .extracting(ExportFile::name)
                .containsExactly("Condition.ndjson", "Observation.ndjson", "linked/Procedure.ndjson");

        Files.createSymbolicLink(folder.resolve("Goal.ndjson"), elsewhere.resolve("gone"));
        assertThatThrownBy(() -> Export.in(folder)).isInstanceOf(ExportUnreadable.class);
        Files.delete(folder.resolve("Goal.ndjson"));

        Files.createSymbolicLink(elsewhere.resolve("more/back"), folder);
        assertThatThrownBy(() -> Export.in(folder))
                .isInstanceOf(ExportUnreadable.class)
                .hasMessageContaining("link");
    }

    @Test
    void filesAreOfTheTypeThatTheirNameTells() {
        export().with("Condition.ndjson", "")
                .with("1.Observation.ndjson.gz", gzip(""))
                .with("Procedure_0001.ndjson", "")
                .with("part-1.ndjson", "")
                .with("deleted/Bundle.ndjson", "");

        assertThat(Export.in(folder).files())
                .extracting(ExportFile::name, ExportFile::type)
                .containsExactly(
                        tuple("1.Observation.ndjson.gz", "Observation"),
                        tuple("Condition.ndjson", "Condition"),
                        tuple("Procedure_0001.ndjson", "Procedure"),
                        tuple("deleted/Bundle.ndjson", null),
                        tuple("part-1.ndjson", null));
    }

    @Test
    void theCompletenessOfTheExportIsCounted() {
        Plan plan = export().withLines(
                        "all.ndjson",
                        List.of(
                                BEFORE,
                                "{\"resourceType\":\"Condition\",\"id\":\"c9\",\"subject\":{\"reference\":\"Patient/p\"},\"recordedDate\":\"2026\"}",
                                "{\"resourceType\":\"Condition\",\"id\":\"c8\",\"code\":{}}"))
                .plan();

        assertThat(plan.types().get("Condition"))
                .isEqualTo(new TypeCount(3, plan.bytes() - 3, 1, 1, 2, Map.of("2026-02", 1L)));
        assertThat(plan.mostDisk()).isEqualTo(plan.bytes() - 3);
    }

    @Test
    void noTextOfALineIsCountedAsATypeOrAsAMonth() {
        Plan plan = export().withLines(
                        "all.ndjson",
                        List.of(
                                BEFORE.replace("2026-02-03", "Mr Smith of Leeds"),
                                BEFORE.replace("2026-02-03", "2026-13-01"),
                                BEFORE.replace("2026-02-03", "2026-02Smith"),
                                BEFORE.replace("2026-02-03", "2026-02"),
                                BEFORE.replace("\"Condition\"", "\"Smith\"")))
                .plan();

        assertThat(plan.types()).containsOnlyKeys("Condition", "other");
        assertThat(plan.types()).hasEntrySatisfying("Condition", conditions -> {
            assertThat(conditions.months()).isEqualTo(Map.of("2026-02", 1L));
            assertThat(conditions.withoutDate()).isEqualTo(3);
        });
        assertThat(plan.files().get(0).types()).containsExactly("Condition", "other");
    }
}

package org.spinecds.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spinecds.archive.ArchiveFailure.Problem;
import org.spinecds.archive.ArchiveReading.Result;
import org.spinecds.archive.ArchiveSettings.IdentifierSettings;
import org.spinecds.dose.DicomItem;
import org.spinecds.dose.Phantom;
import org.spinecds.dose.ProposedSettings;
import org.spinecds.dose.dicom.Patient;
import org.spinecds.dose.finding.DoseNumbers;
import org.spinecds.dose.finding.Reason;
import org.spinecds.dose.finding.Unknown;
import org.springframework.util.unit.DataSize;

/** The archive gives the right numbers, or a failure with its reason, whatever it answers, and no file stays behind. */
class ArchiveReadingTests {

    /** 30 Gy in the middle, falling with 40 mm across and 14 mm along: an ellipsoid of 0.03 cc lies above 29.93 Gy. */
    private static final double HOTTEST_GY = 29.93;

    private static final Patient PATIENT = new Patient("PATIENT1", "SITE", "19500101");

    private final FakeArchive archive = new FakeArchive();
    private final Path folder;

    ArchiveReadingTests(@TempDir Path folder) throws IOException {
        this.folder = folder;
    }

    @AfterEach
    void leavesNoFile() throws IOException {
        archive.close();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    static Phantom treated(Phantom phantom) {
        for (int fraction = 1; fraction <= 10; fraction++) {
            phantom.fraction(fraction, 1, 1);
        }
        return phantom;
    }

    private static Course course(String id, Set<String> uids, int fractions, double gray) {
        return new Course(
                "Procedure/" + id,
                uids,
                Set.of(),
                true,
                LocalDate.parse("2025-01-06"),
                LocalDate.parse("2025-01-17"),
                fractions,
                gray);
    }

    private ArchiveSettings settings(long maxObject, int maxSeries) {
        return new ArchiveSettings(
                archive.base(),
                Map.of("Authorization", "Basic c2VjcmV0"),
                Map.of("mrn", new IdentifierSettings("urn:mrn", "SITE")),
                Duration.ofMillis(20),
                Duration.ofSeconds(20),
                Duration.ofSeconds(2),
                DataSize.ofBytes(maxObject),
                DataSize.ofMegabytes(64),
                DataSize.ofMegabytes(200),
                maxSeries,
                Duration.ofHours(1),
                Duration.ofDays(1),
                folder);
    }

    private ArchiveReading reading(ArchiveSettings settings) {
        DicomWeb client =
                new DicomWeb(archive.base(), settings.headers(), settings.connectTimeout(), Duration.ofSeconds(2));
        return new ArchiveReading(
                client, settings, ProposedSettings::all, () -> Map.of("T7", "code-t7", "T8", "code-t8"));
    }

    private Result read(Course... courses) throws Exception {
        return reading(settings(64 << 20, 200))
                .read(new Ask(PATIENT, List.of(courses)), "")
                .orElseThrow();
    }

    private ArchiveFailure failure() {
        return catchThrowableOfType(ArchiveFailure.class, this::read);
    }

    private static DoseNumbers numbers(Result result) {
        return result.lines().stream()
                .map(line -> line.dose().finding())
                .filter(DoseNumbers.class::isInstance)
                .map(DoseNumbers.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static List<Reason> reasons(Result result) {
        return result.lines().stream()
                .map(line -> line.dose().finding())
                .filter(Unknown.class::isInstance)
                .map(finding -> ((Unknown) finding).reason())
                .toList();
    }

    @Test
    void theDoseIsThatOfTheFormula() throws Exception {
        archive.with(treated(Phantom.withSac()));

        Result result = read();

        assertThat(numbers(result).d003ccGy()).isCloseTo(HOTTEST_GY, within(0.05 + 0.01 * HOTTEST_GY));
        assertThat(numbers(result).fractions()).isEqualTo(10);
        assertThat(result.lines()).hasSize(1);
        assertThat(archive.authorizations()).isNotEmpty().containsOnly("Basic c2VjcmV0");
    }

    @Test
    void levelsHaveTheirCodes() throws Exception {
        archive.with(treated(Phantom.withSac()
                .organ("VB_T7", Phantom.cylinder(15, -6, 12, 2))
                .organ("VB_T8", Phantom.cylinder(15, -28, -10, 2))));

        assertThat(read().lines())
                .extracting(KeptLine::levelCode)
                .containsExactlyInAnyOrder(null, "code-t7", "code-t8");
    }

    /** A kept dose is the dose that was computed, with its levels, flags and reasons. */
    @Test
    void aKeptLineIsTheLine() throws Exception {
        archive.with(Phantom.withSac()
                .organ("VB_T7", Phantom.cylinder(15, -6, 12, 2))
                .organ("VB_T8", Phantom.cylinder(15, -28, -10, 2))
                .organ("SpinalCord", List.of()));

        List<KeptLine> lines = read().lines();

        assertThat(lines).extracting(line -> line.dose().finding()).hasAtLeastOneElementOfType(DoseNumbers.class);
        assertThat(lines).extracting(line -> line.dose().finding()).hasAtLeastOneElementOfType(Unknown.class);
        String kept = KeptJson.MAPPER.writeValueAsString(lines);
        assertThat(KeptJson.MAPPER.readValue(kept, KeptLine[].class)).containsExactlyElementsOf(lines);
    }

    @Test
    void theFractionsOfTheCourseAreThoseOfItsPlan() throws Exception {
        archive.with(Phantom.withSac());

        Result result = read(course("c1", Set.of(Phantom.PLAN), 5, 15));

        assertThat(numbers(result).fractions()).isEqualTo(5);
        assertThat(numbers(result).d003ccGy()).isCloseTo(HOTTEST_GY / 2, within(0.2));
        assertThat(result.plans()).extracting(ArchiveReading.GivenPlan::course).containsExactly("Procedure/c1");
    }

    @Test
    void anUnchangedArchiveIsNotReadTwice() throws Exception {
        archive.with(treated(Phantom.withSac()));
        Ask ask = new Ask(PATIENT, List.of());
        ArchiveReading reading = reading(settings(64 << 20, 200));
        String found = reading.read(ask, "").orElseThrow().found();
        long before = archive.retrieved();

        assertThat(reading.read(ask, found)).isEmpty();
        assertThat(archive.retrieved()).isEqualTo(before);

        archive.with(treated(Phantom.withSac().asSecond("1.2.3.99")));
        assertThat(reading.read(ask, found)).isPresent();
    }

    @Test
    void anObjectThatACourseNamesIsFoundWhereverItIs() throws Exception {
        archive.with(treated(Phantom.withSac()));
        archive.failingToList((exchange, honest) -> FakeArchive.send(
                exchange,
                200,
                "application/dicom+json",
                String.valueOf(exchange.getRequestURI().getQuery()).contains("PatientID=")
                        ? "[]".getBytes(StandardCharsets.UTF_8)
                        : honest));

        Result result = read(course("c1", Set.of(Phantom.DOSE, Phantom.PLAN, Phantom.STRUCTURES), 10, 30));

        assertThat(numbers(result).d003ccGy()).isCloseTo(HOTTEST_GY, within(0.35));
    }

    @Test
    void anotherSpellingOfTheIdIsAnotherPatient() throws Exception {
        Phantom phantom = Phantom.withSac();
        Stream.of(phantom.dose(), phantom.plan(), phantom.structures())
                .forEach(object -> object.text(0x00100020, "LO", "patient1"));
        archive.with(phantom);

        Result result = read();

        assertThat(reasons(result)).contains(Reason.OTHER_PATIENT);
        assertThat(result.lines()).noneMatch(line -> line.dose().finding() instanceof DoseNumbers);
        assertThat(result.lines().toString()).doesNotContain(Phantom.DOSE);
        assertThat(result.plans()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "issuer", "birth"})
    void thePlanOfAnotherPatientGivesNoNumber(String other) throws Exception {
        Phantom phantom = treated(Phantom.withSac());
        switch (other) {
            case "id" -> phantom.plan().text(0x00100020, "LO", "PATIENT2");
            case "issuer" -> phantom.plan().text(0x00100021, "LO", "ELSEWHERE");
            default -> phantom.plan().text(0x00100030, "DA", "19500102");
        }
        Path files = Files.createDirectory(folder.resolve("files"));
        phantom.write(files);
        archive.with("PATIENT1", "RTPLAN", Phantom.PLAN, phantom.plan())
                .with("PATIENT1", "RTDOSE", Phantom.DOSE, phantom.dose())
                .with("PATIENT1", "RTSTRUCT", Phantom.STRUCTURES, phantom.structures());
        org.springframework.util.FileSystemUtils.deleteRecursively(files);

        Result result = read();

        assertThat(reasons(result)).containsOnly(Reason.OTHER_PATIENT);
    }

    /** No dose leads to it: the line is of the plan alone. */
    @Test
    void theUidOfAPlanOfAnotherPatientIsNotKept() throws Exception {
        Phantom other = Phantom.withSac().asSecond("1.2.3.99");
        other.plan().text(0x00100020, "LO", "PATIENT2");
        archive.with(treated(Phantom.withSac())).with("PATIENT1", "RTPLAN", Phantom.PLAN + ".2", other.plan());

        Result result = read();

        assertThat(reasons(result)).containsExactly(Reason.OTHER_PATIENT);
        assertThat(result.lines().toString()).doesNotContain(Phantom.PLAN + ".2");
    }

    /** The dose has no birth date, so that it agrees with both. */
    @Test
    void aPlanOfAnotherPatientIsNoCandidate() throws Exception {
        Phantom phantom = Phantom.withSac();
        phantom.dose().without(0x300C0002).without(0x00100030);
        Phantom other = Phantom.withSac().asSecond("1.2.3.99");
        other.plan().text(0x00100030, "DA", "19500102");
        archive.with(phantom).with("PATIENT1", "RTPLAN", Phantom.PLAN + ".2", other.plan());

        Result result = read();

        assertThat(reasons(result)).contains(Reason.REFERENCES_MISSING);
        assertThat(result.lines().toString()).doesNotContain(Phantom.PLAN + ".2");
    }

    /** A file of that name cannot be listed as a folder, and another folder has a folder in it. */
    @Test
    void whatAKilledProcessLeftIsRemovedWhateverStandsBesideIt() throws Exception {
        Instant now = Instant.parse("2026-11-30T02:00:00Z");
        List<Path> left = List.of(
                Files.createFile(folder.resolve("spinecds-archive-1")),
                Files.createDirectory(folder.resolve("spinecds-archive-2")),
                Files.createDirectory(folder.resolve("spinecds-archive-3")),
                Files.createDirectory(folder.resolve("spinecds-archive-4")),
                Files.createDirectory(folder.resolve("another-1")));
        Files.createDirectories(left.get(1).resolve("inner/most"));
        for (Path one : left.subList(2, 5)) {
            Files.createFile(one.resolve("0.dcm"));
        }
        for (Path one : left) {
            Files.setLastModifiedTime(
                    one, FileTime.from(now.minusSeconds(one.endsWith("spinecds-archive-4") ? 1 : 60)));
        }

        reading(settings(64 << 20, 200)).clean(now.minusSeconds(30));

        assertThat(left.get(2)).doesNotExist();
        assertThat(left.get(3)).exists();
        assertThat(left.get(4)).exists();
        org.springframework.util.FileSystemUtils.deleteRecursively(left.get(1));
        org.springframework.util.FileSystemUtils.deleteRecursively(left.get(3));
        org.springframework.util.FileSystemUtils.deleteRecursively(left.get(4));
        Files.deleteIfExists(left.get(0));
    }

    @Test
    void anArchiveWithoutThePatientHasNoDose() throws Exception {
        assertThat(reasons(read())).containsExactly(Reason.NO_DOSE);
    }

    @Test
    void anObjectOverTheLimitIsUnreadable() throws Exception {
        archive.with(treated(Phantom.withSac()));

        Result result = reading(settings(40_000, 200))
                .read(new Ask(PATIENT, List.of()), "")
                .orElseThrow();

        assertThat(reasons(result)).containsOnly(Reason.UNREADABLE);
    }

    @Test
    void moreSeriesThanTheLimitAreAFailure() throws Exception {
        archive.with(treated(Phantom.withSac()));
        ArchiveSettings few = settings(64 << 20, 12);

        assertThat(catchThrowableOfType(ArchiveFailure.class, () -> reading(few).read(new Ask(PATIENT, List.of()), ""))
                        .problem())
                .isEqualTo(Problem.TOO_MANY_SERIES);
        assertThat(archive.retrieved()).isZero();
        assertThat(read().lines()).hasSize(1);
    }

    @Test
    void aListInPagesIsReadToItsEnd() throws Exception {
        archive.with(treated(Phantom.withSac()));
        archive.failingToList((exchange, honest) -> {
            var list = tools.jackson.databind.json.JsonMapper.shared().readTree(honest);
            String page = list.isEmpty() ? "[]" : "[" + list.get(0) + "]";
            FakeArchive.send(exchange, 200, "application/dicom+json", page.getBytes(StandardCharsets.UTF_8));
        });

        assertThat(numbers(read()).fractions()).isEqualTo(10);
        assertThat(archive.retrieved()).isEqualTo(13);
    }

    private void retrievalFails(Problem problem, FakeArchive.Fault fault) throws Exception {
        archive.with(treated(Phantom.withSac())).failing(fault);
        assertThat(failure().problem()).isEqualTo(problem);
    }

    @Test
    void anotherObjectIsRefused() throws Exception {
        Phantom other = Phantom.withSac().asSecond("1.2.3.99");
        retrievalFails(
                Problem.WRONG_OBJECT,
                (exchange, honest) -> FakeArchive.send(
                        exchange,
                        200,
                        FakeArchive.multipartType(),
                        FakeArchive.multipart(other.dose().file(DicomItem.Encoding.EXPLICIT))));
    }

    @Test
    void severalObjectsInOneAnswerAreRefused() throws Exception {
        retrievalFails(Problem.WRONG_OBJECT, (exchange, honest) -> {
            String twice = new String(honest, StandardCharsets.ISO_8859_1).replaceFirst("--\r\n$", "\r\n")
                    + new String(honest, StandardCharsets.ISO_8859_1);
            FakeArchive.send(exchange, 200, FakeArchive.multipartType(), twice.getBytes(StandardCharsets.ISO_8859_1));
        });
    }

    @Test
    void aPageForPeopleIsNoObject() throws Exception {
        retrievalFails(
                Problem.NOT_UNDERSTOOD,
                (exchange, honest) -> FakeArchive.send(
                        exchange, 200, "text/html", "<html>Log in</html>".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aPageForPeopleInAMultipartGivesNoNumber() throws Exception {
        archive.with(treated(Phantom.withSac()))
                .failing((exchange, honest) -> FakeArchive.send(
                        exchange,
                        200,
                        FakeArchive.multipartType(),
                        FakeArchive.multipart("<html>Log in</html>".getBytes(StandardCharsets.UTF_8))));

        assertThat(reasons(read())).isNotEmpty().containsOnly(Reason.UNREADABLE);
    }

    @Test
    void aCutAnswerIsAFailure() throws Exception {
        retrievalFails(
                Problem.CUT,
                (exchange, honest) -> FakeArchive.send(
                        exchange, 200, FakeArchive.multipartType(), Arrays.copyOf(honest, honest.length - 40)));
    }

    @Test
    void aLostConnectionIsAFailure() throws Exception {
        retrievalFails(Problem.NOT_ANSWERED, (exchange, honest) -> {
            exchange.getResponseHeaders().add("Content-Type", FakeArchive.multipartType());
            exchange.sendResponseHeaders(200, honest.length);
            exchange.getResponseBody().write(honest, 0, honest.length / 2);
            exchange.getResponseBody().flush();
            throw new IOException("the cable is out");
        });
    }

    /** As Orthanc closes connections that were idle for a second. */
    @Test
    void aConnectionThatIsClosedBeforeTheAnswerIsTriedOnceMore() throws Exception {
        Set<String> closed = ConcurrentHashMap.newKeySet();
        archive.with(treated(Phantom.withSac())).failing((exchange, honest) -> {
            if (closed.add(exchange.getRequestURI().toString())) {
                exchange.close();
            } else {
                FakeArchive.send(exchange, 200, FakeArchive.multipartType(), honest);
            }
        });
        assertThat(numbers(read()).fractions()).isEqualTo(10);

        archive.failing((exchange, honest) -> exchange.close());
        assertThat(failure().problem()).isEqualTo(Problem.NOT_ANSWERED);
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 307, 401, 404})
    void aRefusalOrARedirectIsNotFollowed(int status) throws Exception {
        try (FakeArchive elsewhere = new FakeArchive()) {
            archive.with(treated(Phantom.withSac())).failing((exchange, honest) -> {
                exchange.getResponseHeaders().add("Location", elsewhere.base() + "/studies/1/series/2/instances/3");
                FakeArchive.send(exchange, status, "text/plain", new byte[0]);
            });

            assertThat(failure().problem()).isEqualTo(Problem.REFUSED);
            assertThat(elsewhere.asked()).isEmpty();
        }
    }

    @Test
    void aFaultOfTheArchiveIsAFailure() throws Exception {
        retrievalFails(
                Problem.NOT_ANSWERED, (exchange, honest) -> FakeArchive.send(exchange, 500, "text/plain", new byte[0]));
    }

    /** The limit of one object ends it; without the limit of all it would fill the disk. */
    @Test
    void anEndlessAnswerEnds() throws Exception {
        archive.with(treated(Phantom.withSac())).failing(FakeArchiveFaults::endless);

        Result result = reading(settings(1 << 20, 200))
                .read(new Ask(PATIENT, List.of()), "")
                .orElseThrow();

        assertThat(reasons(result)).containsOnly(Reason.UNREADABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[{}]",
                "[{\"0020000D\":{\"Value\":[\"../../x\"]},\"0020000E\":{\"Value\":[\"1\"]}}]",
                "<html>"
            })
    void aListThatIsNoneIsAFailure(String list) throws Exception {
        archive.failingToList((exchange, honest) ->
                FakeArchive.send(exchange, 200, "application/dicom+json", list.getBytes(StandardCharsets.UTF_8)));

        assertThat(failure().problem()).isEqualTo(Problem.NOT_UNDERSTOOD);
    }

    @Test
    void aListThatSaysItIsIncompleteIsAFailure() throws Exception {
        archive.failingToList((exchange, honest) -> {
            exchange.getResponseHeaders().add("Warning", "299 archive: there are more results");
            FakeArchive.send(exchange, 200, "application/dicom+json", honest);
        });

        assertThat(failure().problem()).isEqualTo(Problem.TOO_MANY_SERIES);
    }

    /** Answers without an end. */
    private static final class FakeArchiveFaults {

        private static void endless(HttpExchange exchange, byte[] honest) throws IOException {
            exchange.getResponseHeaders().add("Content-Type", FakeArchive.multipartType());
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(honest, 0, 400);
                byte[] more = new byte[1 << 16];
                for (int times = 0; times < 1 << 20; times++) {
                    body.write(more);
                }
            }
        }
    }
}

package org.spinecds.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spinecds.archive.ArchiveReading.Result;
import org.spinecds.archive.ArchiveSettings.IdentifierSettings;
import org.spinecds.dose.DicomItem.Encoding;
import org.spinecds.dose.Phantom;
import org.spinecds.dose.ProposedSettings;
import org.spinecds.dose.dicom.Patient;
import org.spinecds.dose.finding.DoseNumbers;
import org.spinecds.dose.finding.Unknown;
import org.springframework.util.FileSystemUtils;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A real archive, Debian's Orthanc with its plugin for DICOMweb, gives the doses that the stand-in gives. */
@Tag("full")
class OrthancIT {

    private static final Path PROGRAM = Path.of("/usr/sbin/Orthanc");
    private static final Path PLUGIN = Path.of("/usr/share/orthanc/plugins/libOrthancDicomWeb.so");
    private static final String USER = "reader";
    private static final String PASSWORD = "of-doses";
    private static final String CREDENTIALS =
            "Basic " + Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.US_ASCII));

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path folder;
    private final Path files;
    private @Nullable Process process;
    private int port;

    OrthancIT(@TempDir Path folder) throws IOException {
        this.folder = folder;
        files = Files.createDirectory(folder.resolve("files"));
    }

    @BeforeEach
    void start() throws Exception {
        assumeTrue(
                Files.exists(PROGRAM) && Files.exists(PLUGIN),
                "Orthanc is not installed: apt-get install orthanc orthanc-dicomweb");
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        ObjectNode configuration = JsonMapper.shared().createObjectNode();
        configuration
                .put("HttpPort", port)
                .put("RemoteAccessAllowed", false)
                .put("AuthenticationEnabled", true)
                .put("DicomServerEnabled", false)
                .put("StorageDirectory", folder.resolve("storage").toString())
                .put("IndexDirectory", folder.resolve("storage").toString());
        configuration.putObject("RegisteredUsers").put(USER, PASSWORD);
        configuration.putArray("Plugins").add(PLUGIN.toString());
        configuration.putObject("DicomWeb").put("Enable", true).put("Root", "/dicom-web/");
        Path file = Files.writeString(folder.resolve("orthanc.json"), configuration.toString());
        process = new ProcessBuilder(PROGRAM.toString(), file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("orthanc.log").toFile())
                .start();
        for (int look = 0; look < 200 && !answers(); look++) {
            Thread.sleep(100);
        }
        assertThat(answers())
                .as(Files.readString(folder.resolve("orthanc.log")))
                .isTrue();
    }

    @AfterEach
    void stop() throws Exception {
        if (process != null) {
            process.destroy();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }

    private boolean answers() throws InterruptedException {
        try {
            return http.send(request("/system").GET().build(), BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", CREDENTIALS);
    }

    private void store(Phantom phantom) throws Exception {
        Phantom whole = ArchiveReadingTests.treated(phantom);
        Path written = Files.createDirectory(folder.resolve("written"));
        // Orthanc keeps no object without a study and a series.
        int series = 0;
        for (var object : List.of(whole.dose(), whole.plan(), whole.structures())) {
            series++;
            object.text(0x0020000D, "UI", "1.2.77").text(0x0020000E, "UI", "1.2.77." + series);
        }
        whole.dose().text(0x00080060, "CS", "RTDOSE");
        whole.plan().text(0x00080060, "CS", "RTPLAN");
        whole.structures().text(0x00080060, "CS", "RTSTRUCT");
        whole.encoded(Encoding.EXPLICIT).write(written);
        try (Stream<Path> all = Files.list(written)) {
            for (Path file :
                    all.filter(one -> !one.toString().contains("-other-")).toList()) {
                // A connection of its own for each: Orthanc closes idle ones, and no client sends a POST twice.
                assertThat(HttpClient.newHttpClient()
                                .send(
                                        request("/instances")
                                                .POST(BodyPublishers.ofFile(file))
                                                .build(),
                                        BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(200);
            }
        }
        FileSystemUtils.deleteRecursively(written);
    }

    private Result read(String patient, Map<String, String> headers) throws Exception {
        ArchiveSettings settings = new ArchiveSettings(
                URI.create("http://127.0.0.1:" + port + "/dicom-web/"),
                headers,
                Map.of("mrn", new IdentifierSettings("urn:mrn", "SITE")),
                Duration.ofMillis(20),
                Duration.ofSeconds(60),
                Duration.ofSeconds(2),
                DataSize.ofMegabytes(64),
                DataSize.ofMegabytes(64),
                DataSize.ofMegabytes(200),
                200,
                Duration.ofHours(1),
                Duration.ofDays(1),
                files);
        DicomWeb client = new DicomWeb(
                URI.create(String.valueOf(settings.base())), headers, Duration.ofSeconds(2), Duration.ofSeconds(10));
        Course course = new Course("Procedure/c1", Set.of(Phantom.PLAN), Set.of(), true, null, null, 10, 30.0);
        return new ArchiveReading(client, settings, ProposedSettings::all, Map::of)
                .read(new Ask(new Patient(patient, "SITE", "19500101"), List.of(course)), "")
                .orElseThrow();
    }

    @Test
    void theDoseIsThatOfTheFormulaAndNoFileStays() throws Exception {
        store(Phantom.withSac());

        Result result = read("PATIENT1", Map.of("Authorization", CREDENTIALS));

        assertThat(result.lines()).hasSize(1);
        DoseNumbers numbers = (DoseNumbers) result.lines().get(0).dose().finding();
        assertThat(numbers.d003ccGy()).isCloseTo(29.93, within(0.35));
        assertThat(numbers.fractions()).isEqualTo(10);
        try (Stream<Path> left = Files.list(files)) {
            assertThat(left).isEmpty();
        }
    }

    /** Orthanc finds PATIENT1 for patient1. */
    @Test
    void anotherSpellingOfTheIdIsAnotherPatient() throws Exception {
        store(Phantom.withSac());

        Result result = read("patient1", Map.of("Authorization", CREDENTIALS));

        assertThat(result.lines())
                .isNotEmpty()
                .allMatch(line -> line.dose().finding() instanceof Unknown unknown
                        && unknown.reason().name().equals("OTHER_PATIENT"));
    }

    @Test
    void withoutCredentialsItIsAFailure() throws Exception {
        assertThat(catchThrowableOfType(ArchiveFailure.class, () -> read("PATIENT1", Map.of()))
                        .problem())
                .isEqualTo(ArchiveFailure.Problem.REFUSED);
    }
}

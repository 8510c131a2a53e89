package org.spinecds.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spinecds.RecordServer;
import org.spinecds.RunningJar;
import org.spinecds.WorkedCases;
import org.spinecds.dose.Phantom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The jar is killed while it reads the archive: the question outlasts it, and the next start answers it once the claim is over. */
@Tag("full")
class ArchiveKilledIT {

    private static final JsonMapper JSON = JsonMapper.shared();

    private static List<JsonNode> record() throws Exception {
        List<JsonNode> resources = new ArrayList<>();
        for (JsonNode entry :
                JSON.readTree(WorkedCases.file("V01").toFile()).path("record").path("entry")) {
            ObjectNode resource = (ObjectNode) entry.path("resource");
            switch (resource.path("id").asString()) {
                case "v01" -> {
                    resource.put("birthDate", "1950-01-01");
                    resource.putArray("identifier")
                            .addObject()
                            .put("system", "urn:mrn")
                            .put("value", "PATIENT1");
                }
                case "v01-c1" ->
                    resource.putArray("identifier")
                            .addObject()
                            .put("system", "urn:dicom:uid")
                            .put("value", "urn:oid:" + Phantom.PLAN);
                default -> {}
            }
            resources.add(resource);
        }
        return resources;
    }

    private static String basis(RunningJar jar, RecordServer ehr) throws Exception {
        ObjectNode request =
                (ObjectNode) JSON.readTree(WorkedCases.file("V01").toFile()).path("request");
        request.put("fhirServer", ehr.base());
        return JSON.readTree(jar.post("/cds-services/spine-recurrence-order-select", request.toString())
                        .body())
                .at("/extension/org.spinecds.assessment/levels/T8/basis/v01-c1")
                .asString();
    }

    @Test
    void aReadingOutlastsTheProcess(@TempDir Path folder) throws Exception {
        Path files = Files.createDirectory(folder.resolve("files"));
        CountDownLatch isReading = new CountDownLatch(3);
        try (FakeArchive archive = new FakeArchive().with(ArchiveReadingTests.treated(Phantom.withSac()));
                RecordServer ehr = new RecordServer(record())) {
            archive.failing((exchange, honest) -> {
                isReading.countDown();
                if (isReading.getCount() == 0) {
                    archive.hang();
                }
                FakeArchive.send(exchange, 200, FakeArchive.multipartType(), honest);
            });
            String[] arguments = {
                "--spring.profiles.active=demo",
                "--spring.datasource.url=jdbc:h2:file:./journal;CACHE_SIZE=4096;DB_CLOSE_ON_EXIT=FALSE",
                "--spinecds.archive.base=" + archive.base(),
                "--spinecds.archive.patients.mrn.system=urn:mrn",
                "--spinecds.archive.deadline=10s",
                "--spinecds.archive.folder=" + files
            };
            try (RunningJar jar = RunningJar.start(folder, arguments)) {
                assertThat(basis(jar, ehr)).isEqualTo("prescription-surrogate");
                assertThat(isReading.await(60, TimeUnit.SECONDS)).isTrue();
                jar.kill();
            }
            List<Path> left = all(files);
            assertThat(left).hasSize(1);
            Files.setLastModifiedTime(left.get(0), FileTime.fromMillis(0));

            archive.failing(null);
            arguments[4] = "--spinecds.archive.deadline=20s";
            try (RunningJar jar = RunningJar.start(folder, arguments)) {
                String basis = basis(jar, ehr);
                for (int look = 0; look < 120 && basis.equals("prescription-surrogate"); look++) {
                    Thread.sleep(500);
                    basis = basis(jar, ehr);
                }
                assertThat(basis).isEqualTo("thecal-sac-dmax");
                assertThat(all(files)).isEmpty();
            }
        }
    }

    private static List<Path> all(Path folder) throws Exception {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        }
    }
}

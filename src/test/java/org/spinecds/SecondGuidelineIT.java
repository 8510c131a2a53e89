package org.spinecds;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.spinecds.content.Content;
import org.spinecds.fhir.R4;
import org.spinecds.guideline.GuidelineSource;
import org.spinecds.logic.ContentLint;
import org.spinecds.logic.Finding;
import org.spinecds.workbench.ContentCopy;
import org.spinecds.workbench.WorkedCase;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Another guideline beside that of the spine, on the same hook, by files alone. */
@Tag("full")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecondGuidelineIT {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Path FILES = Path.of("src/test/resources/second-guideline");
    private static final String SPINE = "/cds-services/spine-recurrence-order-select";
    private static final String AGE = "/cds-services/age-order-select";
    private static final WorkedCase CASE = WorkedCases.named("G022");

    private Path content;

    @BeforeAll
    void content(@TempDir Path folder) throws Exception {
        content = folder;
        ContentCopy.in(folder, List.of("G022"));
        try (Stream<Path> files = Files.walk(FILES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = folder.resolve(FILES.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    private RunningJar start(Path work, String... more) throws Exception {
        String[] arguments = Stream.concat(
                        Stream.of(
                                "--spring.profiles.active=demo",
                                "--spinecds.warm-up=1ms",
                                "--spinecds.explain=true",
                                "--spinecds.content=" + content),
                        Stream.of(more))
                .toArray(String[]::new);
        return RunningJar.start(work, arguments);
    }

    private static JsonNode answer(RunningJar jar, String service) throws Exception {
        try (RecordServer ehr = new RecordServer(CASE.resources())) {
            ObjectNode call = (ObjectNode) CASE.request().deepCopy();
            call.put("fhirServer", ehr.base());
            HttpResponse<String> answer = jar.post(service, call.toString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return JSON.readTree(answer.body());
        }
    }

    private static List<String> summaries(JsonNode answer) {
        return answer.path("cards")
                .valueStream()
                .map(card -> card.path("summary").asString(""))
                .toList();
    }

    @Test
    void itsFilesPassTheChecks() {
        assertThat(Stream.concat(
                                ContentLint.of(Content.at(content)).stream(),
                                GuidelineSource.asWritten(content).load(R4.context()).misnamed().stream())
                        .filter(finding -> finding.severity() == Finding.Severity.ERROR)
                        .map(Finding::toString))
                .isEmpty();
    }

    @Test
    void twoGuidelinesOnOneHookBothAnswer(@TempDir Path work) throws Exception {
        List<String> ofTheSpine;
        try (RunningJar alone = RunningJar.start(
                Files.createDirectories(work.resolve("alone")),
                "--spring.profiles.active=demo",
                "--spinecds.explain=true")) {
            ofTheSpine = summaries(answer(alone, SPINE));
        }
        assertThat(ofTheSpine).isNotEmpty();

        try (RunningJar jar = start(work, "--spinecds.parameters.leastAge=30")) {
            JsonNode services =
                    JSON.readTree(jar.call("GET", "/cds-services", null).body());
            assertThat(services.path("services")
                            .valueStream()
                            .filter(service -> service.path("hook").asString("").equals("order-select"))
                            .map(service -> service.path("id").asString("")))
                    .containsExactlyInAnyOrder("age-order-select", "spine-recurrence-order-select");

            assertThat(summaries(answer(jar, SPINE))).isEqualTo(ofTheSpine);
            JsonNode age = answer(jar, AGE);
            assertThat(summaries(age)).singleElement().asString().matches("Age: \\d+ years, from 30 on");
            assertThat(age.path("cards").path(0).path("detail").asString(""))
                    .contains("1 drafted.", "leastAge = 30 (default 71.5)");
        }
        try (RunningJar strict = start(work, "--spinecds.parameters.leastAge=130")) {
            assertThat(summaries(answer(strict, AGE))).isEmpty();
            assertThat(summaries(answer(strict, SPINE)))
                    .as("a setting of the other guideline")
                    .isEqualTo(ofTheSpine);
        }
    }
}

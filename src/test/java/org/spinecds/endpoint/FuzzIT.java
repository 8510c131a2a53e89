package org.spinecds.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.spinecds.Schemas;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Calls that are wrong in one or several places, in their JSON or in the FHIR they carry: each is answered in time, with
 * cards of the right shape or with a refusal, and never with 500. Seeded: {@code -Dfuzz.seed}; a few hundred inputs, or as
 * many as {@code -Dfuzz.inputs} says.
 */
@Tag("full")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles("demo")
class FuzzIT {

    private static final int INPUTS = Integer.getInteger("fuzz.inputs", 400);
    private static final long SEED = Long.getLong("fuzz.seed", 1);
    private static final Set<Integer> ANSWERS = Set.of(200, 400, 403, 404, 412, 413);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int A_LOT = 200_000;
    private static final int DEEP = 110;
    private static final long MOST_KEPT = 50_000_000;
    private static final List<String> ODD = List.of(
            "",
            " ",
            "\u0000",
            "\uFEFFx",
            "\u202Etxet",
            "\uD83D\uDE00",
            "'; drop table decision; --",
            "<script>alert(1)</script>",
            "{{{detail}}}",
            "../../etc/passwd",
            "NaN",
            "-1e400",
            "2026-02-30",
            "9999-12-31",
            "0000",
            "Patient/../x",
            "#contained",
            "urn:uuid:0",
            "http://169.254.169.254/latest");

    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = JsonMapper.builder().build();
    private final Random random = new Random(SEED);
    private final int port;

    FuzzIT(@LocalServerPort int port) {
        this.port = port;
    }

    @Test
    void whateverIsSentIsAnsweredAndNeverWith500() throws Exception {
        List<Path> examples = examples();
        Map<Integer, Integer> statuses = new TreeMap<>();
        List<String> unevaluated = new ArrayList<>();
        long settled = 0;
        for (int i = 0; i < INPUTS; i++) {
            if (i == INPUTS / 2) {
                settled = memoryInUse();
            }
            Path example = examples.get(random.nextInt(examples.size()));
            byte[] body = broken(Files.readString(example.resolve("request.json")));
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/cds-services/"
                                    + example.getName(example.getNameCount() - 2)))
                            .timeout(PATIENCE)
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofByteArray(body))
                            .build(),
                    BodyHandlers.ofString());
            String input = "input " + i + " of seed " + SEED;
            assertThat(answer.statusCode()).as(input).isIn(ANSWERS);
            if (answer.statusCode() == 200) {
                assertThat(Schemas.faults("response", answer.body())).as(input).isEmpty();
                if (answer.body().contains("NOT_EVALUATED")) {
                    unevaluated.add(input);
                }
            } else {
                assertThat(answer.body()).as(input).contains("OperationOutcome").doesNotContain("Exception", "\tat ");
            }
            statuses.merge(answer.statusCode(), 1, Integer::sum);
        }
        assertThat(unevaluated)
                .as("answered with a card that nothing was checked")
                .isEmpty();
        assertThat(memoryInUse() - settled)
                .as("bytes kept by the second half of the inputs")
                .isLessThan(MOST_KEPT);
        // What is merely odd is answered, what is wrong is refused: a fuzzer that sees only one of them is idle.
        assertThat(statuses).containsKeys(200, 400, 412);
    }

    private static long memoryInUse() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    private static List<Path> examples() throws Exception {
        try (Stream<Path> files = Files.walk(Path.of("cds-hooks/examples"))) {
            return files.filter(file -> file.endsWith("request.json"))
                    .map(Path::getParent)
                    .sorted()
                    .toList();
        }
    }

    private byte[] broken(String example) {
        ObjectNode call = (ObjectNode) json.readTree(example);
        int faults = 1 + random.nextInt(4);
        for (int i = 0; i < faults; i++) {
            breakSomewhere(call);
        }
        byte[] body = call.toString().getBytes(StandardCharsets.UTF_8);
        return switch (random.nextInt(20)) {
            case 0 -> Arrays.copyOf(body, random.nextInt(body.length));
            case 1 -> {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
                yield body;
            }
            default -> body;
        };
    }

    private void breakSomewhere(ObjectNode call) {
        List<JsonNode> parents = new ArrayList<>();
        collect(call, parents);
        JsonNode parent = parents.get(random.nextInt(parents.size()));
        if (parent instanceof ObjectNode object && !object.isEmpty()) {
            List<String> names = List.copyOf(object.propertyNames());
            String name = names.get(random.nextInt(names.size()));
            switch (random.nextInt(4)) {
                case 0 -> object.remove(name);
                case 1 -> object.set("unknown" + random.nextInt(9), value());
                default -> object.set(name, changed(object.path(name), call));
            }
        } else if (parent instanceof ArrayNode array && !array.isEmpty()) {
            int place = random.nextInt(array.size());
            switch (random.nextInt(4)) {
                case 0 -> array.remove(place);
                case 1 -> array.add(array.get(place).deepCopy());
                default -> array.set(place, changed(array.get(place), call));
            }
        }
    }

    private static void collect(JsonNode node, List<JsonNode> parents) {
        if (node.isContainer()) {
            parents.add(node);
            node.forEach(child -> collect(child, parents));
        }
    }

    private JsonNode changed(JsonNode old, ObjectNode call) {
        if (old.isNumber() && random.nextBoolean()) {
            return json.readTree(List.of("0", "-1", "1e308", "0.00000000000000000001", "99999999999999999999")
                    .get(random.nextInt(5)));
        }
        if (old.isString() && old.asString().contains("/") && random.nextBoolean()) {
            // A reference to something else of the call, itself among it.
            List<String> references = new ArrayList<>(List.of("Procedure/none"));
            references(call, references);
            return JsonNodeFactory.instance.stringNode(references.get(random.nextInt(references.size())));
        }
        return value();
    }

    private static void references(JsonNode node, List<String> references) {
        if (node.path("resourceType").isString() && node.path("id").isString()) {
            references.add(
                    node.path("resourceType").asString() + "/" + node.path("id").asString());
        }
        node.forEach(child -> references(child, references));
    }

    private JsonNode value() {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (random.nextInt(9)) {
            case 0 -> nodes.nullNode();
            case 1 -> nodes.numberNode(random.nextInt());
            case 2 -> nodes.booleanNode(random.nextBoolean());
            case 3 -> nodes.arrayNode();
            case 4 -> nodes.objectNode();
            case 5 -> nodes.arrayNode().add(nodes.objectNode().put("resourceType", "Bundle"));
            case 6 ->
                random.nextInt(10) == 0
                        ? nodes.stringNode("x".repeat(A_LOT))
                        : nodes.stringNode(ODD.get(random.nextInt(ODD.size())));
            case 7 -> random.nextInt(10) == 0 ? deep() : nodes.objectNode().put("resourceType", "OperationOutcome");
            default -> nodes.stringNode(ODD.get(random.nextInt(ODD.size())));
        };
    }

    private static JsonNode deep() {
        JsonNode node = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < DEEP; i++) {
            node = JsonNodeFactory.instance.arrayNode().add(node);
        }
        return node;
    }
}

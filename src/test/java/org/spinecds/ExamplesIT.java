package org.spinecds;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The examples of {@code cds-hooks/examples}: each request is answered exactly as its response says, apart from the
 * identifiers and the link of cards and suggestions. With {@code -Dexamples.rewrite=true} the responses are written anew, to be reviewed as text.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles("demo")
class ExamplesIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @LocalServerPort
    private int port;

    static Stream<Path> examples() throws Exception {
        try (Stream<Path> files = Files.walk(Path.of("cds-hooks/examples"))) {
            return files.filter(file -> file.endsWith("request.json")).map(Path::getParent).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void exampleIsAnsweredAsItSays(Path example) throws Exception {
        String service = example.getName(example.getNameCount() - 2).toString();
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/cds-services/" + service))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofFile(example.resolve("request.json")))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        Schemas.assertConforms("request", Files.readString(example.resolve("request.json")));
        Schemas.assertConforms("response", answer.body());
        JsonNode actual = withoutIdentifiers(JSON.readTree(answer.body()));
        Path response = example.resolve("response.json");
        if (Boolean.getBoolean("examples.rewrite")) {
            Files.writeString(response, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(actual) + "\n");
        }
        assertThat(actual).isEqualTo(JSON.readTree(Files.readString(response)));
    }

    private static JsonNode withoutIdentifiers(JsonNode answer) {
        answer.path("cards").forEach(card -> {
            ((ObjectNode) card).remove("uuid");
            ((ObjectNode) card).remove("links");
            card.path("suggestions").forEach(ExamplesIT::removeIdentifiers);
        });
        return answer;
    }

    /** A new order bears its suggestion's identifier; a changed one keeps that of the client. */
    private static void removeIdentifiers(JsonNode suggestion) {
        JsonNode uuid = ((ObjectNode) suggestion).remove("uuid");
        suggestion
                .path("actions")
                .valueStream()
                .map(action -> (ObjectNode) action.path("resource"))
                .filter(resource -> resource.path("id").equals(uuid))
                .forEach(resource -> resource.remove("id"));
    }
}

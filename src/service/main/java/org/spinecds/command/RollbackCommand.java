package org.spinecds.command;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Makes a running service activate an earlier version of its content. */
@Command(
        name = "rollback",
        description = "Takes an earlier version of the content of a running service into force again.",
        exitCodeList = {"0:it is in force", "1:no such version is kept", "2:the service did not do it"})
final class RollbackCommand implements Callable<Integer> {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Option(
            names = "--service",
            description = "the address of the service (default: ${DEFAULT-VALUE})",
            defaultValue = "http://127.0.0.1:8080")
    private URI service = URI.create("http://127.0.0.1:8080");

    @Option(names = "--to", paramLabel = "<version>", description = "or its beginning; without it the one before")
    private String version = "";

    @Option(names = "--user", description = "an administrator (default: ${DEFAULT-VALUE})", defaultValue = "admin")
    private String user = "admin";

    @Option(
            names = "--password",
            interactive = true,
            arity = "0..1",
            description = "asked for where it is left out; or set SPINECDS_PASSWORD",
            defaultValue = "${env:SPINECDS_PASSWORD}")
    private String password = "";

    @Option(names = "--json", description = "print the versions that are kept, as JSON")
    private boolean json;

    @Spec
    private @Nullable CommandSpec command;

    @Override
    public Integer call() throws InterruptedException {
        HttpResponse<String> answer = ask();
        JsonNode body = body(answer);
        CommandLine line = Objects.requireNonNull(command).commandLine();
        if (answer.statusCode() == 200) {
            String inForce = "In force: " + body.at("/kept/0/version").asString("");
            line.getOut().println(json ? answer.body() : inForce);
            return 0;
        }
        if (answer.statusCode() == 404) {
            line.getErr().println(body.at("/issue/0/diagnostics").asString("No such version is kept."));
            return 1;
        }
        throw new CannotRun(service + " answered " + answer.statusCode() + ".");
    }

    private HttpResponse<String> ask() throws InterruptedException {
        String credentials =
                Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(service.resolve("/workbench/rollback"))
                                    .timeout(Duration.ofSeconds(20))
                                    .header("Authorization", "Basic " + credentials)
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofString(JSON.writeValueAsString(Map.of("version", version))))
                                    .build(),
                            BodyHandlers.ofString());
        } catch (IOException | IllegalArgumentException e) {
            throw new CannotRun(service + " does not answer.");
        }
    }

    private static JsonNode body(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JacksonException e) {
            return JSON.createObjectNode();
        }
    }
}

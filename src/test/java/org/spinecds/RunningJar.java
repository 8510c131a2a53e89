package org.spinecds;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The built jar in a process of its own, ready to be called and to be killed. */
public final class RunningJar implements AutoCloseable {

    /** The built jar, from any folder. */
    public static final String JAR =
            Path.of("target/spine-recurrence-cds.jar").toAbsolutePath().toString();

    /** The Java of this process. */
    public static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    private static final int PATIENCE_SECONDS = 120;
    private static final int LOOK_MILLIS = 25;

    /** What the log says where a prepared rule failed; the metric of it is lost with a process that is killed. */
    private static final String FELL_BACK = "; the engine is asked.";

    private final Process process;
    private final int port;
    private final Path log;
    private final HttpClient http = HttpClient.newHttpClient();
    private boolean mayFallBack;

    private RunningJar(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /** Starts it in a folder and waits until it is ready. */
    public static RunningJar start(Path folder, String... arguments) throws Exception {
        return start(folder, List.of("-jar", JAR), arguments);
    }

    /**
     * Starts a Java program that has its port and its readiness as the jar has.
     *
     * @param program what {@code java} is told before the arguments
     */
    public static RunningJar start(Path folder, List<String> program, String... arguments) throws Exception {
        return start(folder, JAVA, program, arguments);
    }

    /** The same by another Java. */
    public static RunningJar start(Path folder, Path java, List<String> program, String... arguments) throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        List<String> command = new ArrayList<>(List.of(java.toString()));
        command.addAll(program);
        command.addAll(List.of("--server.port=" + port, "--server.address=127.0.0.1"));
        command.addAll(List.of(arguments));
        Path log = Files.createTempFile(folder, "service", ".log");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        RunningJar jar = new RunningJar(process, port, log);
        for (int i = 0; i < PATIENCE_SECONDS * 1000 / LOOK_MILLIS; i++) {
            if (!process.isAlive()) {
                break;
            }
            if (jar.isReady()) {
                return jar;
            }
            Thread.sleep(LOOK_MILLIS);
        }
        jar.close();
        throw new IllegalStateException("The service did not become ready:\n" + Files.readString(log));
    }

    /** The same jar, of which rules are broken on purpose: that the engine is asked in their place is no failure. */
    public RunningJar fallingBack() {
        mayFallBack = true;
        return this;
    }

    /** Posts JSON; further arguments are names and values of headers. */
    public HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        return call(
                "POST",
                path,
                body,
                Stream.concat(Stream.of("Content-Type", "application/json"), Stream.of(headers))
                        .toArray(String[]::new));
    }

    /** Sends a request of any kind; further arguments are names and values of headers. */
    public HttpResponse<String> call(String method, String path, @Nullable String body, String... headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(root() + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    /** Its address, without a slash at its end. */
    public URI root() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public long pid() {
        return process.pid();
    }

    /** As an operator stops it: SIGTERM, and what is being answered is answered. Waits for the end. */
    public void stop() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    /** Everything the process has written so far. */
    public String log() throws IOException {
        return Files.readString(log);
    }

    /** As the power fails: kill -9. */
    public void kill() throws Exception {
        process.destroyForcibly();
        process.waitFor(10, TimeUnit.SECONDS);
    }

    private boolean isReady() throws InterruptedException {
        try {
            return http.send(
                                    HttpRequest.newBuilder(URI.create(root() + "/actuator/health/readiness"))
                                            .GET()
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Ends the process.
     *
     * @throws AssertionError when a prepared rule failed in it and the engine was asked
     */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        if (!mayFallBack && Files.exists(log)) {
            refuseFallbacks();
        }
    }

    /**
     * Looks for prepared rules that failed.
     *
     * @throws AssertionError naming the first
     */
    void refuseFallbacks() {
        try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
            lines.filter(line -> line.contains(FELL_BACK)).findFirst().ifPresent(line -> {
                throw new AssertionError("A prepared rule failed in the jar: " + line);
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package org.spinecds.instances;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A balancer as simple as they come: in turns to the instances that say they are ready, over kept connections, and to the
 * next one where a connection is refused. What has been sent to an instance is never sent again.
 */
final class Balancer implements AutoCloseable {

    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int BAD_GATEWAY = 502;
    private static final int OK = 200;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final ExecutorService carriers = Executors.newCachedThreadPool();
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger turn = new AtomicInteger();
    private final Set<URI> ready = ConcurrentHashMap.newKeySet();
    private final List<URI> instances;
    private final HttpServer server;

    Balancer(List<URI> instances) throws IOException {
        this.instances = List.copyOf(instances);
        ready.addAll(instances);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        server.createContext("/", this::carry);
        server.setExecutor(carriers);
        server.start();
        var unused = looks.scheduleWithFixedDelay(this::look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    URI root() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        looks.shutdownNow();
        server.stop(0);
        carriers.shutdownNow();
    }

    private void look() {
        for (URI instance : instances) {
            if (isReady(instance)) {
                ready.add(instance);
            } else {
                ready.remove(instance);
            }
        }
    }

    private boolean isReady(URI instance) {
        try {
            return http.send(
                                    HttpRequest.newBuilder(URI.create(instance + "/actuator/health/readiness"))
                                            .timeout(PATIENCE)
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode()
                    == OK;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void carry(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        try (exchange) {
            for (int i = 0; i < instances.size(); i++) {
                URI instance = next();
                try {
                    HttpResponse<byte[]> answer =
                            http.send(request(instance, exchange, body), BodyHandlers.ofByteArray());
                    exchange.getResponseHeaders().add("Answered-By", instance.toString());
                    exchange.sendResponseHeaders(
                            answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
                    exchange.getResponseBody().write(answer.body());
                    return;
                } catch (ConnectException e) {
                    ready.remove(instance);
                }
            }
            exchange.sendResponseHeaders(BAD_GATEWAY, -1);
        } catch (IOException e) {
            exchange.sendResponseHeaders(BAD_GATEWAY, -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private URI next() {
        List<URI> choice = instances.stream().filter(ready::contains).toList();
        List<URI> among = choice.isEmpty() ? instances : choice;
        return among.get(Math.floorMod(turn.getAndIncrement(), among.size()));
    }

    private static HttpRequest request(URI instance, HttpExchange exchange, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(instance + exchange.getRequestURI().toString()))
                .timeout(PATIENCE)
                .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
        List.of("Content-Type", "Authorization", "Worksheet-Handle").forEach(name -> {
            String value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) {
                request.header(name, value);
            }
        });
        return request.build();
    }
}

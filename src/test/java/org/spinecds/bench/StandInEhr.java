package org.spinecds.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An EHR's FHIR server that takes its time for every search, and can be made to fail. It knows each call by its token and
 * adds up how long any of its reads was under way here: what of an answer's time was the EHR's.
 */
public final class StandInEhr implements AutoCloseable {

    static {
        // Without these, keep-alive connections are closed under load and small answers wait for an acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "4096");
    }

    private static final int BACKLOG = 1024;
    private static final int THREADS = 4;
    private static final int OK = 200;
    private static final int FAILED = 500;
    private static final int NOT_FOUND = 404;
    private static final byte[] GARBAGE = "<html>Service temporarily".getBytes(StandardCharsets.UTF_8);

    private final HttpServer server;
    private final ExecutorService workers = Executors.newFixedThreadPool(THREADS);
    private final Map<String, Map<String, byte[]>> records = new ConcurrentHashMap<>();
    private final Map<String, Pending> pending = new ConcurrentHashMap<>();
    private final Duration pace;
    private final AtomicInteger calls = new AtomicInteger();
    private volatile @Nullable Fault fault;
    private volatile int faultyOneIn = 1;

    /** How an answer goes wrong. */
    public enum Fault {
        FAILS,
        CUT,
        GARBAGE,
        SLOW
    }

    /**
     * Starts it.
     *
     * @param pace how long every answer takes
     */
    public StandInEhr(Duration pace) throws IOException {
        this.pace = pace;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        server.createContext("/", this::received);
        server.setExecutor(workers);
        server.start();
    }

    /** Holds a record and tells under which base address. */
    public String holding(String name, GrownRecord record) {
        records.put(name, record.answers());
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + name;
    }

    /** From now on one call in so many, told by its token, meets this fault in all of its reads. */
    public void failing(Fault kind, int oneIn) {
        fault = kind;
        faultyOneIn = oneIn;
    }

    /** From now on everything is answered as it should be. */
    public void recovered() {
        fault = null;
    }

    /** Nanoseconds during which any read of the call was under way here, told once. */
    public long nanosOf(String token) {
        Pending known = pending.remove(token);
        return known == null ? 0 : known.nanos();
    }

    /** Whether the call met a fault. */
    public boolean isFaulty(String token) {
        Pending known = pending.get(token);
        return known != null && known.fault() != null;
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }

    private void received(HttpExchange exchange) {
        String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        Pending call = pending.computeIfAbsent(authorization.replace("Bearer ", ""), token -> new Pending(drawn()));
        call.begin();
        Duration wait = call.fault() == Fault.SLOW ? Duration.ofSeconds(30) : pace;
        CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS, workers)
                .execute(() -> answer(exchange, call));
    }

    private @Nullable Fault drawn() {
        return calls.incrementAndGet() % faultyOneIn == 0 ? fault : null;
    }

    /** Only a cut answer is closed with its exchange: that would end its connection, and every other one is kept. */
    private void answer(HttpExchange exchange, Pending call) {
        Fault met = call.fault();
        try {
            byte[] body = met == Fault.GARBAGE ? GARBAGE : body(exchange);
            if (met == Fault.FAILS || body == null) {
                exchange.sendResponseHeaders(met == Fault.FAILS ? FAILED : NOT_FOUND, -1);
                return;
            }
            exchange.getResponseHeaders().add("Content-Type", "application/fhir+json");
            exchange.sendResponseHeaders(OK, body.length);
            if (met == Fault.CUT) {
                exchange.getResponseBody().write(body, 0, body.length / 2);
                exchange.close();
                return;
            }
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        } catch (IOException e) {
            // The service did not wait for this answer.
            exchange.close();
        } finally {
            call.end();
        }
    }

    private byte @Nullable [] body(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath().substring(1);
        int slash = path.indexOf('/');
        String query = exchange.getRequestURI().getRawQuery();
        String asked = path.substring(slash + 1)
                + (query == null ? "" : "?" + URLDecoder.decode(query, StandardCharsets.UTF_8));
        return records.getOrDefault(path.substring(0, slash), Map.of()).get(asked);
    }

    /** The reads of one call. */
    private static final class Pending {

        private final @Nullable Fault fault;
        private int reads;
        private long since;
        private long nanos;

        Pending(@Nullable Fault fault) {
            this.fault = fault;
        }

        @Nullable
        Fault fault() {
            return fault;
        }

        synchronized void begin() {
            if (reads++ == 0) {
                since = System.nanoTime();
            }
        }

        synchronized void end() {
            if (--reads == 0) {
                nanos += System.nanoTime() - since;
            }
        }

        synchronized long nanos() {
            return reads > 0 ? nanos + System.nanoTime() - since : nanos;
        }
    }
}

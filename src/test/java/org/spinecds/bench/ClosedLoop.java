package org.spinecds.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToLongFunction;

/** Clients that each send a call, wait for its answer and send the next. */
public final class ClosedLoop implements AutoCloseable {

    private static final String SERVICE = "/cds-services/spine-recurrence-order-select";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** What a client sends next. */
    public interface Calls {

        Call next();
    }

    /**
     * One call.
     *
     * @param token by which a stand-in EHR knows it; empty where it brings its prefetch
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Call(byte[] body, String token) {}

    /**
     * One answer.
     *
     * @param token of the call
     * @param nanos from the first byte sent to the last byte read
     */
    public record Answer(int status, String token, long nanos) {}

    /**
     * The answers of a while.
     *
     * @param nanos the whole took
     */
    public record Answers(List<Answer> all, long nanos) {

        public Answers {
            all = List.copyOf(all);
        }

        /** Answers in a second. */
        public double throughput() {
            return all.size() * 1e9 / nanos;
        }

        /** So many of 100 took no longer, in milliseconds. */
        public double percentile(double of100, ToLongFunction<Answer> taken) {
            long[] sorted = all.stream().mapToLong(taken).sorted().toArray();
            return sorted[Math.min(sorted.length - 1, (int) (sorted.length * of100 / 100))] / 1e6;
        }
    }

    /** Sends calls from so many clients for so long; what is under way then is waited for. */
    public Answers run(URI root, int clients, Duration time, Calls calls) throws Exception {
        long began = System.nanoTime();
        return run(clients, () -> {
            List<Answer> answers = new ArrayList<>();
            while (System.nanoTime() - began < time.toNanos()) {
                answers.add(send(root, calls.next()));
            }
            return answers;
        });
    }

    /** Sends so many calls in all. */
    public Answers run(URI root, int clients, int number, Calls calls) throws Exception {
        return run(clients, () -> {
            List<Answer> answers = new ArrayList<>();
            for (int i = 0; i < number / clients; i++) {
                answers.add(send(root, calls.next()));
            }
            return answers;
        });
    }

    /** Sends one call. */
    public Answer send(URI root, Call call) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(root + SERVICE))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(call.body()))
                .build();
        long began = System.nanoTime();
        HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), call.token(), System.nanoTime() - began);
    }

    private Answers run(int clients, Callable<List<Answer>> client) throws Exception {
        long began = System.nanoTime();
        List<Future<List<Answer>>> running = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            running.add(threads.submit(client));
        }
        List<Answer> answers = new ArrayList<>();
        for (Future<List<Answer>> one : running) {
            answers.addAll(one.get());
        }
        return new Answers(answers, System.nanoTime() - began);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}

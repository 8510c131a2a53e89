package org.spinecds.patientdata;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The state of one EHR that all calls share. Each EHR has its own reader threads, so that a slow one does not delay the
 * others. Its circuit breaker stops all reads for two seconds when 80 % of the last 40 reads failed.
 *
 * @param server the configured name of the server, used in metrics
 * @param last whether the last read was answered; null before the first read
 */
record Ehr(String server, ExecutorService readers, CircuitBreaker breaker, AtomicReference<@Nullable Boolean> last) {

    private static final int READS_JUDGED = 40;
    private static final float MOST = 80;
    private static final Duration A_MOMENT = Duration.ofSeconds(2);
    private static final int TRIALS = 3;

    /**
     * The EHR of one origin.
     *
     * @param server the configured name of the server, used in metrics
     * @param concurrency the number of reader threads
     */
    static Ehr named(String server, String origin, int concurrency) {
        CircuitBreakerConfig config = CircuitBreakerConfig.custom()
                .slidingWindowSize(READS_JUDGED)
                .minimumNumberOfCalls(READS_JUDGED)
                .failureRateThreshold(MOST)
                .waitDurationInOpenState(A_MOMENT)
                .permittedNumberOfCallsInHalfOpenState(TRIALS)
                .maxWaitDurationInHalfOpenState(A_MOMENT)
                .build();
        return new Ehr(server, readers(concurrency), CircuitBreaker.of(origin, config), new AtomicReference<>());
    }

    private static ExecutorService readers(int threads) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor readers =
                new ThreadPoolExecutor(threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "fhir-reader-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        readers.allowCoreThreadTimeOut(true);
        return readers;
    }
}

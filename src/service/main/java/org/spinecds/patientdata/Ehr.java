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
 * What all calls share that read one EHR: its readers, so that a slow EHR holds up no other, and a breaker that leaves it
 * alone for a moment when most of what it is asked fails.
 *
 * @param last whether the last read was answered; null where nothing was read yet
 */
record Ehr(String server, ExecutorService readers, CircuitBreaker breaker, AtomicReference<@Nullable Boolean> last) {

    private static final int READS_JUDGED = 40;
    private static final float MOST = 80;
    private static final Duration A_MOMENT = Duration.ofSeconds(2);
    private static final int TRIALS = 3;

    /**
     * The EHR of one origin.
     *
     * @param server the configured name under which it is counted
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

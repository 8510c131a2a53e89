package org.spinecds.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.QueryTimeoutException;

class JoinedWritesTests {

    private static final int OTHERS = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<List<String>> written = new ArrayList<>();
    private final CountDownLatch firstIsWriting = new CountDownLatch(1);
    private final CountDownLatch firstMayEnd = new CountDownLatch(1);
    private final JoinedWrites<String> writes = new JoinedWrites<>(PATIENCE, this::write);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void whatComesMeanwhileIsWrittenTogether() throws Exception {
        List<Future<?>> calls = joined("other");

        for (Future<?> call : calls) {
            call.get();
        }
        assertThat(written).extracting(List::size).containsExactly(1, OTHERS);
    }

    @Test
    void oneThatIsRefusedTakesNoOtherWithIt() throws Exception {
        List<Future<?>> calls = joined("refused");

        assertThatThrownBy(() -> calls.get(OTHERS).get())
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(DataIntegrityViolationException.class);
        for (Future<?> call : calls.subList(0, OTHERS)) {
            assertThatCode(call::get).doesNotThrowAnyException();
        }
        assertThat(written.stream().flatMap(List::stream)).hasSize(OTHERS).doesNotContain("refused");
    }

    @Test
    void withoutDatabaseEachFailsAndIsTriedOnce() throws Exception {
        List<Future<?>> calls = joined("unreachable");

        for (Future<?> call : calls.subList(1, calls.size())) {
            assertThatThrownBy(call::get).hasCauseInstanceOf(DataAccessResourceFailureException.class);
        }
        assertThat(written).containsExactly(List.of("first"));
        writes.write("later", Duration.ZERO);
        assertThat(written).containsExactly(List.of("first"), List.of("later"));
    }

    @Test
    void errorInAWriteLeavesNobodyWaiting() throws Exception {
        List<Future<?>> calls = joined("error");

        for (Future<?> call : calls.subList(1, calls.size())) {
            assertThatThrownBy(() -> call.get(10, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        }
        assertThat(written).containsExactly(List.of("first"));
    }

    @Test
    void writeThatDoesNotEndHoldsNoOtherForLong() throws Exception {
        JoinedWrites<String> impatient = new JoinedWrites<>(Duration.ofMillis(50), this::write);
        Future<?> first = threads.submit(() -> impatient.write("first", Duration.ZERO));
        firstIsWriting.await();

        assertThatThrownBy(() -> impatient.write("second", Duration.ZERO)).isInstanceOf(QueryTimeoutException.class);

        firstMayEnd.countDown();
        first.get();
        assertThat(written).containsExactly(List.of("first"));
    }

    /** One write that is held until all the others, the named one last, are waiting for it. */
    private List<Future<?>> joined(String last) throws Exception {
        List<Future<?>> calls = new ArrayList<>();
        calls.add(threads.submit(() -> writes.write("first", Duration.ZERO)));
        firstIsWriting.await();
        for (int i = 1; i < OTHERS; i++) {
            calls.add(threads.submit(() -> writes.write("other", Duration.ZERO)));
        }
        calls.add(threads.submit(() -> writes.write(last, Duration.ZERO)));
        while (writes.waiting() < OTHERS) {
            Thread.onSpinWait();
        }
        firstMayEnd.countDown();
        return calls;
    }

    private void write(List<String> items) {
        if (items.equals(List.of("first"))) {
            firstIsWriting.countDown();
            try {
                firstMayEnd.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        if (items.contains("refused")) {
            throw new DataIntegrityViolationException("refused");
        }
        if (items.contains("unreachable")) {
            throw new DataAccessResourceFailureException("unreachable");
        }
        if (items.contains("error")) {
            throw new StackOverflowError();
        }
        written.add(items);
    }
}

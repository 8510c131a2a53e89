package org.spinecds.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

class CorrelationTests {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

    @Test
    void aSendersUuidIsTakenOver() {
        String id = UUID.randomUUID().toString();

        assertThat(Correlation.idOf(id, PARENT)).isEqualTo(id);
    }

    @Test
    void aSendersTraceIdIsTakenOver() {
        assertThat(Correlation.idOf(TRACE, null)).isEqualTo(TRACE);
        assertThat(Correlation.idOf(null, PARENT)).isEqualTo(TRACE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Quetzalcoatlus",
                "1961-11-29",
                "0012345678",
                "a line\nand another",
                "4bf92f3577b34da6a3ce929d0e0e4736, 4bf92f3577b34da6a3ce929d0e0e4736"
            })
    void whatCouldBeAPersonsIsReplaced(String sent) {
        String id = Correlation.idOf(sent, sent);

        assertThat(UUID.fromString(id)).hasToString(id);
        assertThat(id).isNotEqualTo(Correlation.idOf(sent, sent));
    }

    @Test
    void goesAlongIntoAnotherThreadAndIsGoneAfterwards() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        MDC.put(Correlation.KEY, TRACE);
        try {
            assertThat(other.submit(Correlation.carriedInto(() -> MDC.get(Correlation.KEY)))
                            .get())
                    .isEqualTo(TRACE);
            assertThat(other.submit(() -> MDC.get(Correlation.KEY)).get()).isNull();
        } finally {
            MDC.remove(Correlation.KEY);
            other.shutdownNow();
        }
    }
}

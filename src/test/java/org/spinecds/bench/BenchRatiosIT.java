package org.spinecds.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.logic.ReferenceImplementation;

/**
 * The cost of a call keeps its proportions, with wide margins: processor time, medians of rounds in turns, held against
 * what nobody can do without. The figures themselves are in docs/performance.md.
 */
@Tag("full")
@Tag("alone")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BenchRatiosIT {

    private static final Logger log = LoggerFactory.getLogger(BenchRatiosIT.class);
    private static final Duration WARM_UP = Duration.ofMillis(1500);
    private static final Duration TURN = Duration.ofMillis(40);
    private static final int ROUNDS = 11;

    // What a busy machine and an instrumented build may add to the figures of docs/performance.md is allowed for.
    private static final double MOST_TIMES_ITS_PARSING = 8;
    private static final double LEAST_TIMES_FASTER_THAN_THE_REFERENCE = 2;
    private static final double MOST_BEYOND_PARSING = 0.5;

    private Stages stages;

    @BeforeAll
    void start() {
        stages = new Stages();
    }

    @AfterAll
    void stop() {
        stages.close();
    }

    @Test
    void whatIsAddedToTheMeasuredRecordsIsReadByNoRule() throws Exception {
        for (Records kind : Records.values()) {
            Stages.Asked grown = stages.asked(kind.record().body());
            Stages.Asked bare = stages.asked(kind.bare().body());

            assertThat(stages.evaluated(grown)).isEqualTo(stages.evaluated(bare));
            assertThat(stages.rendered(grown, stages.decided(stages.evaluated(grown))))
                    .isNotEmpty();
        }
        assertThat(Records.SMALL.record().body()).hasSizeBetween(4_000, 6_000);
        assertThat(Records.USUAL.record().body()).hasSizeBetween(68_000, 70_000);
        assertThat(Records.LARGE.record().body()).hasSizeBetween(1_000_000, 1_010_000);
    }

    @Test
    void aCallKeepsItsProportionToItsParsingAndToTheReferenceImplementation() throws Exception {
        byte[] usual = Records.USUAL.record().body();
        byte[] more = Records.USUAL_AND_1000.record().body();
        Stages.Asked asked = stages.asked(usual);
        ReferenceImplementation reference = stages.reference(usual);

        Interleaved measured = new Interleaved()
                .with("parse", () -> stages.onlyParsed(usual))
                .with("whole", () -> stages.whole(usual))
                .with("parse more", () -> stages.onlyParsed(more))
                .with("whole more", () -> stages.whole(more))
                .with("evaluate", () -> stages.evaluated(asked))
                .with("reference", () -> stages.evaluatedThere(reference))
                .run(WARM_UP, ROUNDS, TURN);

        double overParsing = measured.ratio("whole", "parse");
        double overReference = measured.ratio("reference", "evaluate");
        double beyondParsing = measured.median(Interleaved::beyondParsing);
        log.info(
                "A call at 68 kB takes {} times its parsing ({} ms of {} ms), the reference implementation {} times the"
                        + " evaluation ({} ms), 1,000 Observations more {} % beyond their parsing.",
                overParsing,
                measured.nanos("parse") / 1e6,
                measured.nanos("whole") / 1e6,
                overReference,
                measured.nanos("evaluate") / 1e6,
                100 * beyondParsing);
        assertThat(overParsing).isLessThan(MOST_TIMES_ITS_PARSING);
        assertThat(overReference).isGreaterThan(LEAST_TIMES_FASTER_THAN_THE_REFERENCE);
        assertThat(beyondParsing).isLessThan(MOST_BEYOND_PARSING);
    }
}

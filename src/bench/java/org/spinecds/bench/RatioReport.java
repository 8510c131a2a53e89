package org.spinecds.bench;

import java.time.Duration;
import org.spinecds.logic.Evaluator;
import org.spinecds.logic.ReferenceImplementation;

/** Processor time of a call against its floors, in one process and in turns: the figures that BenchRatiosIT watches. */
final class RatioReport {

    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final Duration TURN = Duration.ofMillis(250);

    private RatioReport() {}

    static String of(int rounds) throws Exception {
        MarkdownTable table = new MarkdownTable(
                "record",
                "bytes",
                "parse-only, ms",
                "call, ms",
                "call / parse-only",
                "evaluate, ms",
                "cqf-fhir-cr / evaluate",
                "cqf-fhir-cr / call");
        try (Stages stages = new Stages()) {
            for (Records kind : Records.values()) {
                byte[] body = kind.record().body();
                Stages.Asked asked = stages.asked(body);
                ReferenceImplementation reference = stages.reference(body);
                Interleaved measured = new Interleaved()
                        .with("parse", () -> stages.onlyParsed(body))
                        .with("whole", () -> stages.whole(body))
                        .with("evaluate", () -> stages.evaluated(asked))
                        .with("reference", () -> stages.evaluatedThere(reference))
                        .run(WARM_UP, rounds, TURN);
                table.row(
                        kind,
                        body.length,
                        measured.nanos("parse") / 1e6,
                        measured.nanos("whole") / 1e6,
                        measured.ratio("whole", "parse"),
                        measured.nanos("evaluate") / 1e6,
                        measured.ratio("reference", "evaluate"),
                        measured.ratio("reference", "whole"));
            }
            return table + "\n" + evaluators(stages, rounds) + "\n" + growth(stages, rounds);
        }
    }

    private static String evaluators(Stages prepared, int rounds) throws Exception {
        MarkdownTable table =
                new MarkdownTable("record", "call, prepared, ms", "call, reference, ms", "reference / prepared");
        try (Stages reference = new Stages(Evaluator.REFERENCE)) {
            for (Records kind : Records.values()) {
                byte[] body = kind.record().body();
                Interleaved measured = new Interleaved()
                        .with("prepared", () -> prepared.whole(body))
                        .with("reference", () -> reference.whole(body))
                        .run(WARM_UP, rounds, TURN);
                table.row(
                        kind,
                        measured.nanos("prepared") / 1e6,
                        measured.nanos("reference") / 1e6,
                        measured.ratio("reference", "prepared"));
            }
        }
        return table.toString();
    }

    private static String growth(Stages stages, int rounds) throws Exception {
        byte[] usual = Records.USUAL.record().body();
        byte[] more = Records.USUAL_AND_1000.record().body();
        Interleaved measured = new Interleaved()
                .with("parse", () -> stages.onlyParsed(usual))
                .with("whole", () -> stages.whole(usual))
                .with("parse more", () -> stages.onlyParsed(more))
                .with("whole more", () -> stages.whole(more))
                .run(WARM_UP, rounds, TURN);
        double beyond = measured.median(Interleaved::beyondParsing);
        return "1,000 Observations more cost %.0f %% beyond their parsing.%n".formatted(100 * beyond);
    }
}

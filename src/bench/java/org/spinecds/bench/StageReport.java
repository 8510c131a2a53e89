package org.spinecds.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** JMH over the stages; each figure beside its share of the parse-only floor at the same size. */
final class StageReport {

    private static final List<String> STAGES = List.of(
            "floorParseOnly", "floorReferenceEvaluate", "parse", "gather", "evaluate", "decide", "render", "whole");

    private StageReport() {}

    static String of(int iterations, Path folder) throws Exception {
        Files.createDirectories(folder);
        Options options = new OptionsBuilder()
                .include(StageBenchmarks.class.getName())
                .forks(1)
                .warmupIterations(iterations)
                .warmupTime(TimeValue.seconds(2))
                .measurementIterations(iterations)
                .measurementTime(TimeValue.seconds(2))
                .jvmArgs("-Xmx1g")
                .output(folder.resolve("jmh.txt").toString())
                .result(folder.resolve("jmh.json").toString())
                .resultFormat(ResultFormatType.JSON)
                .shouldFailOnError(true)
                .build();
        Map<String, Double> micros = new LinkedHashMap<>();
        Collection<RunResult> results = new Runner(options).run();
        results.forEach(result -> micros.put(
                result.getParams().getParam("record") + " "
                        + result.getPrimaryResult().getLabel(),
                median(result)));
        List<String> headings = new ArrayList<>(List.of("stage"));
        for (Records record : Records.values()) {
            headings.add(record + ", µs");
            headings.add("x parse-only");
        }
        MarkdownTable table = new MarkdownTable(headings.toArray(String[]::new));
        for (String stage : STAGES) {
            List<Object> cells = new ArrayList<>(List.of(stage));
            for (Records record : Records.values()) {
                double mine = Objects.requireNonNull(micros.get(record.name() + " " + stage));
                cells.add(mine);
                cells.add(mine / Objects.requireNonNull(micros.get(record.name() + " floorParseOnly")));
            }
            table.row(cells.toArray());
        }
        return table.toString();
    }

    /** Of the iterations: an average would be that of what else the machine did. */
    private static double median(RunResult result) {
        return result.getAggregatedResult().getIterationResults().stream()
                .mapToDouble(iteration -> iteration.getPrimaryResult().getScore())
                .sorted()
                .skip(result.getAggregatedResult().getIterationResults().size() / 2)
                .findFirst()
                .orElseThrow();
    }
}

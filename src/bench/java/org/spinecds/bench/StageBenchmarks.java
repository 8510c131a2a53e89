package org.spinecds.bench;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.spinecds.card.Card;
import org.spinecds.card.HookResponse;
import org.spinecds.decision.Assessment;
import org.spinecds.hook.HookRequest;
import org.spinecds.logic.ReferenceImplementation;

/** The stages of a call, the whole of it as the service answers it, and the two floors. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class StageBenchmarks {

    @Param
    Records record = Records.USUAL;

    private @Nullable Ready ready;

    /** A record and what each stage is handed by the one before it. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Ready(
            Stages stages,
            RunningService service,
            byte[] body,
            HookRequest request,
            Stages.Asked asked,
            Map<String, @Nullable Object> answers,
            Assessment assessment,
            ReferenceImplementation reference) {}

    @Setup
    public void start() throws Exception {
        Stages stages = new Stages();
        byte[] body = record.record().body();
        Stages.Asked asked = stages.asked(body);
        Map<String, @Nullable Object> answers = stages.evaluated(asked);
        ready = new Ready(
                stages,
                new RunningService(),
                body,
                stages.parsed(body),
                asked,
                answers,
                stages.decided(answers),
                stages.reference(body));
    }

    @TearDown
    public void stop() {
        ready().service().close();
        ready().stages().close();
    }

    @Benchmark
    public List<Resource> floorParseOnly() {
        return ready().stages().onlyParsed(ready().body());
    }

    @Benchmark
    public Map<String, @Nullable Object> floorReferenceEvaluate() {
        return ready().stages().evaluatedThere(ready().reference());
    }

    @Benchmark
    public HookRequest parse() {
        return ready().stages().parsed(ready().body());
    }

    @Benchmark
    public List<Resource> gather() {
        return ready().stages().gathered(ready().request());
    }

    @Benchmark
    public Map<String, @Nullable Object> evaluate() {
        return ready().stages().evaluated(ready().asked());
    }

    @Benchmark
    public Assessment decide() {
        return ready().stages().decided(ready().answers());
    }

    @Benchmark
    public List<Card> render() {
        return ready().stages().rendered(ready().asked(), ready().assessment());
    }

    @Benchmark
    public HookResponse whole() {
        return ready().service().answer(ready().body());
    }

    private Ready ready() {
        return Objects.requireNonNull(ready);
    }
}

package org.spinecds.bench;

import ca.uhn.fhir.context.FhirContext;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.spinecds.card.Card;
import org.spinecds.decision.Assessment;
import org.spinecds.fhir.FhirJson;
import org.spinecds.guideline.Evaluation;
import org.spinecds.guideline.Guideline;
import org.spinecds.guideline.GuidelineSource;
import org.spinecds.hook.HookRequest;
import org.spinecds.hook.HookRequestReader;
import org.spinecds.hook.ServiceDefinition;
import org.spinecds.hook.StrictJson;
import org.spinecds.logic.Evaluator;
import org.spinecds.logic.QuestionSteps;
import org.spinecds.logic.ReferenceImplementation;
import org.spinecds.observability.EhrMeters;
import org.spinecds.observability.EhrNames;
import org.spinecds.patientdata.FhirServers;
import org.spinecds.patientdata.PatientDataGatherer;
import org.spinecds.security.AddressCheck;
import org.spinecds.security.Client;
import org.spinecds.security.FhirServerAllowList;
import org.spinecds.settings.FhirServerSettings;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The stages of a call one by one, and the floors they are held against. */
public final class Stages implements AutoCloseable {

    private static final int NESTING = 100;
    private static final ZonedDateTime NOW = ZonedDateTime.of(2026, 3, 2, 12, 0, 0, 0, ZoneOffset.UTC);
    private static final Clock CLOCK = Clock.fixed(NOW.toInstant(), ZoneOffset.UTC);
    private static final Client CLIENT =
            new Client("bench", "", new FhirServerAllowList(List.of(), false), true, false, false);
    private static final FhirServerSettings LIMITS = new FhirServerSettings(
            List.of("http://127.0.0.1:*"),
            true,
            false,
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            200,
            DataSize.ofMegabytes(10),
            32);

    private static final JsonMapper JSON = JsonMapper.shared();

    private final FhirContext fhir = FhirContext.forR4Cached();
    private final Guideline guideline;
    private final ServiceDefinition service;
    private final HookRequestReader reader = new HookRequestReader(new FhirJson(fhir), new StrictJson(NESTING));
    private final FhirServers servers = new FhirServers(
            new FhirJson(fhir),
            new AddressCheck(false, true),
            new EhrMeters(
                    new SimpleMeterRegistry(), new EhrNames(new FhirServerAllowList(List.of(), false), List.of())),
            LIMITS);
    private final PatientDataGatherer gatherer = new PatientDataGatherer(LIMITS.deadline(), List.of(servers));
    private final QuestionSteps steps;

    /** With prepared rules. */
    public Stages() {
        this(Evaluator.PREPARED);
    }

    /** With one of the evaluators. */
    public Stages(Evaluator evaluator) {
        guideline = GuidelineSource.asWritten(Path.of(".")).with(evaluator).load(fhir);
        service = guideline.serviceFor("order-select").orElseThrow();
        steps = new QuestionSteps(guideline.logic(), service.library(), service.cards(), service.hook());
    }

    /** The body read as a call. */
    public HookRequest parsed(byte[] body) {
        return reader.read(service, body, CLIENT, guideline.reading(service));
    }

    /** The prefetch judged and put together. */
    public List<Resource> gathered(HookRequest request) {
        return gatherer.gather(service, request, guideline.reading(service));
    }

    /** The call put to the guideline. */
    public Asked asked(byte[] body) {
        HookRequest request = parsed(body);
        Evaluation evaluation = new Evaluation(guideline, service, request, CLOCK);
        return new Asked(evaluation, evaluation.known(gathered(request)));
    }

    /** A call ready to be evaluated. */
    public record Asked(Evaluation evaluation, Evaluation.Known known) {}

    /** What the rules answer, as plain values. */
    public Map<String, @Nullable Object> evaluated(Asked asked) {
        return steps.evaluated(asked.known().resources(), asked.known().orders(), NOW);
    }

    /** The assessment that the answers make. */
    public Assessment decided(Map<String, @Nullable Object> answers) {
        return steps.decided(answers);
    }

    /** The cards of an assessment. */
    public List<Card> rendered(Asked asked, Assessment assessment) {
        return guideline.cards().render(asked.evaluation().context(assessment, List.of()));
    }

    /** The path without the journal: parse, gather, evaluate, decide, render. */
    public List<Card> whole(byte[] body) {
        Asked asked = asked(body);
        return rendered(asked, asked.evaluation().assess(asked.known()));
    }

    /** A floor: the body read as JSON, and all FHIR in it read by the same parser; nothing is made of it. */
    public List<Resource> onlyParsed(byte[] body) {
        return onlyParsed(fhir, body);
    }

    static List<Resource> onlyParsed(FhirContext fhir, byte[] body) {
        JsonNode call = JSON.readTree(body);
        List<Resource> read = new ArrayList<>();
        read.add(parsed(fhir, call.path("context").path("draftOrders")));
        call.path("prefetch").forEach(value -> read.add(parsed(fhir, value)));
        return read;
    }

    private static Resource parsed(FhirContext fhir, JsonNode value) {
        return (Resource) fhir.newJsonParser().parseResource(JSON.writeValueAsString(value));
    }

    /** A floor: the same content and record in the reference implementation, ready to be evaluated. */
    public ReferenceImplementation reference(byte[] body) {
        Asked asked = asked(body);
        return new ReferenceImplementation(
                ReferenceImplementation.content(guideline),
                asked.known().resources(),
                asked.known().orders(),
                asked.evaluation().request().patientId());
    }

    /** What the rules answer there, as plain values. */
    public Map<String, @Nullable Object> evaluatedThere(ReferenceImplementation reference) {
        return reference.evaluated(NOW);
    }

    @Override
    public void close() {
        servers.close();
    }
}

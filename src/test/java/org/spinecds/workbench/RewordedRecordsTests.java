package org.spinecds.workbench;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spinecds.WorkedCases;
import org.spinecds.guideline.Evaluation;
import org.spinecds.guideline.Guideline;
import org.spinecds.guideline.GuidelineSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A record told in other words is the same record: not one byte of its assessment changes. */
class RewordedRecordsTests {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-03-02T12:00:00Z"), ZoneOffset.UTC);
    private static final Guideline GUIDELINE =
            GuidelineSource.asWritten(Path.of(".")).load(FhirContext.forR4Cached());
    private static final CaseReader CASES = new CaseReader(FhirContext.forR4Cached());
    private static final List<WorkedCase> WORKED = WorkedCases.all();
    /** The assessment of each case in its own words, as JSON, by its id. */
    private static final Map<String, String> AS_TOLD = new ConcurrentHashMap<>();

    private static final Map<String, String> OIDS = Map.of(
            "http://snomed.info/sct", "urn:oid:2.16.840.1.113883.6.96",
            "http://loinc.org", "urn:oid:2.16.840.1.113883.6.1",
            "http://hl7.org/fhir/sid/icd-10-cm", "urn:oid:2.16.840.1.113883.6.90",
            "http://www.ama-assn.org/go/cpt", "urn:oid:2.16.840.1.113883.6.12");

    /** A way to say the same. */
    private record Wording(String name, UnaryOperator<ObjectNode> of) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Wording> wordings() {
        return Stream.of(
                new Wording("absolute references", references(text -> "https://ehr.example.org/fhir/" + text)),
                new Wording("references to a version", references(text -> text + "/_history/3")),
                new Wording("systems by OID", systems(system -> OIDS.getOrDefault(system, system))),
                new Wording(
                        "systems by https",
                        systems(system -> OIDS.containsKey(system) ? system.replace("http://", "https://") : system)),
                new Wording("ICD-10 in lower case and without dots", RewordedRecordsTests::withoutDots),
                new Wording("an identifier more on everything", RewordedRecordsTests::withIdentifiers),
                new Wording("resources in another order", RewordedRecordsTests::reversed),
                new Wording("text, language and profiles beside", RewordedRecordsTests::narrated),
                new Wording("volumes contained in what refers to them", RewordedRecordsTests::contained));
    }

    @Tag("full")
    @ParameterizedTest(name = "{0}")
    @MethodSource("wordings")
    void aRecordInOtherWordsIsAssessedTheSame(Wording wording) {
        assertAssessedTheSame(wording, WORKED);
    }

    /** Each wording with its share of the cases, where there is no time for every case in every wording. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("wordings")
    void aShareOfTheRecordsInOtherWordsIsAssessedTheSame(Wording wording) {
        List<Wording> all = wordings().toList();
        int place = all.stream().map(Wording::name).toList().indexOf(wording.name());

        assertAssessedTheSame(
                wording,
                IntStream.range(0, WORKED.size())
                        .filter(number -> number % (3 * all.size()) == place)
                        .mapToObj(WORKED::get)
                        .toList());
    }

    private static void assertAssessedTheSame(Wording wording, List<WorkedCase> cases) {
        AtomicInteger reworded = new AtomicInteger();
        List<String> changed = cases.parallelStream()
                .filter(worked -> {
                    ObjectNode play = ((ObjectNode) worked.play()).deepCopy();
                    ObjectNode record = (ObjectNode) play.path("record");
                    ObjectNode other = wording.of().apply(record.deepCopy());
                    if (other.equals(record)) {
                        return false;
                    }
                    reworded.incrementAndGet();
                    return !AS_TOLD.computeIfAbsent(worked.id(), id -> assessed(id, worked.play()))
                            .equals(assessed(worked.id(), play.set("record", other)));
                })
                .map(WorkedCase::id)
                .toList();

        assertThat(reworded).hasValueGreaterThan(cases.size() / 180);
        assertThat(changed).isEmpty();
    }

    private static String assessed(String name, JsonNode play) {
        PatientCase patient = CASES.read(GUIDELINE, name, JSON.writeValueAsString(play));
        Evaluation evaluation = patient.put(GUIDELINE, NOON);
        return JSON.writeValueAsString(GUIDELINE.cards().document(evaluation.assess(patient.known(evaluation))));
    }

    private static UnaryOperator<ObjectNode> references(UnaryOperator<String> way) {
        return record -> everyObject(record, node -> {
            String reference = node.path("reference").asString("");
            if (reference.matches("[A-Z][A-Za-z]+/[A-Za-z0-9.-]+")) {
                node.put("reference", way.apply(reference));
            }
        });
    }

    private static UnaryOperator<ObjectNode> systems(UnaryOperator<String> way) {
        return record -> everyObject(record, node -> {
            if (node.path("system").isString() && node.path("code").isString() && !node.has("value")) {
                node.put("system", way.apply(node.path("system").stringValue()));
            }
        });
    }

    private static ObjectNode withoutDots(ObjectNode record) {
        return everyObject(record, node -> {
            if (node.path("system").asString("").endsWith("/icd-10-cm")) {
                node.put("code", node.path("code").asString().replace(".", "").toLowerCase(java.util.Locale.ROOT));
            }
        });
    }

    private static ObjectNode withIdentifiers(ObjectNode record) {
        for (ObjectNode resource : resources(record)) {
            ArrayNode identifiers =
                    resource.path("identifier") instanceof ArrayNode there ? there : resource.putArray("identifier");
            identifiers
                    .addObject()
                    .put("system", "urn:example:row")
                    .put(
                            "value",
                            resource.path("resourceType").asString()
                                    + resource.path("id").asString());
            identifiers.addObject().put("value", "1");
        }
        return record;
    }

    private static ObjectNode reversed(ObjectNode record) {
        ArrayNode entries = JSON.createArrayNode();
        for (JsonNode entry : record.path("entry")) {
            entries.insert(0, entry);
        }
        record.set("entry", entries);
        return record;
    }

    private static ObjectNode narrated(ObjectNode record) {
        for (ObjectNode resource : resources(record)) {
            resource.put("language", "de");
            resource.putObject("text")
                    .put("status", "generated")
                    .put("div", "<div xmlns=\"http://www.w3.org/1999/xhtml\">30 Gy</div>");
        }
        return record;
    }

    private static ObjectNode contained(ObjectNode record) {
        for (ObjectNode holder : resources(record)) {
            if (!holder.path("resourceType").asString().equals("Procedure")) {
                continue;
            }
            everyObject(holder, node -> {
                String reference = node.path("reference").asString("");
                for (ObjectNode volume : resources(record)) {
                    String id = volume.path("id").asString();
                    if (reference.equals("BodyStructure/" + id)
                            && volume.path("resourceType").asString().equals("BodyStructure")) {
                        ArrayNode held = holder.path("contained") instanceof ArrayNode there
                                ? there
                                : holder.putArray("contained");
                        held.add(volume.deepCopy());
                        node.put("reference", "#" + id);
                    }
                }
            });
        }
        return record;
    }

    private static List<ObjectNode> resources(ObjectNode record) {
        List<ObjectNode> resources = new ArrayList<>();
        record.path("entry").forEach(entry -> resources.add((ObjectNode) entry.path("resource")));
        return resources;
    }

    private static ObjectNode everyObject(ObjectNode node, java.util.function.Consumer<ObjectNode> change) {
        List<ObjectNode> all = new ArrayList<>();
        collect(node, all);
        all.forEach(change);
        return node;
    }

    private static void collect(JsonNode node, List<ObjectNode> all) {
        if (node instanceof ObjectNode object) {
            all.add(object);
        }
        node.forEach(child -> collect(child, all));
    }
}

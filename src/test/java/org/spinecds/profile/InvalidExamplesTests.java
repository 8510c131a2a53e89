package org.spinecds.profile;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spinecds.WorkedCases;
import org.spinecds.decision.Assessment;
import org.spinecds.guideline.Evaluation;
import org.spinecds.guideline.Guideline;
import org.spinecds.guideline.GuidelineSource;
import org.spinecds.workbench.CaseReader;
import org.spinecds.workbench.PatientCase;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What validate calls wrong has its line: in a record it is named among the problems, or among what is not read. */
class InvalidExamplesTests {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Path EXAMPLES = Path.of("fhir-profiles/examples");
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-03-02T12:00:00Z"), ZoneOffset.UTC);
    private static final Guideline GUIDELINE =
            GuidelineSource.asWritten(Path.of(".")).load(FhirContext.forR4Cached());
    private static final CaseReader CASES = new CaseReader(FhirContext.forR4Cached());

    /** Errors that are told in another way than by a line about the resource, and how. */
    private static final Map<String, String> TOLD_OTHERWISE = Map.of(
            "an-unknown-operation", "a code that nobody knows may be any procedure",
            "maximum-of-the-oesophagus", "the dose of another organ says nothing of the thecal sac",
            "metastasis-of-nobody", "it is read: the search by patient that brought it is believed",
            "organ-volume-without-name-or-location", "no course refers to it",
            "phase-without-unit", "its course tells its dose, so the phases are not summed",
            "plan-that-is-an-order", "an order is no plan, and is asked about as an order");

    static Stream<String> errors() throws Exception {
        return Files.readAllLines(EXAMPLES.resolve("invalid/issues.csv")).stream()
                .filter(line -> line.contains(",error,"))
                .map(line -> line.substring(0, line.indexOf(',')))
                .filter(example -> !TOLD_OTHERWISE.containsKey(example));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void whatIsWrongHasItsLine(String example) throws Exception {
        Assessment assessment = assessed(
                JSON.readTree(EXAMPLES.resolve("invalid/" + example + ".json").toFile()));

        String told = JSON.writeValueAsString(GUIDELINE.cards().document(assessment));
        assertThat(assessment.problems().isEmpty()
                        && !assessment.answers().at("Assessments Not Read").isSaid())
                .as(told)
                .isFalse();
    }

    /** Else the lines could be those of the record itself. */
    @Test
    void theRecordWithoutAnExampleHasNoLine() throws Exception {
        Assessment assessment =
                assessed(JSON.createObjectNode().put("resourceType", "CareTeam").put("id", "team"));

        assertThat(assessment.problems()).isEmpty();
        assertThat(assessment.answers().at("Assessments Not Read").isSaid()).isFalse();
    }

    private static Assessment assessed(JsonNode wrong) throws Exception {
        ObjectNode play = (ObjectNode) JSON.readTree(WorkedCases.file("W016").toFile());
        ObjectNode record =
                JSON.createObjectNode().put("resourceType", "Bundle").put("type", "collection");
        for (JsonNode entry : play.path("record").path("entry")) {
            if (!entry.path("resource").path("id").asString().equals("max")) {
                record.withArray("entry").add(entry);
            }
        }
        record.withArray("entry").addObject().set("resource", wrong);
        play.set("record", record);
        String text = JSON.writeValueAsString(play)
                .replace("\"Procedure/a\"", "\"Procedure/c1\"")
                .replace("Patient/p\"", "Patient/p1\"");
        PatientCase patient = CASES.read(GUIDELINE, "invalid", text);
        Evaluation evaluation = patient.put(GUIDELINE, NOON);
        return evaluation.assess(patient.known(evaluation));
    }
}

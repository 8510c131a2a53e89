package org.spinecds.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spinecds.WorkedCases;

/** JSON that was read is walked by HAPI's parser as if it had read it itself, and is kept as it was written. */
class FhirJsonTests {

    private static final FhirContext CONTEXT = FhirContext.forR4Cached();
    private static final String OBSERVATION =
            "{\"resourceType\": \"Observation\", \"id\": \"o\", \"valueQuantity\": {\"value\": %s, \"unit\": \"Gy\"}}";

    private final FhirJson fhir = new FhirJson(CONTEXT);

    static Stream<String> records() {
        return WorkedCases.all().stream()
                .map(one -> one.play().path("record").toString())
                .filter(record -> record.contains("Bundle"));
    }

    @ParameterizedTest
    @MethodSource("records")
    void recordIsReadAsTheParserReadsIt(String record) {
        Resource read = fhir.read(record);

        assertThat(written(read)).isEqualTo(written((Resource) asHapi().parseResource(record)));
        for (Bundle.BundleEntryComponent entry : ((Bundle) read).getEntry()) {
            Resource again = fhir.read(fhir.tree(entry.getResource()));
            assertThat(written(again)).isEqualTo(written(entry.getResource()));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "30",
                "30.0",
                "30.00",
                "0",
                "-0.0",
                "0.10",
                "3e1",
                "1.50E-3",
                "12345678901234567890",
                "0.30000000000000004"
            })
    void numberIsReadAsTheParserReadsIt(String number) {
        String json = OBSERVATION.formatted(number);

        Observation read = (Observation) fhir.read(json);

        assertThat(read.getValueQuantity().getValueElement().getValueAsString())
                .isEqualTo(((Observation) asHapi().parseResource(json))
                        .getValueQuantity()
                        .getValueElement()
                        .getValueAsString());
        assertThat(((Observation) fhir.read(fhir.tree(read))).getValueQuantity().getValue())
                .isEqualTo(read.getValueQuantity().getValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a lot\"", "true", "1e999999999", "1e-999999999", "NaN", "+1", "'1'"})
    void valueThatIsNoNumberIsRefused(String number) {
        assertThatExceptionOfType(FhirUnreadable.class).isThrownBy(() -> fhir.read(OBSERVATION.formatted(number)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "\"Observation\"",
                "{}",
                "{\"resourceType\": \"Nothing\"}",
                "{\"resourceType\": \"Observation\"",
                "{\"resourceType\": \"Observation\"} {}",
                "{\"resourceType\": \"Observation\", \"id\": \"a\", \"id\": \"b\"}",
                "{\"resourceType\": \"Observation\", \"effectiveDateTime\": \"yesterday\"}"
            })
    void whatIsNoResourceIsRefused(String json) {
        assertThatExceptionOfType(FhirUnreadable.class).isThrownBy(() -> fhir.read(json));
    }

    @Test
    void elementsAroundPrimitivesAreRead() {
        String json =
                """
                {"resourceType": "Procedure", "id": "p", "unknown": {"deep": [1, null]}, "code": {"text": "x", "_text": \
                {"extension": [{"url": "u", "valueBoolean": false}]}}, "_status": {"id": "s"}, "note": [{"text": "\\u00e4 \\n"}]}
                """;

        assertThat(written(fhir.read(json))).isEqualTo(written((Resource) asHapi().parseResource(json)));
    }

    @Test
    void resourceIsWrittenAsItWasRead() {
        String json = OBSERVATION.formatted("30.0");

        assertThat(fhir.tree(fhir.read(json))
                        .path("valueQuantity")
                        .path("value")
                        .decimalValue())
                .hasToString("30.0");
        assertThat(fhir.tree(fhir.read("{\"resourceType\": \"Observation\", \"id\": \"o\", \"unknown\": 1}"))
                        .has("unknown"))
                .isTrue();
    }

    @Test
    void changedResourceIsWrittenAsItIs() {
        Procedure procedure = (Procedure) fhir.read("{\"resourceType\": \"Procedure\", \"id\": \"p\"}");

        procedure.getCode().setText("added");
        FhirJson.changed(procedure);

        assertThat(fhir.tree(procedure).path("code").path("text").stringValue()).isEqualTo("added");
    }

    @Test
    void resourceThatWasGivenAnIdIsWrittenWithIt() {
        Resource procedure = fhir.read("{\"resourceType\": \"Procedure\"}");

        procedure.setId("without-id-1");

        assertThat(fhir.tree(procedure).path("id").stringValue()).isEqualTo("without-id-1");
    }

    private static IParser asHapi() {
        IParser parser = CONTEXT.newJsonParser();
        parser.setOverrideResourceIdWithBundleEntryFullUrl(false);
        return parser;
    }

    private static String written(Resource resource) {
        return CONTEXT.newJsonParser().encodeResourceToString(resource);
    }
}

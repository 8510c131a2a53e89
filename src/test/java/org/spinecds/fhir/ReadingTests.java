package org.spinecds.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ca.uhn.fhir.context.FhirContext;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of a resource whose codes nobody reads, only a header is read; wherever that is in doubt, all of it. */
class ReadingTests {

    private static final String OTHER =
            coded("Observation", "o", "{\"system\": \"http://loinc.org\", \"code\": \"718-7\"}");
    private static final Reading READING = new Reading(Map.of("Observation", Set.of("http://loinc.org|89247-1")));

    private final FhirJson fhir = new FhirJson(FhirContext.forR4Cached());

    private static String coded(String type, String id, String coding) {
        return """
                {"resourceType": "%s", "id": "%s", "meta": {"versionId": "3", "lastUpdated": "2026-01-02T03:04:05Z"},
                 "status": "final", "code": {"coding": [%s]}, "subject": {"reference": "Patient/p", "display": "P"},
                 "valueInteger": 7}"""
                .formatted(type, id, coding);
    }

    private Bundle read(String... resources) {
        StringBuilder entries = new StringBuilder();
        for (String resource : resources) {
            entries.append(entries.isEmpty() ? "" : ",")
                    .append("{\"resource\": ")
                    .append(resource)
                    .append("}");
        }
        return (Bundle) fhir.read(
                "{\"resourceType\": \"Bundle\", \"type\": \"searchset\", \"total\": 9, \"entry\": [" + entries + "]}",
                READING);
    }

    private static boolean isWhole(Resource resource) {
        return !(resource instanceof Observation observation) || observation.hasStatus();
    }

    @Test
    void ofAResourceThatNobodyReadsThereIsAHeader() {
        Observation read = (Observation) read(OTHER).getEntry().get(0).getResource();

        assertThat(isWhole(read)).isFalse();
        assertThat(read.getIdPart()).isEqualTo("o");
        assertThat(read.getSubject().getReference()).isEqualTo("Patient/p");
        assertThat(FhirJson.lastUpdated(read)).contains(Instant.parse("2026-01-02T03:04:05Z"));
        assertThat(FhirJson.lastUpdated(fhir.whole(read))).contains(Instant.parse("2026-01-02T03:04:05Z"));
    }

    @Test
    void markTellsReadingsApart() {
        Reading one = new Reading(Map.of("Observation", Set.of("s|a", "s|b")));

        assertThat(one.mark())
                .isEqualTo(new Reading(Map.of("Observation", Set.of("s|b", "s|a"))).mark())
                .isNotEqualTo(new Reading(Map.of("Observation", Set.of("s|a"))).mark())
                .isNotEqualTo(new Reading(Map.of("Procedure", Set.of("s|a", "s|b"))).mark())
                .isNotEqualTo(Reading.EVERYTHING.mark());
    }

    @Test
    void theWholeOfItIsAtHand() {
        Observation read = (Observation) read(OTHER).getEntry().get(0).getResource();

        assertThat(fhir.whole(read).equalsDeep(fhir.read(OTHER))).isTrue();
        assertThat(fhir.tree(read).path("valueInteger").intValue()).isEqualTo(7);
    }

    @Test
    void bundleKeepsItsOrderAndItsTotal() {
        String one = coded("Observation", "one", "{\"system\": \"http://loinc.org\", \"code\": \"89247-1\"}");
        String other = OTHER.replace("\"o\"", "\"other\"");

        Bundle bundle = read(OTHER, one, other, "{\"resourceType\": \"Procedure\", \"id\": \"p\"}");

        assertThat(bundle.getTotal()).isEqualTo(9);
        assertThat(bundle.getEntry())
                .extracting(entry -> entry.getResource().getIdPart())
                .containsExactly("o", "one", "other", "p");
        assertThat(bundle.getEntry())
                .extracting(entry -> isWhole(entry.getResource()))
                .containsExactly(false, true, false, true);
        assertThat(fhir.tree(bundle.getEntry().get(1).getResource()).path("id").stringValue())
                .isEqualTo("one");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"system\": \"http://loinc.org\", \"code\": \"89247-1\"}",
                "{\"system\": \"http://loinc.org\", \"code\": \"718-7\"}, {\"system\": \"http://loinc.org\", \"code\": \"89247-1\"}",
                "{\"system\": \"http://loinc.org\", \"code\": \" 89247-1 \"}",
                "{\"code\": \"718-7\"}",
                "{\"system\": \"http://loinc.org\"}",
                "{\"system\": \"http://loinc.org\", \"_code\": {\"id\": \"x\"}}",
                ""
            })
    void resourceWithACodeThatMayBeReadIsReadWholly(String codings) {
        assertThat(isWhole(read(coded("Observation", "o", codings))
                        .getEntry()
                        .get(0)
                        .getResource()))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"contained\": [{\"resourceType\": \"Patient\"}]",
                "\"extension\": [{\"url\": \"u\", \"valueBoolean\": true}]",
                "\"modifierExtension\": [{\"url\": \"u\", \"valueBoolean\": true}]",
                "\"basedOn\": [{\"reference\": \"ServiceRequest/1\"}]"
            })
    void resourceWithMoreToItIsReadWholly(String more) {
        String resource = OTHER.replace("\"status\"", more + ", \"status\"");

        assertThat(isWhole(read(resource).getEntry().get(0).getResource())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"id\": 7",
                "\"subject\": 7",
                "\"meta\": {\"lastUpdated\": \"yesterday\"}",
                "\"meta\": {\"lastUpdated\": {\"a\": 1}}"
            })
    void headerThatCannotBeReadIsReadAsEver(String wrong) {
        String name = wrong.substring(0, wrong.indexOf(':'));
        String resource =
                "{\"resourceType\": \"Observation\", " + (name.equals("\"id\"") ? "" : "\"id\": \"o\", ") + wrong
                        + ", \"status\": \"final\", \"code\": {\"coding\": [{\"system\": \"http://loinc.org\", \"code\": \"718-7\"}]}}";

        try {
            assertThat(isWhole(read(resource).getEntry().get(0).getResource())).isTrue();
        } catch (FhirUnreadable refused) {
            assertThatExceptionOfType(FhirUnreadable.class).isThrownBy(() -> fhir.read(resource));
        }
    }

    @Test
    void resourceThatWasAskedForIsReadWholly() {
        assertThat(isWhole(fhir.read(OTHER, READING))).isTrue();
    }
}

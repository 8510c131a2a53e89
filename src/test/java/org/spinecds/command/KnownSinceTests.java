package org.spinecds.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spinecds.fhir.FhirJson;
import org.spinecds.fhir.R4;

/** A resource is known from the first day that its own dates can mean. */
class KnownSinceTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            nullValues = "never",
            value = {
                "Condition; \"recordedDate\":\"2025-03-02\",\"onsetDateTime\":\"2024\"; 2025-03-02",
                "Condition; \"onsetDateTime\":\"2024-05\"; 2024-05-01",
                "Condition; \"onsetPeriod\":{\"start\":\"2024-02-01\",\"end\":\"2024-09-30\"}; 2024-02-01",
                "Condition; \"onsetPeriod\":{\"end\":\"2024-09-30\"}; 2024-09-30",
                "Condition; \"onsetString\":\"spring\"; never",
                "Observation; \"effectivePeriod\":{\"start\":\"2024-02-01\",\"end\":\"2024-02-03\"}; 2024-02-03",
                "Procedure; \"performedPeriod\":{\"start\":\"2024-02-01\",\"end\":\"2024-03-01\"}; 2024-03-01",
                "Procedure; \"performedPeriod\":{\"start\":\"2024-02-01\"}; 2024-02-01",
                "ServiceRequest; \"authoredOn\":\"2024-02-01T23:30:00-08:00\"; 2024-02-01",
                "Encounter; \"period\":{\"start\":\"2024-02-01\",\"end\":\"2024-02-09\"}; 2024-02-01",
                "Goal; \"startDate\":\"2024-02-01\"; 2024-02-01",
                "Goal; \"statusDate\":\"2024-03-01\"; 2024-03-01",
                "Goal; \"startDate\":\"2024-02-01\",\"statusDate\":\"2025-03-01\"; 2024-02-01",
                "Goal; \"startDate\":\"2024-06-01\",\"statusDate\":\"2024-03-01\"; 2024-03-01",
                "CareTeam; \"period\":{\"start\":\"2024-02-01\",\"end\":\"2024-02-09\"}; 2024-02-01",
                "CareTeam; \"name\":\"a\"; never",
                "Patient; \"birthDate\":\"1950-01-01\"; never"
            })
    void theDatesOfAResourceTellSinceWhenItIsKnown(String type, String dates, String since) {
        Resource resource =
                new FhirJson(R4.context()).read("{\"resourceType\":\"" + type + "\",\"id\":\"x\"," + dates + "}");

        assertThat(String.valueOf(AsOf.knownSince(resource))).as(type + dates).isEqualTo(String.valueOf(since));
    }
}

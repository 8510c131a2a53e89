package org.spinecds.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spinecds.fhir.FhirJson;
import org.spinecds.fhir.R4;

/** A record as of a day holds the entries that could be known on it, and an order becomes the draft that it was. */
class AsOfTests {

    private static Resource resource(String type, String members) {
        return new FhirJson(R4.context())
                .read("{\"resourceType\":\"" + type + "\",\"id\":\"x\"" + (members.isEmpty() ? "" : "," + members)
                        + "}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "Condition; \"recordedDate\":\"2025-03-04\",\"onsetDateTime\":\"2001\"; 2025-03-04",
                "Condition; \"onsetDateTime\":\"2025-03\"; 2025-03-01",
                "Condition; \"onsetPeriod\":{\"start\":\"2025-03-04\"}; 2025-03-04",
                "Observation; \"issued\":\"2025-03-04T23:30:00-05:00\",\"effectiveDateTime\":\"2020-01-01\"; 2025-03-04",
                "Observation; \"effectivePeriod\":{\"start\":\"2025-01-01\",\"end\":\"2025-03-04\"}; 2025-03-04",
                "Procedure; \"performedPeriod\":{\"start\":\"2025-01-01\",\"end\":\"2025-03-04\"}; 2025-03-04",
                "Procedure; \"performedDateTime\":\"2025\"; 2025-01-01",
                "ServiceRequest; \"authoredOn\":\"2025-03-04T08:00:00Z\"; 2025-03-04",
                "Encounter; \"period\":{\"start\":\"2025-03-04\",\"end\":\"2025-04-01\"}; 2025-03-04"
            })
    void aResourceIsKnownFromTheFirstDayItsOwnDatesCanMean(String type, String members, LocalDate since) {
        Resource resource = resource(type, members);

        assertThat(AsOf.knownSince(resource)).isEqualTo(since);
        assertThat(AsOf.of(List.of(resource), since)).hasSize(1);
        assertThat(AsOf.of(List.of(resource), since.minusDays(1))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "Condition; \"meta\":{\"lastUpdated\":\"2025-03-04T00:00:00Z\"}",
                "Patient; \"birthDate\":\"2025-03-04\"",
                "BodyStructure; \"description\":\"sac\"",
                "Procedure; \"status\":\"completed\""
            })
    void aResourceWithoutADateOfItsOwnWasAlwaysKnown(String type, String members) {
        assertThat(AsOf.of(List.of(resource(type, members)), LocalDate.of(1950, 1, 1)))
                .hasSize(1);
    }

    private static ServiceRequest order(String id, String day, String code) {
        ServiceRequest order = (ServiceRequest) resource(
                "ServiceRequest",
                "\"status\":\"completed\",\"intent\":\"order\",\"authoredOn\":\"" + day
                        + "\",\"code\":{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"" + code + "\"}]}");
        order.setId(id);
        return order;
    }

    @Test
    void ordersOfOneDayAndCodeAreOneOccasionAndOneWithoutADayIsNone() {
        ServiceRequest undated = order("0", "2025-01-01", "a");
        undated.setAuthoredOnElement(null);

        assertThat(Occasion.of(List.of(
                        order("4", "2025-02-01", "b"),
                        order("3", "2025-02-01T09:00:00Z", "a"),
                        order("2", "2025-02-01", "a"),
                        order("5", "2025-01-01", "a"),
                        undated)))
                .extracting(Occasion::name)
                .containsExactly("5", "2", "4");
    }

    @Test
    void anOrderIsAskedAboutAsTheDraftItWas() {
        ServiceRequest order = order("1", "2025-02-01", "a");
        var asked =
                new Occasion(LocalDate.of(2025, 2, 1), order).asked("p", List.of(order, order("2", "2025-02-02", "a")));

        assertThat(asked.request().hook()).isEqualTo("order-select");
        assertThat(asked.request().selections()).containsExactly("ServiceRequest/1");
        assertThat(asked.request().draftOrders().getEntryFirstRep().getResource())
                .isInstanceOfSatisfying(ServiceRequest.class, draft -> assertThat(draft.getStatus())
                        .isEqualTo(ServiceRequest.ServiceRequestStatus.DRAFT));
        assertThat(asked.record()).extracting(Resource::getIdPart).containsExactly("1");
        assertThat(order.getStatus()).isEqualTo(ServiceRequest.ServiceRequestStatus.COMPLETED);
    }

    @Test
    void aChartIsOpenedWithoutAnOrder() {
        var asked = Occasion.chart(LocalDate.of(2025, 2, 1)).asked("p", List.of());

        assertThat(asked.request().hook()).isEqualTo("patient-view");
        assertThat(asked.request().draftOrders().getEntry()).isEmpty();
    }
}

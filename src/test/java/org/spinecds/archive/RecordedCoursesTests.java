package org.spinecds.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spinecds.dose.ProposedSettings;
import org.spinecds.fhir.FhirJson;
import org.spinecds.fhir.R4;

/** The courses of a record, and those with a dose of the sac. */
class RecordedCoursesTests {

    private static final FhirJson JSON = new FhirJson(R4.context());

    private static Resource procedure(String id, String members) {
        return JSON.read(
                """
                {"resourceType": "Procedure", "id": "%s", "subject": {"reference": "Patient/p1"}, %s,
                 "identifier": [{"system": "urn:dicom:uid", "value": "1.2.3"}]}"""
                        .formatted(id, members));
    }

    private static List<Course> courses(Resource... resources) {
        return RecordedCourses.of(List.of(resources));
    }

    @ParameterizedTest
    @CsvSource({"completed,true", "stopped,true", "in-progress,false", "on-hold,false", "unknown,false"})
    void aCourseIsOverWhereNoFractionCanFollow(String status, boolean isOver) {
        assertThat(courses(procedure("c1", "\"status\": \"" + status + "\"")))
                .singleElement()
                .extracting(Course::over)
                .isEqualTo(isOver);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"reference\": \"Procedure/c1\"};Procedure/c1",
                "{\"reference\": \"http://ehr/fhir/Procedure/c1/_history/2\"};Procedure/c1",
                "{\"display\": \"the first\"};of Procedure/c2"
            })
    void aPhaseNamesItsCourse(String parent, String named) {
        assertThat(courses(procedure("c2", "\"status\": \"completed\", \"partOf\": [" + parent + "]")))
                .singleElement()
                .satisfies(phase -> {
                    assertThat(phase.partOf()).containsExactly(named);
                    assertThat(phase.whole()).isFalse();
                });
    }

    @Test
    void aDayIsKnownOrNot() {
        assertThat(courses(procedure(
                        "c1",
                        "\"status\": \"completed\", \"performedPeriod\": {\"start\": \"2025-01\", \"end\":"
                                + " \"2025-01-17T10:00:00Z\"}")))
                .singleElement()
                .satisfies(course -> {
                    assertThat(course.start()).isNull();
                    assertThat(course.end()).isEqualTo(LocalDate.parse("2025-01-17"));
                });
    }

    private static Resource dose(String status, String statistic, String site) {
        return JSON.read(
                """
                {"resourceType": "Observation", "id": "o1", "status": "%s", "subject": {"reference": "Patient/p1"},
                 "partOf": [{"reference": "Procedure/c1"}], "bodySite": %s, "code": {"coding": [{
                 "system": "http://spinecds.org/fhir/CodeSystem/rt-dose-statistic", "code": "%s"}]}}"""
                        .formatted(status, site, statistic));
    }

    private static Set<String> withDose(Resource... resources) {
        return RecordedCourses.withDose(
                Stream.of(resources).toList(), ProposedSettings.content().onFile());
    }

    private static String snomed(String code) {
        return "{\"coding\": [{\"system\": \"http://snomed.info/sct\", \"code\": \"" + code + "\"}]}";
    }

    /** As the rules read them: StructureOfSite and the statistics of a dose of the sac. */
    @Test
    void aDoseOfAnotherOrganIsNoneOfTheSac() {
        String lung = snomed("39607008");

        assertThat(withDose(dose("final", "Dmean", lung))).isEmpty();
        assertThat(withDose(dose("final", "D0.03cc", lung))).isEmpty();
        assertThat(withDose(dose("final", "D0.03cc", snomed("37554007")))).containsExactly("Procedure/c1");
        assertThat(withDose(dose("final", "D0.03cc", snomed("50800009")))).containsExactly("Procedure/c1");
        assertThat(withDose(dose("final", "D0.03cc", "{\"text\": \"SpinalCord_PRV05\"}")))
                .containsExactly("Procedure/c1");
        assertThat(withDose(dose("final", "D0.03cc", lung.replace("]}", "], \"text\": \"ThecalSac\"}"))))
                .containsExactly("Procedure/c1");
    }

    @Test
    void aDoseOfAnUnknownOrganMayBeThatOfTheSac() {
        assertThat(withDose(dose("final", "D0.03cc", "{\"text\": \"OAR 7\"}"))).containsExactly("Procedure/c1");
    }

    @Test
    void aDoseThatIsTakenBackOrNoMaximumIsNone() {
        assertThat(withDose(dose("entered-in-error", "D0.03cc", snomed("37554007"))))
                .isEmpty();
        assertThat(withDose(dose("final", "EQD2", snomed("37554007")))).isEmpty();
    }
}

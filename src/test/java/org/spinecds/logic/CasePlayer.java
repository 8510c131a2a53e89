package org.spinecds.logic;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.spinecds.decision.Assessment;
import org.spinecds.decision.AssessmentDocument;
import org.spinecds.workbench.Difference;
import org.spinecds.workbench.WorkedCase;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A worked case with its record parsed, ready to be assessed many times. */
record CasePlayer(WorkedCase play, List<Resource> resources, List<ServiceRequest> orders, ZonedDateTime moment) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final AssessmentLogic.Question QUESTION =
            new AssessmentLogic.Question("SpineRecurrenceAssessment", "Cards", "order-select");

    static CasePlayer of(WorkedCase play) {
        IParser parser = FhirContext.forR4Cached().newJsonParser();
        List<Resource> drafts = parser
                .parseResource(
                        Bundle.class,
                        play.request().path("context").path("draftOrders").toString())
                .getEntry()
                .stream()
                .map(entry -> entry.getResource())
                .toList();
        List<Resource> resources = new ArrayList<>(drafts);
        List<ServiceRequest> orders = drafts.stream()
                .filter(ServiceRequest.class::isInstance)
                .map(ServiceRequest.class::cast)
                .toList();
        play.resources().forEach(resource -> resources.add((Resource) parser.parseResource(resource.toString())));
        LocalDate day = LocalDate.parse(play.request()
                .path("extension")
                .path("org.spinecds.explain")
                .path("evaluationDate")
                .asString());
        return new CasePlayer(play, resources, orders, ZonedDateTime.of(day, LocalTime.NOON, ZoneOffset.UTC));
    }

    String patientId() {
        return play.request().path("context").path("patientId").asString();
    }

    JsonNode document(Assessment assessment) {
        return JSON.valueToTree(AssessmentDocument.of(assessment));
    }

    Assessment assess(AssessmentLogic logic) {
        return logic.assess(QUESTION, resources, orders, moment);
    }

    List<Difference> differences(AssessmentLogic logic) {
        Assessment assessment = assess(logic);
        return play.differences(
                document(assessment),
                assessment.cards().stream()
                        .map(card -> card.kind() + " " + card.indicator())
                        .toList());
    }
}

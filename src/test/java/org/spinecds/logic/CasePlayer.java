package org.spinecds.logic;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.spinecds.decision.ReadAnswers;
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

    JsonNode document(ReadAnswers assessment) {
        return JSON.valueToTree(StoredKnowledge.CARDS.document(assessment.assessment()));
    }

    ReadAnswers assess(AssessmentLogic logic) {
        return new ReadAnswers(StoredKnowledge.answering(logic).assess(QUESTION, resources, orders, moment));
    }

    /** Whether a plan is proposed or a treatment ordered (N-18). */
    boolean isTreatment() {
        AssessmentLogic.Question rules = new AssessmentLogic.Question("SpineRecurrenceCards", "Cards", "order-select");
        return Boolean.TRUE.equals(StoredKnowledge.LOGIC
                .values(rules, Set.of("Is Treatment"), resources, orders, moment)
                .get("Is Treatment"));
    }

    List<Difference> differences(AssessmentLogic logic) {
        ReadAnswers assessment = assess(logic);
        return play.differences(
                document(assessment),
                assessment.cards().stream()
                        .map(card -> card.kind() + " " + card.indicator())
                        .toList());
    }
}

package org.spinecds.worksheet;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.spinecds.WorkedCases;
import org.spinecds.card.CardContext;
import org.spinecds.card.CardRenderer;
import org.spinecds.card.OrderingContext;
import org.spinecds.card.PageView;
import org.spinecds.content.Content;
import org.spinecds.decision.AnswerTree;
import org.spinecds.decision.Assessment;
import org.spinecds.decision.Suspension;
import org.spinecds.logic.AssessmentLogic;
import org.spinecds.logic.Evaluator;
import org.spinecds.logic.KnowledgeBase;
import org.spinecds.workbench.WorkedCase;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A worked case as the worksheet gets it, and the content of this project. */
record Play(String id, KeptRecord kept, LocalDate day) {

    static final JsonMapper JSON = JsonMapper.builder().build();
    static final AssessmentLogic.Question QUESTION =
            new AssessmentLogic.Question("SpineRecurrenceAssessment", "Cards", "order-select");
    private static final Map<String, Assessment> ASSESSED = new ConcurrentHashMap<>();
    static final WorksheetContent CONTENT = content();
    static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

    /** The worksheet of this case by a content, under suspensions. */
    WorksheetPage page(WorksheetContent by, Suspension... inForce) {
        return new WorksheetPage(CLOCK, by, kept, List.of(inForce));
    }

    /** The opened worksheet as HTML. */
    String opened(WorksheetContent by, Suspension... inForce) {
        return by.filled("worksheet", page(by, inForce).opened());
    }

    /** The answer to a form, as the service gives it. */
    Worksheets.Recomputed recomputed(Map<String, String> form, Suspension... inForce) {
        return page(CONTENT, inForce).answered(form);
    }

    private static WorksheetContent content() {
        Content files = Content.at(Path.of("").toAbsolutePath());
        CardRenderer cards = new CardRenderer(files, 7, 0);
        AssessmentLogic logic = new AssessmentLogic(
                        KnowledgeBase.of(files, FhirContext.forR4Cached(), Map.of(), Evaluator.PREPARED))
                .answering(cards.answers());
        return WorksheetContent.of(files.version(List.of()), files, logic, cards, List.of());
    }

    /** A sample of the cases that holds every kind of them, the hand-written ones whole. */
    static Stream<Play> everySeventh() {
        return Stream.concat(few(), others());
    }

    /** Of that sample the hand-written ones and one of seven, for the first tier. */
    static Stream<Play> few() {
        return cases((place, id) -> place % 49 == 0 || id.startsWith("V"));
    }

    /** The rest of the sample. */
    static Stream<Play> others() {
        return cases((place, id) -> place % 7 == 0 && place % 49 != 0 && !id.startsWith("V"));
    }

    private static Stream<Play> cases(BiPredicate<Integer, String> isTaken) {
        List<WorkedCase> cases = WorkedCases.all();
        return IntStream.range(0, cases.size())
                .filter(place -> isTaken.test(place, cases.get(place).id()))
                .mapToObj(cases::get)
                .map(Play::of);
    }

    static Play named(String id) {
        return of(WorkedCases.named(id));
    }

    static Play of(WorkedCase play) {
        IParser parser = FhirContext.forR4Cached().newJsonParser();
        JsonNode request = play.request();
        List<Resource> resources = new ArrayList<>();
        List<String> orders = new ArrayList<>();
        parser.parseResource(
                        Bundle.class,
                        request.path("context").path("draftOrders").toString())
                .getEntry()
                .forEach(entry -> {
                    resources.add(entry.getResource());
                    orders.add(entry.getResource().getIdElement().getIdPart());
                });
        play.resources().forEach(resource -> resources.add((Resource) parser.parseResource(resource.toString())));
        LocalDate day = LocalDate.parse(request.path("extension")
                .path("org.spinecds.explain")
                .path("evaluationDate")
                .asString());
        return new Play(
                play.id(),
                new KeptRecord(
                        "spine-recurrence-order-select",
                        QUESTION,
                        day.atTime(9, 0).toInstant(ZoneOffset.UTC),
                        day,
                        CONTENT.version(),
                        List.of(),
                        "",
                        resources,
                        orders.stream().filter(Objects::nonNull).toList()),
                day);
    }

    Assessment assessed() {
        return ASSESSED.computeIfAbsent(id, unused -> assessed(kept.resources(), day));
    }

    Assessment assessed(List<Resource> resources, LocalDate when) {
        List<ServiceRequest> orders = resources.stream()
                .filter(ServiceRequest.class::isInstance)
                .map(ServiceRequest.class::cast)
                .filter(request -> kept.orders().contains(request.getIdElement().getIdPart()))
                .toList();
        return CONTENT.logic()
                .assess(QUESTION, resources, orders, ZonedDateTime.of(when, LocalTime.NOON, ZoneOffset.UTC));
    }

    /** The whole reasoning as JSON. */
    static JsonNode document(Assessment assessed) {
        return JSON.valueToTree(CONTENT.cards().document(assessed));
    }

    /** The record as an assessment read it; empty where nothing is assessed, and for a child. */
    static AnswerTree read(Assessment assessed) {
        return assessed.answers().at("Record As Read");
    }

    int courses() {
        return read(assessed()).at("courses").members().size();
    }

    Inputs inputs() {
        return inputs(assessed());
    }

    Inputs inputs(Assessment assessed) {
        CardContext context = new CardContext(
                assessed,
                new OrderingContext("", null, null, day, List.of(), List.of(), false),
                null,
                List.of(),
                List.of(),
                CONTENT.cards().without(assessed, List.of(), ZoneOffset.UTC));
        return new Inputs(
                CONTENT.page().filled("inputs", new PageView.Shown(context, List.of(), null, day)),
                read(assessed).at("spine.level").texts(),
                day,
                CONTENT.fields());
    }

    /** The form as it is on file, with some fields otherwise. */
    Edits edits(Map<String, String> changes) {
        Inputs onFile = inputs();
        Map<String, String> form = new java.util.LinkedHashMap<>(onFile.texts());
        form.putAll(changes);
        return new Edits(onFile, CONTENT.fields(), form);
    }

    /** What the rules say with some fields otherwise. */
    Assessment whatIf(Map<String, String> changes) {
        Edits edits = edits(changes);
        return assessed(WhatIf.applied(CONTENT.fields(), read(assessed()), edits, kept.resources()), edits.evaluated());
    }

    @Override
    public String toString() {
        return id;
    }
}

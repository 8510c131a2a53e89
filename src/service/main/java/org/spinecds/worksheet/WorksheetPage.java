package org.spinecds.worksheet;

import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.card.CardContext;
import org.spinecds.card.OrderingContext;
import org.spinecds.card.Suspended;
import org.spinecds.card.Worded;
import org.spinecds.decision.RecordAsRead;
import org.spinecds.decision.Suspension;
import org.spinecds.logic.AssessmentLogic;

/** The worksheet of a record as HTML, and the answer to its form. */
final class WorksheetPage {

    private static final Logger log = LoggerFactory.getLogger(WorksheetPage.class);
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    private final Clock clock;

    WorksheetPage(Clock clock) {
        this.clock = clock;
    }

    String opened(WorksheetContent content, KeptRecord kept, List<Suspension> inForce) {
        return content.filled("worksheet", openedModel(content, kept, inForce));
    }

    String closed(WorksheetContent content, Suspension suspension) {
        return content.filled("suspended", closedModel(suspension));
    }

    /** What the page is filled from where the site has closed the worksheets. */
    Map<String, @Nullable Object> closedModel(Suspension suspension) {
        Map<String, @Nullable Object> model = new HashMap<>();
        model.put("until", suspension.untilIn(clock.getZone()));
        model.put("said", suspension.reason());
        return model;
    }

    /** What the page is filled from when it is opened. */
    Map<String, @Nullable Object> openedModel(WorksheetContent content, KeptRecord kept, List<Suspension> inForce) {
        Answer answer = answer(content, kept, kept.resources(), day(kept), inForce);
        Map<String, @Nullable Object> model = new HashMap<>(new AnswerModel(content.words(), answer, null, null).of());
        model.putAll(stamp(content, kept));
        RecordAsRead read = answer.read();
        boolean isEditable = answer.hasNumbers() && read != null;
        model.put("isEditable", isEditable);
        model.put("form", null);
        model.put("changes", List.of());
        model.put("faults", null);
        if (isEditable && read != null) {
            Inputs inputs = new Inputs(read, day(kept), content.fields());
            Edits none = new Edits(inputs, content.fields(), Map.of());
            model.put("form", new FormModel(content, answer.words(), read, inputs, none).form());
        }
        return model;
    }

    Worksheets.Recomputed recomputed(
            WorksheetContent content, KeptRecord kept, Map<String, String> form, List<Suspension> inForce) {
        Map<String, @Nullable Object> model = recomputedModel(content, kept, form, inForce);
        return new Worksheets.Recomputed(model.get("faults") == null, content.filled("recomputed", model));
    }

    /** What the answer to the form is filled from. */
    Map<String, @Nullable Object> recomputedModel(
            WorksheetContent content, KeptRecord kept, Map<String, String> form, List<Suspension> inForce) {
        Answer onFile = answer(content, kept, kept.resources(), day(kept), inForce);
        RecordAsRead read = onFile.read();
        if (!onFile.hasNumbers() || read == null) {
            throw new WorksheetGone();
        }
        Inputs inputs = new Inputs(read, day(kept), content.fields());
        Edits edits = new Edits(inputs, content.fields(), form);
        FormModel fields = new FormModel(content, onFile.words(), read, inputs, edits);
        boolean isUnderstood = edits.faults().isEmpty();
        boolean isWhatIf = isUnderstood && edits.isWhatIf();
        Answer now = isWhatIf
                ? answer(
                        content,
                        kept,
                        WhatIf.applied(content.fields(), read, edits, kept.resources()),
                        edits.evaluated(),
                        inForce)
                : onFile;
        Map<String, @Nullable Object> model =
                new HashMap<>(new AnswerModel(content.words(), now, isWhatIf ? onFile : null, form.get("level")).of());
        model.putAll(stamp(content, kept));
        model.put("isEditable", true);
        model.put("changes", isWhatIf ? fields.changes() : List.of());
        model.put("faults", isUnderstood ? null : edits.faults().size());
        model.put("beside", fields.notes());
        return model;
    }

    private Answer answer(
            WorksheetContent content,
            KeptRecord kept,
            List<Resource> resources,
            LocalDate day,
            List<Suspension> inForce) {
        List<ServiceRequest> orders = resources.stream()
                .filter(ServiceRequest.class::isInstance)
                .map(ServiceRequest.class::cast)
                .filter(request -> kept.orders().contains(request.getIdElement().getIdPart()))
                .toList();
        AssessmentLogic.AssessedRecord assessed = content.logic()
                .assessAndTell(
                        new AssessmentLogic.Question(
                                kept.question().library(),
                                kept.question().cards(),
                                kept.question().hook()),
                        resources,
                        orders,
                        ZonedDateTime.of(day, LocalTime.NOON, clock.getZone()));
        Suspended suspended = content.cards().without(assessed.assessment(), inForce, clock.getZone());
        CardContext context = new CardContext(
                suspended.assessment(), nobodyOrders(kept, day), null, content.changedSettings(), List.of(), suspended);
        Worded worded = content.cards().renderApart(context);
        worded.unworded()
                .forEach(one -> log.error("The card {} of a worksheet lacks words: {}", one.card(), one.why()));
        return new Answer(
                day,
                suspended.assessment(),
                assessed.read(),
                worded.cards(),
                content.cards().inWords(suspended.assessment()),
                content.cards().suspendedOptions(context));
    }

    /** A worksheet drafts nothing: of its cards only what they find is shown. */
    private static OrderingContext nobodyOrders(KeptRecord kept, LocalDate day) {
        String patient = kept.resources().stream()
                .filter(Patient.class::isInstance)
                .map(resource -> resource.getIdElement().getIdPart())
                .findFirst()
                .orElse("");
        return new OrderingContext(patient, null, null, day, List.of(), List.of(), false);
    }

    private LocalDate day(KeptRecord kept) {
        return kept.replayed() == null
                ? kept.answeredAt().atZone(clock.getZone()).toLocalDate()
                : kept.replayed();
    }

    private Map<String, @Nullable Object> stamp(WorksheetContent content, KeptRecord kept) {
        Map<String, @Nullable Object> stamp = new HashMap<>();
        stamp.put(
                "answeredAt",
                MINUTE.format(kept.answeredAt().atZone(clock.getZone()).truncatedTo(ChronoUnit.MINUTES)));
        stamp.put("replayed", kept.replayed() == null ? null : kept.replayed().toString());
        stamp.put("settings", content.changedSettings());
        stamp.put(
                "rulesChanged",
                !content.version().equals(kept.contentVersion())
                        || !Set.copyOf(content.changedSettings()).equals(Set.copyOf(kept.changedSettings())));
        stamp.put("patient", patient(kept));
        return stamp;
    }

    private static @Nullable Map<String, String> patient(KeptRecord kept) {
        return kept.resources().stream()
                .filter(Patient.class::isInstance)
                .map(Patient.class::cast)
                .findFirst()
                .map(patient -> Map.of(
                        "name",
                        patient.hasName() ? patient.getNameFirstRep().getNameAsSingleString() : "",
                        "born",
                        patient.hasBirthDate() ? patient.getBirthDateElement().getValueAsString() : "",
                        "id",
                        patient.getIdElement().getIdPart()))
                .orElse(null);
    }
}

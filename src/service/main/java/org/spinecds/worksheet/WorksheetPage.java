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
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.card.CardContext;
import org.spinecds.card.OrderingContext;
import org.spinecds.card.PageView;
import org.spinecds.card.Suspended;
import org.spinecds.card.Worded;
import org.spinecds.decision.AnswerTree;
import org.spinecds.decision.Assessment;
import org.spinecds.decision.Suspension;

/**
 * Fills the worksheet of a record as HTML, and the answer to its form.
 *
 * @param inForce the suspensions in force; suspended things are left out and named
 */
record WorksheetPage(Clock clock, WorksheetContent content, KeptRecord kept, List<Suspension> inForce) {

    private static final Logger log = LoggerFactory.getLogger(WorksheetPage.class);
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    /** The values of the page where a suspension has closed the worksheets. */
    static Map<String, String> closed(Suspension suspension, Clock clock) {
        return Map.of("until", suspension.untilIn(clock.getZone()), "said", suspension.reason());
    }

    /** The values of the page when it is opened. */
    Map<String, @Nullable Object> opened() {
        PageView.Shown answer = answer(kept.resources(), day());
        Map<String, @Nullable Object> model = model(answer, null, null);
        model.put("form", null);
        model.put("changes", List.of());
        model.put("faults", null);
        if (isEditable(model)) {
            Inputs inputs = inputs(answer);
            Edits none = new Edits(inputs, content.fields(), Map.of());
            model.put("form", new FormModel(content.fields(), content.page(), inputs, none).form());
        }
        return model;
    }

    Worksheets.Recomputed answered(Map<String, String> form) {
        Map<String, @Nullable Object> model = recomputed(form);
        return new Worksheets.Recomputed(model.get("faults") == null, content.filled("recomputed", model));
    }

    /** The values of the answer to the form. */
    Map<String, @Nullable Object> recomputed(Map<String, String> form) {
        PageView.Shown onFile = answer(kept.resources(), day());
        if (!isEditable(content.page().filled("answer", onFile))) {
            throw new WorksheetGone();
        }
        Inputs inputs = inputs(onFile);
        Edits edits = new Edits(inputs, content.fields(), form);
        FormModel fields = new FormModel(content.fields(), content.page(), inputs, edits);
        boolean isUnderstood = edits.faults().isEmpty();
        boolean isWhatIf = isUnderstood && edits.isWhatIf();
        PageView.Shown now = isWhatIf
                ? answer(WhatIf.applied(content.fields(), read(onFile), edits, kept.resources()), edits.evaluated())
                : onFile;
        Map<String, @Nullable Object> model = model(now, isWhatIf ? onFile : null, form.get("level"));
        model.put("changes", isWhatIf ? fields.changes() : List.of());
        model.put("faults", isUnderstood ? null : edits.faults().size());
        model.put("beside", fields.notes());
        return model;
    }

    private static boolean isEditable(Map<String, @Nullable Object> model) {
        return Boolean.TRUE.equals(model.get("isEditable"));
    }

    private static AnswerTree read(PageView.Shown answer) {
        return answer.context().assessment().answers().at("Record As Read");
    }

    private Inputs inputs(PageView.Shown answer) {
        return new Inputs(
                content.page().filled("inputs", answer),
                read(answer).at("spine.level").texts(),
                answer.day(),
                content.fields());
    }

    /**
     * The values of an answer; in a what-if, beside those of the record on file.
     *
     * @param onFile the answer on file; null unless this is a what-if
     * @param level the level that is shown in full, if it is assessed; otherwise the headline's level is
     */
    private Map<String, @Nullable Object> model(
            PageView.Shown now, PageView.@Nullable Shown onFile, @Nullable String level) {
        AnswerTree answers = now.context().assessment().answers();
        String shown =
                level != null && answers.at("Assessed Levels.level").texts().contains(level)
                        ? level
                        : answers.at("Headline Level").text();
        Map<String, @Nullable Object> filled = content.page().filled("answer", now.at(shown));
        Map<String, @Nullable Object> model = onFile == null
                ? new HashMap<>(filled)
                : Compared.beside(filled, content.page().filled("answer", onFile.at(shown)));
        if (model.get("numbers") instanceof List<?> levels) {
            model.put("numbers", levels.stream().map(Charts::drawn).toList());
        }
        model.put("isWhatIf", onFile != null);
        model.put("evaluated", now.day().toString());
        model.put(
                "answeredAt",
                MINUTE.format(kept.answeredAt().atZone(clock.getZone()).truncatedTo(ChronoUnit.MINUTES)));
        model.put("replayed", kept.replayed() == null ? null : kept.replayed().toString());
        model.put("settings", content.changedSettings());
        model.put(
                "rulesChanged",
                !content.version().equals(kept.contentVersion())
                        || !Set.copyOf(content.changedSettings()).equals(Set.copyOf(kept.changedSettings())));
        model.put("patient", patient().map(WorksheetPage::named).orElse(null));
        return model;
    }

    private PageView.Shown answer(List<Resource> resources, LocalDate day) {
        List<ServiceRequest> orders = resources.stream()
                .filter(ServiceRequest.class::isInstance)
                .map(ServiceRequest.class::cast)
                .filter(request -> kept.orders().contains(request.getIdElement().getIdPart()))
                .toList();
        Assessment assessment = content.logic()
                .assess(kept.question(), resources, orders, ZonedDateTime.of(day, LocalTime.NOON, clock.getZone()));
        Suspended suspended = content.cards().without(assessment, inForce, clock.getZone());
        CardContext context = new CardContext(
                suspended.assessment(), nobodyOrders(day), null, content.changedSettings(), List.of(), suspended);
        Worded worded = content.cards().renderApart(context);
        worded.unworded()
                .forEach(one -> log.error("The card {} of a worksheet lacks words: {}", one.card(), one.why()));
        return new PageView.Shown(context, worded.cards(), null, day);
    }

    /** A context without requester and drafts: a worksheet shows the findings of cards and drafts nothing. */
    private OrderingContext nobodyOrders(LocalDate day) {
        String patient = patient().map(one -> one.getIdElement().getIdPart()).orElse("");
        return new OrderingContext(patient, null, null, day, List.of(), List.of(), false);
    }

    private LocalDate day() {
        return kept.replayed() == null
                ? kept.answeredAt().atZone(clock.getZone()).toLocalDate()
                : kept.replayed();
    }

    private Optional<Patient> patient() {
        return kept.resources().stream()
                .filter(Patient.class::isInstance)
                .map(Patient.class::cast)
                .findFirst();
    }

    private static Map<String, String> named(Patient patient) {
        return Map.of(
                "name", patient.hasName() ? patient.getNameFirstRep().getNameAsSingleString() : "",
                "born", patient.hasBirthDate() ? patient.getBirthDateElement().getValueAsString() : "",
                "id", patient.getIdElement().getIdPart());
    }
}

package org.spinecds.call;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.Resource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.card.Card;
import org.spinecds.card.HookResponse;
import org.spinecds.card.Worded;
import org.spinecds.card.WordingBroken;
import org.spinecds.decision.Assessment;
import org.spinecds.decision.Suspension;
import org.spinecds.fhir.FhirJson;
import org.spinecds.guideline.Evaluation;
import org.spinecds.guideline.Guideline;
import org.spinecds.hook.FhirAuthorization;
import org.spinecds.hook.HookRequest;
import org.spinecds.hook.HookRequest.Explain;
import org.spinecds.hook.ServiceDefinition;
import org.spinecds.logic.AssessmentLogic;
import org.spinecds.logic.LogicFailed;
import org.spinecds.observability.CallMeters.Stage;
import org.spinecds.patientdata.PatientDataGatherer;
import org.spinecds.patientdata.PatientDataUnavailable;
import org.spinecds.security.FhirServerNotAllowed;
import org.spinecds.workbench.Shadow;
import org.spinecds.worksheet.KeptRecord;
import org.spinecds.worksheet.WorksheetKeeper;

/**
 * Gather, evaluate, decide, render.
 *
 * @param suspended the active suspensions
 */
public record GuidelineDecisionSupport(
        PatientDataGatherer gatherer,
        DecisionRecorder recorder,
        WorksheetKeeper worksheets,
        Shadow shadow,
        Supplier<List<Suspension>> suspended,
        Clock clock)
        implements DecisionSupport {

    private static final Logger log = LoggerFactory.getLogger(GuidelineDecisionSupport.class);
    private static final int FRAMES = 5;
    private static final String ASSESSMENT = "org.spinecds.assessment";

    @Override
    public HookResponse answer(Guideline guideline, ServiceDefinition service, HookRequest request) {
        DecisionRecorder.OneCall call = recorder.begin(guideline, service, request);
        List<Resource> record = gather(guideline, service, request, call);
        try {
            Evaluation evaluation = new Evaluation(guideline, service, request, clock);
            Evaluation.Known known = evaluation.known(record);
            AssessmentLogic.Answers answers = evaluation.evaluate(known);
            call.enters(Stage.DECIDE);
            Assessment assessment = evaluation.decide(answers);
            call.enters(Stage.RENDER);
            List<Suspension> inForce = suspended.get();
            call.under(inForce);
            Optional<Suspension> hold = Suspension.holding(inForce);
            if (hold.isPresent() && !assessment.cards().isEmpty()) {
                List<Card> held = List.of(guideline.cards().held(hold.get(), clock.getZone()));
                call.held(held);
                return new HookResponse(held, Map.of());
            }
            Optional<WorksheetKeeper.Offer> offer =
                    guideline.cards().closingWorksheets(inForce).isPresent() ? Optional.empty() : worksheets.offer();
            List<Card.Link> links =
                    offer.map(one -> links(one, guideline, request, call)).orElse(List.of());
            Worded worded = guideline.cards().renderApart(evaluation.context(assessment, links, inForce));
            worded.unworded().forEach(call::unworded);
            HookResponse response = new HookResponse(worded.cards(), explanation(guideline, request, assessment));
            call.answered(assessment.trigger().reason(), response.cards(), assessment.unknownOrderCodes());
            if (response.cards().stream().anyMatch(card -> !card.links().isEmpty())) {
                offer.ifPresent(one -> keep(one, evaluation, known));
            }
            if (inForce.isEmpty()) {
                shadow.compare(
                        new Shadow.Answered(evaluation, known.resources(), assessment, response.cards()),
                        call.patient());
            }
            return response;
        } catch (LogicFailed failure) {
            log.error("The guideline could not be evaluated: {}", failure.where());
        } catch (WordingBroken failure) {
            log.error("The cards could not be worded: {}", failure.getMessage());
        } catch (RuntimeException failure) {
            // After any failure here the clinician must learn that nothing was checked. The message may quote the
            // record.
            log.error(
                    "The guideline could not be evaluated: {} at {}",
                    failure.getClass().getName(),
                    List.of(failure.getStackTrace()).subList(0, Math.min(FRAMES, failure.getStackTrace().length)));
        }
        List<Card> notEvaluated = List.of(guideline.cards().notEvaluated());
        call.notEvaluated(notEvaluated);
        return new HookResponse(notEvaluated, Map.of());
    }

    private List<Resource> gather(
            Guideline guideline, ServiceDefinition service, HookRequest request, DecisionRecorder.OneCall call) {
        try {
            List<Resource> record = gatherer.gather(service, request, guideline.reading(service));
            call.enters(Stage.EVALUATE);
            return record;
        } catch (PatientDataUnavailable failure) {
            call.dataUnavailable(failure.unread());
            throw failure;
        } catch (FhirServerNotAllowed refusal) {
            call.refused("FHIR_SERVER_NOT_ALLOWED");
            throw refusal;
        }
    }

    /**
     * Runs the whole path of a call, with its whole assessment; nothing is recorded, counted or stored.
     *
     * @throws LogicFailed when the guideline cannot be evaluated
     * @throws WordingBroken when a card cannot be rendered
     */
    public HookResponse rehearse(Guideline guideline, ServiceDefinition service, HookRequest request) {
        Evaluation evaluation = new Evaluation(guideline, service, request, clock);
        Evaluation.Known known = evaluation.known(gatherer.gather(service, request, guideline.reading(service)));
        Assessment assessment = evaluation.assess(known);
        guideline.cards().document(assessment);
        HookResponse response = new HookResponse(
                guideline.cards().render(evaluation.context(assessment, List.of(), List.of())),
                explanation(guideline, request, assessment));
        recorder.rehearse(guideline, service, request, response.cards());
        worksheets.rehearse(record(evaluation, known));
        return response;
    }

    /** A link without a label is left out; the answer is not affected. */
    private static List<Card.Link> links(
            WorksheetKeeper.Offer offer, Guideline guideline, HookRequest request, DecisionRecorder.OneCall call) {
        List<Card.Link> links = new ArrayList<>();
        try {
            links.add(offer.link(guideline.worksheet().link("label")));
            if (request.client().launchesSmart()) {
                links.add(offer.smartLink(guideline.worksheet().link("smart")));
            }
        } catch (WordingBroken failure) {
            call.withoutLink(failure);
        }
        return links;
    }

    /** Stores the data of a card with a link, beside the answer. */
    private void keep(WorksheetKeeper.Offer offer, Evaluation evaluation, Evaluation.Known known) {
        FhirAuthorization lent = evaluation.request().fhirAuthorization();
        worksheets.keep(offer.handle(), record(evaluation, known), lent == null ? null : lent.expiresIn());
    }

    private KeptRecord record(Evaluation evaluation, Evaluation.Known known) {
        Guideline guideline = evaluation.guideline();
        ServiceDefinition service = evaluation.service();
        return new KeptRecord(
                service.id(),
                evaluation.question(),
                clock.instant(),
                evaluation.replayed(),
                guideline.version(),
                guideline.changedSettingsInWords(),
                guideline.reading(service).mark(),
                known.resources().stream()
                        .filter(resource -> !FhirJson.isHeader(resource))
                        .toList(),
                known.orders().stream()
                        .map(order -> order.getIdElement().getIdPart())
                        .filter(Objects::nonNull)
                        .toList());
    }

    private static Map<String, Object> explanation(Guideline guideline, HookRequest request, Assessment assessment) {
        Explain explain = request.explain();
        return explain != null && explain.assessment()
                ? Map.of(ASSESSMENT, guideline.cards().document(assessment))
                : Map.of();
    }
}

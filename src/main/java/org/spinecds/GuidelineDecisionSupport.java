package org.spinecds;

import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Task;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.card.Card;
import org.spinecds.card.CardContext;
import org.spinecds.card.HookResponse;
import org.spinecds.card.OrderingContext;
import org.spinecds.card.WordingBroken;
import org.spinecds.decision.Assessment;
import org.spinecds.decision.AssessmentDocument;
import org.spinecds.guideline.Guideline;
import org.spinecds.hook.Explain;
import org.spinecds.hook.FhirAuthorization;
import org.spinecds.hook.HookRequest;
import org.spinecds.hook.ServiceDefinition;
import org.spinecds.logic.AssessmentLogic;
import org.spinecds.logic.LogicFailed;
import org.spinecds.patientdata.PatientData;
import org.spinecds.patientdata.PatientDataGatherer;
import org.spinecds.patientdata.PatientDataUnavailable;
import org.spinecds.security.FhirServerNotAllowed;
import org.spinecds.worksheet.KeptRecord;
import org.spinecds.worksheet.WorksheetKeeper;

/** Gather, evaluate, decide, render. */
final class GuidelineDecisionSupport implements DecisionSupport {

    private static final Logger log = LoggerFactory.getLogger(GuidelineDecisionSupport.class);
    private static final int FRAMES = 5;
    private static final int LONGEST_ORDER_NAME = 80;
    private static final int MOST_ORDERS = 3;
    private static final Pattern PRACTITIONER = Pattern.compile("(Practitioner|PractitionerRole)/[A-Za-z0-9.-]{1,64}");
    private static final Pattern FHIR_ID = Pattern.compile("[A-Za-z0-9.-]{1,64}");
    private static final String ASSESSMENT = "org.spinecds.assessment";

    private final PatientDataGatherer gatherer;
    private final DecisionRecorder recorder;
    private final WorksheetKeeper worksheets;
    private final Clock clock;

    GuidelineDecisionSupport(
            PatientDataGatherer gatherer, DecisionRecorder recorder, WorksheetKeeper worksheets, Clock clock) {
        this.gatherer = gatherer;
        this.recorder = recorder;
        this.worksheets = worksheets;
        this.clock = clock;
    }

    @Override
    public HookResponse answer(Guideline guideline, ServiceDefinition service, HookRequest request) {
        DecisionRecorder.OneCall call = recorder.begin(guideline, service, request);
        PatientData patient = gather(service, request, call);
        try {
            Known known = known(guideline, request, patient);
            Assessment assessment = evaluate(guideline, service, request, known);
            call.evaluated();
            Optional<WorksheetKeeper.Offer> offer = worksheets.offer();
            List<Card.Link> links = offer
                    .map(one -> one.link(guideline.worksheet().linkLabel()))
                    .stream()
                    .toList();
            HookResponse response = respond(guideline, request, assessment, links);
            call.answered(assessment.trigger().reason(), response.cards());
            if (response.cards().stream().anyMatch(card -> !card.links().isEmpty())) {
                offer.ifPresent(one -> keep(one, guideline, service, request, known));
            }
            return response;
        } catch (LogicFailed failure) {
            log.error("The guideline could not be evaluated: {}", failure.where());
        } catch (WordingBroken failure) {
            log.error("The cards could not be worded: {}", failure.getMessage());
        } catch (RuntimeException failure) {
            // Whatever fails here, the clinician must learn that nothing was checked. The message may quote the record.
            log.error(
                    "The guideline could not be evaluated: {} at {}",
                    failure.getClass().getName(),
                    List.of(failure.getStackTrace()).subList(0, Math.min(FRAMES, failure.getStackTrace().length)));
        }
        List<Card> notEvaluated = List.of(guideline.cards().notEvaluated());
        call.notEvaluated(notEvaluated);
        return new HookResponse(notEvaluated, Map.of());
    }

    private PatientData gather(ServiceDefinition service, HookRequest request, DecisionRecorder.OneCall call) {
        try {
            PatientData patient = gatherer.gather(service, request);
            call.gathered();
            return patient;
        } catch (PatientDataUnavailable failure) {
            call.dataUnavailable(failure.unread());
            throw failure;
        } catch (FhirServerNotAllowed refusal) {
            call.refused("FHIR_SERVER_NOT_ALLOWED");
            throw refusal;
        }
    }

    /**
     * Gathers and evaluates.
     *
     * @throws LogicFailed when the guideline cannot be evaluated
     */
    Assessment assess(Guideline guideline, ServiceDefinition service, HookRequest request) {
        PatientData patient = gatherer.gather(service, request);
        return evaluate(guideline, service, request, known(guideline, request, patient));
    }

    private Assessment evaluate(Guideline guideline, ServiceDefinition service, HookRequest request, Known known) {
        AssessmentLogic.Question question =
                new AssessmentLogic.Question(service.library(), service.cards(), service.hook());
        return guideline.logic().assess(question, known.resources(), known.orders(), moment(request));
    }

    /** What the rules are asked about: every resource with its standard codings, and the orders among them. */
    private record Known(List<Resource> resources, List<ServiceRequest> orders) {}

    private static Known known(Guideline guideline, HookRequest request, PatientData patient) {
        List<ServiceRequest> drafts = draftsOf(ServiceRequest.class, request);
        List<Resource> resources = known(patient, drafts);
        resources.addAll(draftsOf(Task.class, request));
        resources.forEach(guideline.localCodes()::addStandardCodings);
        return new Known(resources, selected(request, drafts));
    }

    /** Words the assessment. */
    HookResponse respond(Guideline guideline, HookRequest request, Assessment assessment) {
        return respond(guideline, request, assessment, List.of());
    }

    private HookResponse respond(
            Guideline guideline, HookRequest request, Assessment assessment, List<Card.Link> links) {
        CardContext context = new CardContext(
                assessment, ordering(request), replayed(request), guideline.changedSettingsInWords(), links);
        return new HookResponse(guideline.cards().render(context), explanation(request, assessment));
    }

    /** Keeps what a card with a link was made from, beside the answer. */
    private void keep(
            WorksheetKeeper.Offer offer,
            Guideline guideline,
            ServiceDefinition service,
            HookRequest request,
            Known known) {
        FhirAuthorization lent = request.fhirAuthorization();
        worksheets.keep(
                offer.handle(),
                new KeptRecord(
                        service.id(),
                        new KeptRecord.Asked(service.library(), service.cards(), service.hook()),
                        clock.instant(),
                        replayed(request),
                        guideline.version(),
                        guideline.changedSettingsInWords(),
                        known.resources(),
                        known.orders().stream()
                                .map(order -> order.getIdElement().getIdPart())
                                .filter(Objects::nonNull)
                                .toList()),
                lent == null ? null : lent.expiresIn());
    }

    private OrderingContext ordering(HookRequest request) {
        String encounter = request.encounterId();
        return new OrderingContext(
                request.patientId(),
                PRACTITIONER.matcher(request.userId()).matches() ? request.userId() : null,
                encounter != null && FHIR_ID.matcher(encounter).matches() ? encounter : null,
                moment(request).toLocalDate(),
                request.draftsAsSent(),
                orderNames(request),
                request.client().needsRating());
    }

    private static <T extends Resource> List<T> draftsOf(Class<T> type, HookRequest request) {
        return request.draftOrders().getEntry().stream()
                .map(entry -> entry.getResource())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** What the orders are called, as many and as long as a line of a card holds. */
    private static List<String> orderNames(HookRequest request) {
        return selected(request, draftsOf(ServiceRequest.class, request)).stream()
                .map(ServiceRequest::getCode)
                .map(code -> code.hasText()
                        ? code.getText()
                        : code.getCodingFirstRep().getDisplay())
                .filter(name -> name != null && name.length() <= LONGEST_ORDER_NAME)
                .distinct()
                .limit(MOST_ORDERS)
                .toList();
    }

    /** The orders selected (CDS Hooks, order-select); every draft where the selection names none of them. */
    private static List<ServiceRequest> selected(HookRequest request, List<ServiceRequest> drafts) {
        boolean namesAny = request.draftOrders().getEntry().stream()
                .map(entry -> entry.getResource())
                .anyMatch(order -> order != null && isSelected(request, order));
        return namesAny
                ? drafts.stream().filter(order -> isSelected(request, order)).toList()
                : drafts;
    }

    private static boolean isSelected(HookRequest request, Resource order) {
        String reference = order.fhirType() + "/" + order.getIdElement().getIdPart();
        return request.selections().contains(reference);
    }

    /** Drafts need not exist on the server; where one does, the draft is the newer word. */
    private static List<Resource> known(PatientData patient, List<ServiceRequest> drafts) {
        List<Resource> known = new ArrayList<>(drafts);
        patient.all().stream()
                .filter(resource -> drafts.stream().noneMatch(draft -> isSame(draft, resource)))
                .forEach(known::add);
        return known;
    }

    private static boolean isSame(ServiceRequest draft, Resource resource) {
        return resource instanceof ServiceRequest
                && draft.getIdElement().getIdPart() != null
                && draft.getIdElement()
                        .getIdPart()
                        .equals(resource.getIdElement().getIdPart());
    }

    private ZonedDateTime moment(HookRequest request) {
        LocalDate replayed = replayed(request);
        return replayed == null
                ? ZonedDateTime.now(clock)
                : ZonedDateTime.of(replayed, LocalTime.NOON, clock.getZone());
    }

    private static @Nullable LocalDate replayed(HookRequest request) {
        Explain explain = request.explain();
        return explain == null ? null : explain.evaluationDate();
    }

    private static Map<String, Object> explanation(HookRequest request, Assessment assessment) {
        Explain explain = request.explain();
        return explain != null && explain.assessment()
                ? Map.of(ASSESSMENT, AssessmentDocument.of(assessment))
                : Map.of();
    }
}

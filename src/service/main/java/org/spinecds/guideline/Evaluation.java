package org.spinecds.guideline;

import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Task;
import org.jspecify.annotations.Nullable;
import org.spinecds.card.Card;
import org.spinecds.card.CardContext;
import org.spinecds.card.OrderingContext;
import org.spinecds.card.Suspended;
import org.spinecds.decision.Assessment;
import org.spinecds.decision.Suspension;
import org.spinecds.hook.HookRequest;
import org.spinecds.hook.HookRequest.Explain;
import org.spinecds.hook.ServiceDefinition;
import org.spinecds.logic.AssessmentLogic;
import org.spinecds.logic.Explanation;

/** The evaluation of a call by one guideline: service, orders, time. */
public record Evaluation(Guideline guideline, ServiceDefinition service, HookRequest request, Clock clock) {

    private static final int LONGEST_ORDER_NAME = 80;
    private static final int MOST_ORDERS = 3;
    private static final Pattern PRACTITIONER = Pattern.compile("(Practitioner|PractitionerRole)/[A-Za-z0-9.-]{1,255}");
    private static final Pattern FHIR_ID = Pattern.compile("[A-Za-z0-9.-]{1,255}");

    /** The input of the rules: every resource with its standard codings, and the orders among them. */
    public record Known(List<Resource> resources, List<ServiceRequest> orders) {

        public Known {
            resources = List.copyOf(resources);
            orders = List.copyOf(orders);
        }

        @Override
        public String toString() {
            return "Known[" + resources.size() + " resources]";
        }
    }

    /** The record and the drafts of the call, in normal form; the standard codings are added in place. */
    public Known known(List<? extends Resource> record) {
        List<ServiceRequest> drafts = draftsOf(ServiceRequest.class);
        List<Resource> merged = merged(record, drafts);
        merged.addAll(draftTasks());
        List<Resource> resources = guideline.plainForm().of(merged);
        resources.forEach(guideline.localCodes()::addStandardCodings);
        List<ServiceRequest> plainDrafts = resources.subList(0, drafts.size()).stream()
                .map(ServiceRequest.class::cast)
                .toList();
        return new Known(resources, selected(plainDrafts));
    }

    /**
     * Assesses the patient of the call.
     *
     * @throws org.spinecds.logic.LogicFailed when the guideline cannot be evaluated
     */
    public Assessment assess(Known known) {
        return decide(evaluate(known));
    }

    /**
     * Evaluates the expressions of the service for the patient of the call.
     *
     * @throws org.spinecds.logic.LogicFailed when the guideline cannot be evaluated
     */
    public AssessmentLogic.Answers evaluate(Known known) {
        return guideline.logic().evaluate(question(), known.resources(), known.orders(), moment());
    }

    /**
     * Converts the answers to the assessment.
     *
     * @throws org.spinecds.logic.LogicFailed when their structure is invalid
     */
    public Assessment decide(AssessmentLogic.Answers answers) {
        return guideline.logic().decide(answers);
    }

    /**
     * Explains the value of an expression.
     *
     * @param expression of the service's library
     * @param depth the largest number of defines between the expression and a shown value
     */
    public Explanation explain(String expression, int depth, Known known) {
        return guideline
                .logic()
                .knowledge()
                .explain(question(), expression, depth, known.resources(), known.orders(), moment());
    }

    /** The data for the cards of the call. */
    public CardContext context(Assessment assessment, List<Card.Link> links) {
        return context(assessment, links, List.of());
    }

    /** The same without suspended items. */
    public CardContext context(Assessment assessment, List<Card.Link> links, List<Suspension> inForce) {
        Suspended suspended = guideline.cards().without(assessment, inForce, clock.getZone());
        return new CardContext(
                suspended.assessment(),
                ordering(),
                replayed(),
                guideline.changedSettingsInWords(service),
                links,
                suspended);
    }

    private OrderingContext ordering() {
        String encounter = request.encounterId();
        return new OrderingContext(
                request.patientId(),
                PRACTITIONER.matcher(request.userId()).matches() ? request.userId() : null,
                encounter != null && FHIR_ID.matcher(encounter).matches() ? encounter : null,
                moment().toLocalDate(),
                request.draftsAsSent(),
                orderNames(),
                request.client().needsRating());
    }

    /** The names of the orders, limited to a line of a card. */
    private List<String> orderNames() {
        return selected(draftsOf(ServiceRequest.class)).stream()
                .map(ServiceRequest::getCode)
                .map(code -> code.hasText()
                        ? code.getText()
                        : code.getCodingFirstRep().getDisplay())
                .filter(name -> name != null && name.length() <= LONGEST_ORDER_NAME)
                .distinct()
                .limit(MOST_ORDERS)
                .toList();
    }

    /** The question of the service to the rules. */
    public AssessmentLogic.Question question() {
        return new AssessmentLogic.Question(service.library(), service.cards(), service.hook());
    }

    /** A Task with another status is none: the rules take one that is no draft as this service's own. */
    private List<Task> draftTasks() {
        return draftsOf(Task.class).stream()
                .filter(task -> task.getStatus() == Task.TaskStatus.DRAFT)
                .toList();
    }

    private <T extends Resource> List<T> draftsOf(Class<T> type) {
        return request.draftOrders().getEntry().stream()
                .map(entry -> entry.getResource())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** The selected orders (CDS Hooks, order-select); every draft if the selection names none of them. */
    private List<ServiceRequest> selected(List<ServiceRequest> drafts) {
        boolean namesAny = request.draftOrders().getEntry().stream()
                .map(entry -> entry.getResource())
                .anyMatch(order -> order != null && isSelected(order));
        return namesAny ? drafts.stream().filter(this::isSelected).toList() : drafts;
    }

    private boolean isSelected(Resource order) {
        String reference = order.fhirType() + "/" + order.getIdElement().getIdPart();
        return request.selections().contains(reference);
    }

    /** A draft may be missing on the server; if it exists there, the draft is newer. */
    private static List<Resource> merged(List<? extends Resource> record, List<ServiceRequest> drafts) {
        Set<String> ids = drafts.stream()
                .map(draft -> draft.getIdElement().getIdPart())
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        List<Resource> known = new ArrayList<>(drafts);
        record.stream()
                .filter(resource -> !(resource instanceof ServiceRequest
                        && ids.contains(resource.getIdElement().getIdPart())))
                .forEach(known::add);
        return known;
    }

    private ZonedDateTime moment() {
        LocalDate replayed = replayed();
        return replayed == null
                ? ZonedDateTime.now(clock)
                : ZonedDateTime.of(replayed, LocalTime.NOON, clock.getZone());
    }

    /** The replayed day; null means today. */
    public @Nullable LocalDate replayed() {
        Explain explain = request.explain();
        return explain == null ? null : explain.evaluationDate();
    }
}

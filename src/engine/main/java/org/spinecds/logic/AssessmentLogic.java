package org.spinecds.logic;

import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.jspecify.annotations.Nullable;
import org.spinecds.content.GuidelineFile;
import org.spinecds.decision.AnswerTree;
import org.spinecds.decision.Assessment;

/** Evaluates the assessment library of a guideline, and makes an assessment of its answers. */
public final class AssessmentLogic {

    private final KnowledgeBase knowledge;
    private final Set<String> alsoAsked;
    private final Map<String, Map<String, Set<String>>> codesRead = new ConcurrentHashMap<>();

    public AssessmentLogic(KnowledgeBase knowledge) {
        this(knowledge, Set.of());
    }

    private AssessmentLogic(KnowledgeBase knowledge, Set<String> alsoAsked) {
        this.knowledge = knowledge;
        this.alsoAsked = Set.copyOf(alsoAsked);
    }

    /** The libraries of the rules. */
    public KnowledgeBase knowledge() {
        return knowledge;
    }

    /** The same rules, which also evaluate these answers where a library has them. */
    public AssessmentLogic answering(Set<String> alsoAsked) {
        return new AssessmentLogic(knowledge, alsoAsked);
    }

    /** The same rules with every setting at its default. */
    public AssessmentLogic asWritten() {
        return new AssessmentLogic(knowledge.asWritten(), alsoAsked);
    }

    /**
     * The same rules with every setting at its default.
     *
     * @param coverage records the evaluated lines and branches
     */
    public AssessmentLogic asWritten(Coverage coverage) {
        return new AssessmentLogic(knowledge.asWritten(coverage), alsoAsked);
    }

    /** An empty coverage of these rules. */
    public Coverage newCoverage() {
        return new Coverage(knowledge.translated());
    }

    /**
     * The question of a service.
     *
     * @param library the library to evaluate
     * @param cards the expression of that library with the cards of the service
     * @param hook the hook of the service
     */
    public record Question(String library, String cards, String hook) {}

    /**
     * Assesses one patient.
     *
     * @param patient every known resource of the patient, the Patient among them
     * @param orders the orders that the call concerns
     * @param moment the time of evaluation; its date is today in CQL
     * @throws LogicFailed when the library cannot be evaluated, or an answer has another shape
     */
    public Assessment assess(
            Question question, List<? extends Resource> patient, List<ServiceRequest> orders, ZonedDateTime moment) {
        return decide(evaluate(question, patient, orders, moment));
    }

    /** The values of a question's expressions; never printed, since they belong to a patient. */
    public record Answers(Question question, Map<String, @Nullable Object> values) {

        @Override
        public String toString() {
            return "Answers[" + question + "]";
        }
    }

    /**
     * Evaluates the expressions of a question.
     *
     * @param patient every known resource of the patient, the Patient among them
     * @param orders the orders that the call concerns
     * @param moment the time of evaluation; its date is today in CQL
     * @throws LogicFailed when the library cannot be evaluated
     */
    public Answers evaluate(
            Question question, List<? extends Resource> patient, List<ServiceRequest> orders, ZonedDateTime moment) {
        return new Answers(
                question,
                knowledge.evaluate(
                        question.library(), expressions(question), patient, orders, question.hook(), moment));
    }

    /**
     * The assessment made of the answers.
     *
     * @throws LogicFailed when an answer has another shape
     */
    public Assessment decide(Answers answers) {
        return assembled(answers.question(), answers.values());
    }

    /**
     * The values of any expressions of the question's library, as plain maps, lists, numbers, strings and booleans.
     *
     * @throws LogicFailed when one cannot be evaluated, or has a value of another type
     */
    public Map<String, @Nullable Object> values(
            Question question,
            Set<String> expressions,
            List<? extends Resource> patient,
            List<ServiceRequest> orders,
            ZonedDateTime moment) {
        return knowledge.evaluate(question.library(), expressions, patient, orders, question.hook(), moment);
    }

    /**
     * The value of a function of any library for numbers.
     *
     * @param numbers a {@link java.math.BigDecimal} for each Decimal, an {@link Integer} for each Integer
     * @throws LogicFailed when there is no such function, it has no value, or it cannot be evaluated
     */
    public Object valueOf(String library, String function, List<Number> numbers, ZonedDateTime moment) {
        return knowledge.valueOf(library, function, numbers, moment);
    }

    /** The retrieves of a library and of all libraries that it includes. */
    public List<DataNeed> needs(String library) {
        return new DataNeeds(knowledge.translated()).of(library);
    }

    /**
     * The codes by which a library and its included libraries retrieve, as {@code system|code} by type. Types that are
     * also retrieved without a code are absent.
     */
    public Map<String, Set<String>> codesRead(String library) {
        return codesRead.computeIfAbsent(library, unread -> {
            Map<String, Set<String>> codes = new HashMap<>();
            Set<String> whollyRead = new HashSet<>();
            for (DataNeed need : needs(library)) {
                codes.computeIfAbsent(need.type(), type -> new HashSet<>()).addAll(knowledge.codes(need));
                if (need.isOfAll()) {
                    whollyRead.add(need.type());
                }
            }
            codes.keySet().removeAll(whollyRead);
            codes.replaceAll((type, read) -> Set.copyOf(read));
            return Map.copyOf(codes);
        });
    }

    /**
     * The resources that make their patient one that a guideline may have cards for; empty where the guideline does not tell.
     *
     * @throws ContentBroken when the define of the guideline cannot be asked of each resource alone
     */
    public Optional<EntryTest> candidates(GuidelineFile guideline) {
        return entryTest(guideline, guideline.candidates());
    }

    /**
     * The orders on file that would have asked the service of a guideline; empty where the guideline does not tell.
     *
     * @throws ContentBroken when the define of the guideline cannot be asked of each resource alone
     */
    public Optional<EntryTest> occasions(GuidelineFile guideline) {
        return entryTest(guideline, guideline.occasions());
    }

    private Optional<EntryTest> entryTest(GuidelineFile guideline, @Nullable String define) {
        return Optional.ofNullable(define)
                .map(name -> EntryTest.of(knowledge, name, Set.copyOf(guideline.parametersOfTheCall())));
    }

    /** The expressions of a library that can be explained. */
    public List<String> defines(String library) {
        return knowledge.defines(library);
    }

    /** The expressions to evaluate for a question. */
    Set<String> expressions(Question question) {
        Set<String> expressions = new HashSet<>(alsoAsked);
        expressions.retainAll(knowledge.defines(question.library()));
        expressions.addAll(knowledge.actedOn(question.library()));
        expressions.add(question.cards());
        return expressions;
    }

    /**
     * The assessment made of the values of expressions.
     *
     * @throws LogicFailed when a value has another shape
     */
    Assessment assembled(Question question, Map<String, @Nullable Object> answers) {
        try {
            return Assessment.of(
                    question.library(), AnswerTree.of(answers).with(Assessment.CARDS, answers.get(question.cards())));
        } catch (ClassCastException | NullPointerException | IllegalArgumentException e) {
            throw new LogicFailed(
                    "The library " + question.library() + " answered in a shape that is not understood.", e);
        }
    }
}

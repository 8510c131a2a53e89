package org.spinecds.logic;

import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.jspecify.annotations.Nullable;
import org.spinecds.decision.AnswerTree;
import org.spinecds.decision.Assessment;
import org.spinecds.fhir.CodeNames;

/** Asks the assessment library its questions and hands the answers on. */
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

    /** The same rules, asked for those named answers too that cards and document are made from. */
    public AssessmentLogic answering(Set<String> alsoAsked) {
        return new AssessmentLogic(knowledge, alsoAsked);
    }

    /** The same rules with every setting at its default. */
    public AssessmentLogic asWritten() {
        return new AssessmentLogic(knowledge.asWritten(), alsoAsked);
    }

    /** The same rules with every setting at its default, telling a coverage what is evaluated. */
    public AssessmentLogic asWritten(Coverage coverage) {
        return new AssessmentLogic(knowledge.asWritten(coverage), alsoAsked);
    }

    /** A coverage of these rules, of nothing yet. */
    public Coverage newCoverage() {
        return new Coverage(knowledge.translated());
    }

    /** What the translator has to say that does not stop it. */
    public List<String> warnings() {
        return knowledge.warnings();
    }

    /** What the answers of each guideline's library are made of: paths into them can be tried on it. */
    public Map<String, AnswerTree> shapes() {
        return knowledge.shapes();
    }

    /** Settings whose configured value differs from the default in the content. */
    public List<KnowledgeBase.ChangedSetting> changedSettings() {
        return knowledge.changedSettings();
    }

    /**
     * What a service asks the content.
     *
     * @param library the library that is evaluated
     * @param cards the expression of that library that says which cards the service shows
     * @param hook the hook it answers
     */
    public record Question(String library, String cards, String hook) {}

    /**
     * Assesses one patient.
     *
     * @throws LogicFailed when the library cannot be evaluated, or answers in another shape
     */
    public Assessment assess(
            Question question, List<? extends Resource> patient, List<ServiceRequest> orders, ZonedDateTime moment) {
        return decide(evaluate(question, patient, orders, moment));
    }

    /** What the expressions of a question came to; of a patient, so never printed. */
    public record Answers(Question question, Map<String, @Nullable Object> values) {

        @Override
        public String toString() {
            return "Answers[" + question + "]";
        }
    }

    /**
     * Evaluates what answers a question.
     *
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
     * What follows from the answers.
     *
     * @throws LogicFailed when they have another shape
     */
    public Assessment decide(Answers answers) {
        return assembled(answers.question(), answers.values());
    }

    /**
     * Why an expression of the question's library came to its value.
     *
     * @param depth the greatest number of defines between the expression and what is shown
     * @throws LogicFailed when the library cannot be evaluated
     */
    public Explanation explain(
            Question question,
            String expression,
            int depth,
            List<? extends Resource> patient,
            List<ServiceRequest> orders,
            ZonedDateTime moment) {
        return knowledge.explain(question, expression, depth, patient, orders, moment);
    }

    /**
     * The values of any expressions of any library, as plain maps, lists, numbers, texts and truths.
     *
     * @throws LogicFailed when one cannot be evaluated, or has a value of another kind
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
     * What a function of any library makes of numbers, such as an equivalent dose of a dose and its fractions.
     *
     * @param numbers a {@link java.math.BigDecimal} for each Decimal, an {@link Integer} for each Integer
     * @throws LogicFailed when there is no such function, it has no value, or it cannot be evaluated
     */
    public Object valueOf(String library, String function, List<Number> numbers, ZonedDateTime moment) {
        return knowledge.valueOf(library, function, numbers, moment);
    }

    /** What a library and those it includes retrieve. */
    public List<DataNeed> needs(String library) {
        return new DataNeeds(knowledge.translated()).of(library);
    }

    /** The types that a library and those it includes read by their codes only, with those codes as {@code system|code}. */
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

    /** The names that a record may have for the codes of the rules. */
    public CodeNames codeNames() {
        return knowledge.codeNames();
    }

    /** The translated libraries as ELM in JSON, by name. */
    public Map<String, String> elm() {
        return knowledge.elm();
    }

    /** The versions of the libraries, by name. */
    public Map<String, String> versions() {
        return knowledge.versions();
    }

    /** The expressions that can be explained of a library. */
    public List<String> defines(String library) {
        return knowledge.defines(library);
    }

    /** The expressions that answer a question. */
    Set<String> expressions(Question question) {
        Set<String> expressions = new HashSet<>(alsoAsked);
        expressions.retainAll(knowledge.defines(question.library()));
        expressions.addAll(knowledge.actedOn(question.library()));
        expressions.add(question.cards());
        return expressions;
    }

    /**
     * The assessment that the answers make.
     *
     * @throws LogicFailed when they have another shape
     */
    Assessment assembled(Question question, Map<String, @Nullable Object> answers) {
        return understood(
                question,
                () -> Assessment.of(
                        question.library(),
                        AnswerTree.of(answers).with(Assessment.CARDS, answers.get(question.cards()))));
    }

    private static <T> T understood(Question question, Supplier<T> shape) {
        try {
            return shape.get();
        } catch (ClassCastException | NullPointerException | IllegalArgumentException e) {
            throw new LogicFailed(
                    "The library " + question.library() + " answered in a shape that is not understood.", e);
        }
    }
}

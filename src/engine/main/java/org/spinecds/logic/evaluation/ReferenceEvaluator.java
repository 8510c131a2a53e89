package org.spinecds.logic.evaluation;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import javax.xml.namespace.QName;
import org.hl7.elm.r1.Expression;
import org.hl7.elm.r1.ExpressionDef;
import org.hl7.elm.r1.FunctionRef;
import org.hl7.elm.r1.Library;
import org.hl7.elm.r1.Literal;
import org.jspecify.annotations.Nullable;
import org.opencds.cqf.cql.engine.debug.SourceLocator;
import org.opencds.cqf.cql.engine.exception.CqlException;
import org.opencds.cqf.cql.engine.execution.CqlEngine;
import org.opencds.cqf.cql.engine.execution.EvaluationVisitor;
import org.opencds.cqf.cql.engine.execution.Libraries;
import org.opencds.cqf.cql.engine.execution.State;

/**
 * Evaluates with the engine itself, which walks the translated tree again for each patient. It can also give the values
 * of all defines on the way.
 */
public record ReferenceEvaluator(EngineLibraries libraries) implements RuleEvaluator {

    @Override
    public Map<String, @Nullable Object> evaluate(RuleQuestion question) {
        return evaluate(state(question), question);
    }

    /**
     * Evaluates a question and reports the lines and branches.
     *
     * @param lcov receives the report, in the form of lcov
     */
    public Map<String, @Nullable Object> evaluate(RuleQuestion question, Consumer<String> lcov) {
        State state = state(question, CqlEngine.Options.EnableCoverageCollection);
        Map<String, @Nullable Object> values = evaluate(state, question);
        lcov.accept(state.getGlobalCoverage()
                .exportLcovInfo(List.copyOf(libraries.identifiers().values())));
        return values;
    }

    /** The value of each evaluated define, by library and define. */
    public Map<String, Map<String, ValueOnTheWay>> valuesOnTheWay(RuleQuestion question) {
        State state = state(question);
        evaluate(state, question);
        Map<String, Map<String, ValueOnTheWay>> values = new HashMap<>();
        state.getCache().getExpressions().forEach((library, results) -> {
            Map<String, ValueOnTheWay> ofLibrary = new HashMap<>();
            results.forEach((define, result) -> ofLibrary.put(define, ValueOnTheWay.of(result)));
            values.put(String.valueOf(library.getId()), ofLibrary);
        });
        return values;
    }

    /** The default of a parameter; null where it has none. */
    public @Nullable Object defaultOf(String library, String parameter) {
        PatientIndex nobody = new PatientIndex(List.of(), libraries.valueSets());
        return new CqlEngine(libraries.environment(nobody))
                .resolveParameterDefault(libraries.identifier(library), parameter);
    }

    /**
     * What a function of a library makes of numbers; never null.
     *
     * @param question names the library
     * @param numbers a {@link BigDecimal} for each Decimal, an {@link Integer} for each Integer
     */
    public Object valueOf(RuleQuestion question, String function, List<Number> numbers) {
        State state = state(question);
        FunctionRef call = new FunctionRef();
        call.setName(function);
        call.setOperand(numbers.stream().map(ReferenceEvaluator::literal).toList());
        return Objects.requireNonNull(PlainValues.of(new EvaluationVisitor().visitFunctionRef(call, state)));
    }

    private static Expression literal(Number number) {
        String type = number instanceof Integer ? "Integer" : "Decimal";
        Literal literal = new Literal();
        literal.setValueType(new QName("urn:hl7-org:elm-types:r1", type));
        literal.setValue(number.toString());
        return literal;
    }

    private State state(RuleQuestion question, CqlEngine.Options... further) {
        PatientIndex record = new PatientIndex(question.record(), libraries.valueSets());
        Library library = libraries.library(question.library());
        State state = libraries.state(libraries.environment(record), library, question, further);
        state.pushEvaluatedResourceStack();
        return state;
    }

    private Map<String, @Nullable Object> evaluate(State state, RuleQuestion question) {
        EvaluationVisitor visitor = new EvaluationVisitor();
        Library library = Objects.requireNonNull(state.getCurrentLibrary());
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (String expression : question.expressions()) {
            ExpressionDef define = Libraries.resolveExpressionRef(expression, library);
            state.pushActivationFrame(define, define.getContext());
            try {
                values.put(expression, PlainValues.of(visitor.visitExpressionDef(define, state)));
            } catch (CqlException e) {
                if (e.getSourceLocator() == null) {
                    e.setSourceLocator(SourceLocator.Companion.fromNode(define, library));
                }
                throw e;
            }
            state.popActivationFrame();
            state.clearEvaluatedResources();
        }
        return values;
    }
}

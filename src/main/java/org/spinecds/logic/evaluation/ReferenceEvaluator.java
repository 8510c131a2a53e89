package org.spinecds.logic.evaluation;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import kotlin.Pair;
import org.jspecify.annotations.Nullable;
import org.opencds.cqf.cql.engine.execution.CqlEngine;
import org.opencds.cqf.cql.engine.execution.EvaluationParams;
import org.opencds.cqf.cql.engine.execution.EvaluationResult;
import org.opencds.cqf.cql.engine.execution.ExpressionResult;

/** The engine as it is: it walks the translated tree anew for each patient. It also tells how it came to an answer. */
public final class ReferenceEvaluator implements RuleEvaluator {

    /** The context in which the rules are written, and the one patient of a call in it. */
    public static final String CONTEXT = "Patient";

    public static final String OF_THIS_CALL = "of this call";

    private final EngineLibraries libraries;

    public ReferenceEvaluator(EngineLibraries libraries) {
        this.libraries = libraries;
    }

    @Override
    public Map<String, @Nullable Object> evaluate(RuleQuestion question) {
        return evaluate(engine(question.record()), question);
    }

    /**
     * The same, telling which lines and branches it went through.
     *
     * @param lcov takes them in the form of lcov
     */
    public Map<String, @Nullable Object> evaluate(RuleQuestion question, Consumer<String> lcov) {
        CqlEngine engine = engine(question.record(), CqlEngine.Options.EnableCoverageCollection);
        Map<String, @Nullable Object> values = evaluate(engine, question);
        lcov.accept(engine.getState()
                .getGlobalCoverage()
                .exportLcovInfo(List.copyOf(libraries.identifiers().values())));
        return values;
    }

    /** What each define came to on the way, by library and name. */
    public Map<String, Map<String, ExpressionResult>> valuesOnTheWay(RuleQuestion question) {
        CqlEngine engine = engine(question.record());
        evaluate(engine, question);
        Map<String, Map<String, ExpressionResult>> values = new HashMap<>();
        engine.getCache()
                .getExpressions()
                .forEach((identifier, results) -> values.put(String.valueOf(identifier.getId()), results));
        return values;
    }

    /** The default of a parameter; null where it has none. */
    public @Nullable Object defaultOf(String library, String parameter) {
        return engine(List.of()).resolveParameterDefault(libraries.identifier(library), parameter);
    }

    private CqlEngine engine(List<? extends org.hl7.fhir.r4.model.Resource> record, CqlEngine.Options... further) {
        return new CqlEngine(
                libraries.environment(new PatientIndex(record, libraries.valueSets())),
                EnumSet.of(CqlEngine.Options.EnableExpressionCaching, further));
    }

    private Map<String, @Nullable Object> evaluate(CqlEngine engine, RuleQuestion question) {
        EvaluationParams.LibraryParams.Builder wanted = new EvaluationParams.LibraryParams.Builder();
        wanted.expressions(question.expressions());
        EvaluationParams.Builder request = new EvaluationParams.Builder();
        request.library(libraries.identifier(question.library()), wanted.build());
        request.setContextParameter(new Pair<>(CONTEXT, OF_THIS_CALL));
        request.setParameters(question.parameters());
        request.setEvaluationDateTime(question.moment());
        EvaluationResult result = engine.evaluate(request.build()).getOnlyResultOrThrow();
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (String expression : question.expressions()) {
            ExpressionResult value = result.get(expression);
            values.put(expression, value == null ? null : PlainValues.of(value.getValue()));
        }
        return values;
    }
}

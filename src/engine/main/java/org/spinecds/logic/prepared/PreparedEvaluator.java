package org.spinecds.logic.prepared;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.elm.r1.Library;
import org.jspecify.annotations.Nullable;
import org.opencds.cqf.cql.engine.execution.Environment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.logic.evaluation.EngineFallbacks;
import org.spinecds.logic.evaluation.EngineLibraries;
import org.spinecds.logic.evaluation.PatientIndex;
import org.spinecds.logic.evaluation.PlainValues;
import org.spinecds.logic.evaluation.RuleEvaluator;
import org.spinecds.logic.evaluation.RuleQuestion;

/**
 * Evaluates {@link PreparedRules}. Where a prepared rule fails, it asks another evaluator and gives that answer, or its
 * error.
 */
public final class PreparedEvaluator implements RuleEvaluator {

    private static final Logger LOG = LoggerFactory.getLogger(PreparedEvaluator.class);
    private static final @Nullable Object[] NO_VARIABLES = {};
    private static final RuleQuestion OF_NOBODY =
            new RuleQuestion("", Set.of(), List.of(), Map.of(), ZonedDateTime.ofInstant(Instant.EPOCH, ZoneOffset.UTC));

    private final EngineLibraries libraries;
    private final PreparedRules rules;
    private final RuleEvaluator otherwise;

    /**
     * Prepares every define and function of the libraries.
     *
     * @param otherwise evaluates a question where a prepared rule fails
     */
    public PreparedEvaluator(EngineLibraries libraries, RuleEvaluator otherwise) {
        this.libraries = libraries;
        this.rules = new PreparedRules(
                libraries.all(),
                libraries.model(),
                states(new PatientIndex(List.of(), libraries.valueSets()), OF_NOBODY));
        this.otherwise = otherwise;
    }

    @Override
    public Map<String, @Nullable Object> evaluate(RuleQuestion question) {
        Library library = libraries.library(question.library());
        PatientIndex record = new PatientIndex(question.record(), libraries.valueSets());
        Run run = new Run(rules, library, states(record, question));
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        try {
            for (String expression : question.expressions()) {
                values.put(expression, rules.define(library, expression).in(run, NO_VARIABLES));
            }
        } catch (RuntimeException e) {
            EngineFallbacks.happened();
            LOG.warn(
                    "The prepared rules of {} failed in {} with {}; the engine is asked.",
                    question.library(),
                    run.failed(),
                    e.getClass().getName());
            return otherwise.evaluate(question);
        }
        values.replaceAll((expression, value) -> PlainValues.of(value));
        return values;
    }

    /** Gives states of the engine for one patient and one question. */
    private Run.States states(PatientIndex record, RuleQuestion question) {
        Environment environment = libraries.environment(record);
        return library -> libraries.state(environment, library, question);
    }
}

package org.spinecds.logic.evaluation;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Evaluates expressions of translated libraries. An implementation must allow calls by several threads at once. */
@FunctionalInterface
public interface RuleEvaluator {

    /**
     * The value of each expression, as plain maps, lists, numbers, strings and booleans.
     *
     * @throws IllegalArgumentException when there is no library of this name
     * @throws RuntimeException when an expression cannot be evaluated; the message may quote the record
     */
    Map<String, @Nullable Object> evaluate(RuleQuestion question);
}

package org.spinecds.logic.prepared;

import org.jspecify.annotations.Nullable;
import org.opencds.cqf.cql.engine.elm.executing.ExistsEvaluator;
import org.opencds.cqf.cql.engine.elm.executing.FirstEvaluator;

/** An expression of a rule, prepared for many evaluations: its names are resolved, its constants are computed. */
@FunctionalInterface
interface Step {

    /**
     * The value of the expression.
     *
     * @param run the evaluation
     * @param variables the variables of the surrounding define or function, by index
     * @return a value in the engine's types; null for the null of CQL
     */
    @Nullable
    Object in(Run run, @Nullable Object[] variables);

    /** Whether the value, a list, has a member that is not null. */
    default boolean existsIn(Run run, @Nullable Object[] variables) {
        return Boolean.TRUE.equals(ExistsEvaluator.exists(in(run, variables)));
    }

    /** The first member of the value, a list. */
    default @Nullable Object firstIn(Run run, @Nullable Object[] variables) {
        return FirstEvaluator.first(in(run, variables));
    }

    /** A value that is the same for every patient. */
    record Constant(@Nullable Object value) implements Step {

        static final Constant NULL = new Constant(null);

        @Override
        public @Nullable Object in(Run run, @Nullable Object[] variables) {
            return value;
        }
    }
}

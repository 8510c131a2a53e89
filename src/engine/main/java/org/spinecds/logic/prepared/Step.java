package org.spinecds.logic.prepared;

import org.jspecify.annotations.Nullable;
import org.opencds.cqf.cql.engine.elm.executing.ExistsEvaluator;
import org.opencds.cqf.cql.engine.elm.executing.FirstEvaluator;

/**
 * An expression of a rule, made ready to be evaluated again and again: what it names is found, what is always the same is
 * computed.
 */
@FunctionalInterface
interface Step {

    /**
     * What the expression comes to.
     *
     * @param run the evaluation it is part of
     * @param variables the variables of the define or function it stands in, each in its place
     * @return a value of CQL as the engine has it, null where CQL has null
     */
    @Nullable
    Object in(Run run, @Nullable Object[] variables);

    /** Whether the list that the expression comes to has an element that is not null. */
    default boolean existsIn(Run run, @Nullable Object[] variables) {
        return Boolean.TRUE.equals(ExistsEvaluator.exists(in(run, variables)));
    }

    /** The first element of the list that the expression comes to. */
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

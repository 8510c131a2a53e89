package org.spinecds.logic.prepared;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.hl7.elm.r1.Query;
import org.jspecify.annotations.Nullable;
import org.opencds.cqf.cql.engine.elm.executing.DistinctEvaluator;
import org.opencds.cqf.cql.engine.elm.executing.QueryEvaluator;
import org.opencds.cqf.cql.engine.execution.EvaluationVisitor;
import org.opencds.cqf.cql.engine.runtime.Tuple;

/** Evaluates a query, row by row. */
@SuppressWarnings("ArrayRecordComponent")
record Rows(
        Query query,
        Source[] sources,
        int[] lets,
        Relationship[] relationships,
        @Nullable Step where,
        @Nullable Step returned,
        boolean isDistinct)
        implements Step {

    /** Stands for the value of a {@code let} that was not read yet. */
    static final Object NOT_YET = new Object();

    /**
     * A source of a query.
     *
     * @param list gives the members
     * @param variable the index of the row's member among the variables
     */
    record Source(String alias, Step list, int variable) {

        /** The members of the source; a value that is no list is one member, null is none. */
        private Iterable<?> members(Run run, @Nullable Object[] variables) {
            return asList(list.in(run, variables));
        }

        private static Iterable<?> asList(@Nullable Object source) {
            return source instanceof Iterable<?> list ? list : source == null ? List.of() : List.of(source);
        }
    }

    /**
     * A {@code with} or {@code without} clause.
     *
     * @param isWanted true for {@code with}
     */
    record Relationship(Source others, Step suchThat, boolean isWanted) {

        private boolean holds(Run run, @Nullable Object[] variables) {
            for (Object other : others.members(run, variables)) {
                variables[others.variable()] = other;
                if (Boolean.TRUE.equals(suchThat.in(run, variables))) {
                    return isWanted;
                }
            }
            return !isWanted;
        }
    }

    /** Receives the value of each row, and tells whether to go on to the next. */
    @FunctionalInterface
    private interface Taker {
        boolean isToGoOn(@Nullable Object row);
    }

    @Override
    public @Nullable Object in(Run run, @Nullable Object[] variables) {
        List<@Nullable Object> found = new ArrayList<>();
        boolean isOfLists = rows(run, variables, row -> {
            found.add(row);
            return true;
        });
        List<@Nullable Object> result = found;
        if (isDistinct) {
            result = new ArrayList<>(Objects.requireNonNull(DistinctEvaluator.INSTANCE.distinct(found, run.state())));
        }
        if (query.getSort() != null && result.size() > 1) {
            QueryEvaluator.INSTANCE.sortResult(query, result, run.state(), new EvaluationVisitor());
        }
        if (isOfLists) {
            return result;
        }
        return result.isEmpty() ? null : result.get(0);
    }

    @Override
    public boolean existsIn(Run run, @Nullable Object[] variables) {
        boolean[] isThere = {false};
        rows(run, variables, row -> {
            isThere[0] = row != null;
            return !isThere[0];
        });
        return isThere[0];
    }

    @Override
    public @Nullable Object firstIn(Run run, @Nullable Object[] variables) {
        if (query.getSort() != null) {
            return Step.super.firstIn(run, variables);
        }
        @Nullable Object[] first = {null};
        rows(run, variables, row -> {
            first[0] = row;
            return false;
        });
        return first[0];
    }

    /** Visits the rows, the last source varying fastest. True where any source was a list. */
    private boolean rows(Run run, @Nullable Object[] variables, Taker taker) {
        Iterable<?>[] lists = new Iterable<?>[sources.length];
        boolean isOfLists = false;
        for (int place = 0; place < sources.length; place++) {
            Object source = sources[place].list().in(run, variables);
            isOfLists |= source instanceof Iterable<?>;
            lists[place] = Source.asList(source);
        }
        rows(run, variables, lists, 0, taker);
        return isOfLists;
    }

    private boolean rows(Run run, @Nullable Object[] variables, Iterable<?>[] lists, int place, Taker taker) {
        Iterator<?> members = lists[place].iterator();
        while (members.hasNext()) {
            variables[sources[place].variable()] = members.next();
            boolean isToGoOn = place + 1 < lists.length
                    ? rows(run, variables, lists, place + 1, taker)
                    : row(run, variables, taker);
            if (!isToGoOn) {
                return false;
            }
        }
        return true;
    }

    private boolean row(Run run, @Nullable Object[] variables, Taker taker) {
        for (int let : lets) {
            variables[let] = NOT_YET;
        }
        for (Relationship relationship : relationships) {
            if (!relationship.holds(run, variables)) {
                return true;
            }
        }
        if (where != null && !Boolean.TRUE.equals(where.in(run, variables))) {
            return true;
        }
        if (returned != null) {
            return taker.isToGoOn(returned.in(run, variables));
        }
        if (sources.length == 1) {
            return taker.isToGoOn(variables[sources[0].variable()]);
        }
        Tuple row = new Tuple();
        for (Source source : sources) {
            row.getElements().put(source.alias(), variables[source.variable()]);
        }
        return taker.isToGoOn(row);
    }
}

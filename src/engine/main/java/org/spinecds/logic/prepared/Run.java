package org.spinecds.logic.prepared;

import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.hl7.elm.r1.Library;
import org.hl7.fhir.r4.model.Base;
import org.jspecify.annotations.Nullable;
import org.opencds.cqf.cql.engine.execution.State;
import org.opencds.cqf.cql.engine.runtime.BaseTemporal;

/**
 * One evaluation of prepared rules for one patient, in one thread. It keeps the values of defines, the answers of
 * functions, and the state of the engine for its operators.
 */
final class Run {

    /** Gives states of the engine, all with the same patient, parameters and moment. */
    @FunctionalInterface
    interface States {

        /** A state that starts in a library. */
        State in(Library library);
    }

    private static final Object UNKNOWN = new Object();

    /** Stands for a known null, since null means not computed yet. */
    private static final Object NOTHING = new Object();

    private final @Nullable Object[] values;
    private final Map<Call, Object> answers = new HashMap<>();
    private final IdentityHashMap<Library, State> states = new IdentityHashMap<>();
    private final States newState;
    private final State state;
    private String failed = "";

    /**
     * Starts an evaluation.
     *
     * @param rules the prepared rules
     * @param library the library of the question
     * @param newState a state of the engine in a library, with patient, parameters and moment set
     */
    Run(PreparedRules rules, Library library, States newState) {
        this.values = new Object[rules.places()];
        Arrays.fill(values, UNKNOWN);
        this.newState = newState;
        this.state = state(library);
    }

    /** Records the first define that fails; the defines that use it fail later. */
    void failsIn(String define) {
        if (failed.isEmpty()) {
            failed = define;
        }
    }

    /** The define that failed first; empty where none did. */
    String failed() {
        return failed;
    }

    /** The engine's state, for operators that do not depend on the library. */
    State state() {
        return state;
    }

    /** The engine's state in a library. */
    State state(Library library) {
        return states.computeIfAbsent(library, newState::in);
    }

    /** The value of an expression without variables, computed once. */
    @Nullable
    Object once(int place, Step body, int variables) {
        Object known = values[place];
        if (known == UNKNOWN) {
            known = body.in(this, new Object[variables]);
            values[place] = known;
        }
        return known;
    }

    private static Object orNothing(@Nullable Object value) {
        return value == null ? NOTHING : value;
    }

    /**
     * The answer of a function, computed once for the same arguments. Arguments are the same if they are the same
     * object (elements of the record, dates and times, lists), or equal strings, integers or booleans. With any other
     * argument it is computed each time.
     */
    @Nullable
    Object answer(PreparedRules.PreparedFunction function, @Nullable Object[] arguments) {
        for (Object argument : arguments) {
            if (!canBeTold(argument)) {
                return function.compute(this, arguments);
            }
        }
        Call call = new Call(function, arguments);
        Object known = answers.get(call);
        if (known == null) {
            known = orNothing(function.compute(this, arguments));
            answers.put(call, known);
        }
        return known == NOTHING ? null : known;
    }

    private static boolean canBeTold(@Nullable Object argument) {
        return argument == null || isSameByIdentity(argument) || isSameByValue(argument);
    }

    private static boolean isSameByIdentity(Object argument) {
        return argument instanceof Base || argument instanceof List<?> || argument instanceof BaseTemporal;
    }

    private static boolean isSameByValue(Object argument) {
        return argument instanceof String || argument instanceof Integer || argument instanceof Boolean;
    }

    /** A function with its arguments. */
    private static final class Call {

        private final PreparedRules.PreparedFunction function;
        private final @Nullable Object[] arguments;
        private final int hash;

        Call(PreparedRules.PreparedFunction function, @Nullable Object[] arguments) {
            this.function = function;
            this.arguments = arguments;
            int all = System.identityHashCode(function);
            for (Object argument : arguments) {
                all = 31 * all + hash(argument);
            }
            this.hash = all;
        }

        private static int hash(@Nullable Object argument) {
            return argument == null || isSameByIdentity(argument)
                    ? System.identityHashCode(argument)
                    : argument.hashCode();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            if (!(other instanceof Call call) || hash != call.hash || function != call.function) {
                return false;
            }
            for (int place = 0; place < arguments.length; place++) {
                Object one = arguments[place];
                if (one != call.arguments[place]
                        && (one == null || !isSameByValue(one) || !one.equals(call.arguments[place]))) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}

package org.spinecds.logic;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.elm.r1.Expression;
import org.hl7.elm.r1.FunctionDef;
import org.hl7.elm.r1.Library;
import org.hl7.fhir.r4.model.Base;
import org.jspecify.annotations.Nullable;
import org.opencds.cqf.cql.engine.data.ExternalFunctionProvider;
import org.opencds.cqf.cql.engine.execution.EvaluationVisitor;
import org.opencds.cqf.cql.engine.execution.State;
import org.opencds.cqf.cql.engine.execution.Variable;

/**
 * What the functions of one library answered in one evaluation. The engine remembers the value of an expression, but
 * evaluates a function anew for each call, though it can only answer the same of the same arguments: of one course its
 * technique was asked fifty times. Here a function of elements of the record, lists, texts, whole numbers and truths is
 * evaluated once for each of them. Elements and lists are the same where they are the same object.
 *
 * <p>It stands in the place the engine has for functions from outside; what is evaluated is the function as translated.
 */
final class RememberedFunctions implements ExternalFunctionProvider {

    private final Map<String, FunctionDef> functions;
    private final State state;
    private final EvaluationVisitor visitor;
    private final Remembering remembering;
    private final Map<Call, Optional<Object>> answers = new HashMap<>();

    /** What is remembered; nothing where the resources behind each expression are to be told, which only evaluating tells. */
    enum Remembering {
        ANSWERS,
        NOTHING
    }

    RememberedFunctions(
            Map<String, FunctionDef> functions, State state, EvaluationVisitor visitor, Remembering remembering) {
        this.remembering = remembering;
        this.functions = functions;
        this.state = state;
        this.visitor = visitor;
    }

    /** The functions of a library that can be told apart by name, by name. */
    static Map<String, FunctionDef> of(Library library) {
        if (library.getStatements() == null) {
            return Map.of();
        }
        return library.getStatements().getDef().stream()
                .flatMap(define -> define instanceof FunctionDef function ? Stream.of(function) : Stream.empty())
                .filter(function -> function.getExpression() != null)
                .collect(Collectors.groupingBy(function -> String.valueOf(function.getName())))
                .entrySet()
                .stream()
                .filter(sameName -> sameName.getValue().size() == 1)
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, sameName -> sameName.getValue().get(0)));
    }

    @Override
    public @Nullable Object evaluate(@Nullable String name, @Nullable List<@Nullable Object> arguments) {
        FunctionDef function = Objects.requireNonNull(functions.get(Objects.requireNonNull(name)));
        List<@Nullable Object> given = Objects.requireNonNull(arguments);
        if (remembering == Remembering.NOTHING || !given.stream().allMatch(RememberedFunctions::canBeTold)) {
            return answer(function, given);
        }
        Call call = new Call(name, given.toArray());
        Optional<Object> known = answers.get(call);
        if (known == null) {
            known = Optional.ofNullable(answer(function, given));
            answers.put(call, known);
        }
        return known.orElse(null);
    }

    private @Nullable Object answer(FunctionDef function, List<@Nullable Object> arguments) {
        state.pushActivationFrame(function, function.getContext());
        try {
            for (int place = 0; place < arguments.size(); place++) {
                String operand =
                        Objects.requireNonNull(function.getOperand().get(place).getName());
                state.push(new Variable(operand).withValue(arguments.get(place)));
            }
            Expression body = Objects.requireNonNull(function.getExpression());
            return visitor.visitExpression(body, state);
        } finally {
            state.popActivationFrame();
        }
    }

    private static boolean canBeTold(@Nullable Object argument) {
        return argument == null || isSameByIdentity(argument) || isSameByValue(argument);
    }

    private static boolean isSameByIdentity(Object argument) {
        return argument instanceof Base || argument instanceof List<?>;
    }

    private static boolean isSameByValue(Object argument) {
        return argument instanceof String || argument instanceof Integer || argument instanceof Boolean;
    }

    /** A function and what it was asked about. */
    private static final class Call {

        private final String name;
        private final @Nullable Object[] arguments;
        private final int hash;

        Call(String name, @Nullable Object[] arguments) {
            this.name = name;
            this.arguments = arguments;
            this.hash =
                    Arrays.stream(arguments).mapToInt(Call::hash).reduce(name.hashCode(), (all, one) -> 31 * all + one);
        }

        private static int hash(@Nullable Object argument) {
            return argument == null || isSameByIdentity(argument)
                    ? System.identityHashCode(argument)
                    : argument.hashCode();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            if (!(other instanceof Call call) || hash != call.hash || !name.equals(call.name)) {
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

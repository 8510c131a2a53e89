package org.spinecds.logic.prepared;

import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hl7.elm.r1.Expression;
import org.hl7.elm.r1.ExpressionDef;
import org.hl7.elm.r1.ExpressionRef;
import org.hl7.elm.r1.FunctionDef;
import org.hl7.elm.r1.FunctionRef;
import org.hl7.elm.r1.IncludeDef;
import org.hl7.elm.r1.Library;
import org.hl7.elm.r1.ParameterRef;
import org.jspecify.annotations.Nullable;
import org.opencds.cqf.cql.engine.elm.executing.FunctionRefEvaluator;
import org.opencds.cqf.cql.engine.execution.Libraries;
import org.spinecds.logic.evaluation.FhirElements;

/**
 * Libraries prepared for many evaluations. For each patient the engine walks the translated tree again, asks each node
 * for its kind, and looks up every define, function, variable, library and type by name; this is most of its time. Here
 * it is done once. The operators themselves, and expressions of unknown kinds, are left to the engine
 * ({@link Preparation}).
 */
final class PreparedRules {

    private final Map<String, Library> libraries = new HashMap<>();
    private final IdentityHashMap<ExpressionDef, PreparedDefine> defines = new IdentityHashMap<>();
    private final IdentityHashMap<FunctionDef, PreparedFunction> functions = new IdentityHashMap<>();
    private final Map<String, Step> everywhere = new HashMap<>();
    private int places;

    /**
     * Prepares every define and function.
     *
     * @param libraries all libraries, with those that they include
     * @param elements reads the elements of resources
     * @param empty gives states of the engine without a patient, for computing constants
     */
    PreparedRules(Collection<Library> libraries, FhirElements elements, Run.States empty) {
        libraries.forEach(library -> this.libraries.put(nameOf(library), library));
        for (Library library : libraries) {
            for (ExpressionDef define : statements(library)) {
                if (define instanceof FunctionDef function) {
                    functions.put(function, new PreparedFunction());
                } else {
                    defines.put(
                            define, new PreparedDefine(newPlace(), nameOf(library) + ".\"" + define.getName() + "\""));
                }
            }
        }
        for (Library library : libraries) {
            for (ExpressionDef define : statements(library)) {
                Expression expression = define.getExpression();
                if (expression != null) {
                    Preparation preparation = new Preparation(this, library, elements, empty.in(library));
                    body(define).prepared = preparation.body(define, expression);
                    body(define).variables = preparation.variables();
                }
            }
        }
    }

    private Body body(ExpressionDef define) {
        return Objects.requireNonNull(define instanceof FunctionDef ? functions.get(define) : defines.get(define));
    }

    /** The prepared expression of a define or function, and the number of its variables. */
    private abstract static class Body {

        Step prepared = Step.Constant.NULL;
        int variables;
    }

    /** A define: evaluated once for each patient. */
    static final class PreparedDefine extends Body implements Step {

        private final int place;
        private final String name;

        PreparedDefine(int place, String name) {
            this.place = place;
            this.name = name;
        }

        @Override
        public @Nullable Object in(Run run, @Nullable Object[] unused) {
            try {
                return run.once(place, prepared, variables);
            } catch (RuntimeException e) {
                run.failsIn(name);
                throw e;
            }
        }
    }

    /** A function: its first variables are its arguments. */
    static final class PreparedFunction extends Body {

        @Nullable
        Object compute(Run run, @Nullable Object... arguments) {
            @Nullable Object[] frame = new Object[variables];
            System.arraycopy(arguments, 0, frame, 0, arguments.length);
            return prepared.in(run, frame);
        }
    }

    /** The index of a value that is computed once in an evaluation. */
    private int newPlace() {
        return places++;
    }

    /** The value of a parameter, which the engine gives once in an evaluation. */
    Step parameter(ParameterRef reference, Library within) {
        return onceForAll(
                nameOf(library(reference.getLibraryName(), within)) + "." + reference.getName(), reference, within);
    }

    /**
     * The value of an expression without variables, computed once in an evaluation for all expressions of this name.
     */
    Step onceForAll(String name, Expression expression, Library within) {
        return everywhere.computeIfAbsent(name, unused -> once(new Preparation.ByEngine(expression, within, Map.of())));
    }

    /** The value of a step without variables, computed once in an evaluation. */
    Step once(Step step) {
        int place = newPlace();
        return (run, unused) -> run.once(place, step, 0);
    }

    /** The number of values that an evaluation computes once. */
    int places() {
        return places;
    }

    /**
     * A define of a library.
     *
     * @throws org.opencds.cqf.cql.engine.exception.CqlException when the library has none of this name
     */
    PreparedDefine define(Library library, String name) {
        return Objects.requireNonNull(defines.get(Libraries.resolveExpressionRef(name, library)));
    }

    /** The define that a reference names. */
    PreparedDefine define(ExpressionRef reference, Library within) {
        return define(library(reference.getLibraryName(), within), String.valueOf(reference.getName()));
    }

    /** The function that is called; null where only the engine can choose it. */
    @Nullable
    PreparedFunction function(FunctionRef call, Library within) {
        List<FunctionDef> candidates =
                Libraries.getFunctionDefs(call.getName(), library(call.getLibraryName(), within)).stream()
                        .filter(function -> call.getSignature().isEmpty()
                                ? function.getOperand().size()
                                        == call.getOperand().size()
                                : FunctionRefEvaluator.INSTANCE.functionDefOperandsSignatureEqual(
                                        function, call.getSignature()))
                        .toList();
        return candidates.size() == 1 && candidates.get(0).getExpression() != null
                ? functions.get(candidates.get(0))
                : null;
    }

    private Library library(@Nullable String named, Library within) {
        if (named == null) {
            return within;
        }
        IncludeDef include = Libraries.resolveLibraryRef(named, within);
        return Objects.requireNonNull(libraries.get(include.getPath()));
    }

    private static String nameOf(Library library) {
        return String.valueOf(Objects.requireNonNull(library.getIdentifier()).getId());
    }

    private static List<ExpressionDef> statements(Library library) {
        return library.getStatements() == null
                ? List.of()
                : library.getStatements().getDef();
    }
}

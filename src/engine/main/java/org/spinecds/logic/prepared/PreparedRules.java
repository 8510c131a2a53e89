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
 * Libraries made ready for many evaluations. The engine walks the translated tree anew for each patient, and at every node
 * asks what kind it is, and looks every define, function, variable, library and type up by its name; that is most of its
 * time. Here this is done once. What an operator does is left to the engine, and so is every expression of a kind that is
 * not known here ({@link Preparation}).
 */
final class PreparedRules {

    private final Map<String, Library> libraries = new HashMap<>();
    private final IdentityHashMap<ExpressionDef, PreparedDefine> defines = new IdentityHashMap<>();
    private final IdentityHashMap<FunctionDef, PreparedFunction> functions = new IdentityHashMap<>();
    private final Map<String, Step> everywhere = new HashMap<>();
    private int places;

    /**
     * @param libraries every library, with those included
     * @param elements how elements of resources are read
     * @param empty evaluations of no patient, in which constants are computed
     */
    PreparedRules(Collection<Library> libraries, FhirElements elements, Run.States empty) {
        libraries.forEach(library -> this.libraries.put(nameOf(library), library));
        for (Library library : libraries) {
            for (ExpressionDef define : statements(library)) {
                if (define instanceof FunctionDef function) {
                    functions.put(function, new PreparedFunction(functions.size()));
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

    /** What a define or function says, and how many variables it has. */
    private abstract static class Body {

        Step prepared = Step.Constant.NULL;
        int variables;
    }

    /** A define: computed once for each patient. */
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

        private final int place;

        PreparedFunction(int place) {
            this.place = place;
        }

        /** Its place among the functions. */
        int place() {
            return place;
        }

        @Nullable
        Object compute(Run run, @Nullable Object... arguments) {
            @Nullable Object[] frame = new Object[variables];
            System.arraycopy(arguments, 0, frame, 0, arguments.length);
            return prepared.in(run, frame);
        }
    }

    /** A place in an evaluation for what is computed once in it. */
    private int newPlace() {
        return places++;
    }

    /** The value of a parameter, asked of the engine once in an evaluation, wherever it is read. */
    Step parameter(ParameterRef reference, Library within) {
        return onceForAll(
                nameOf(library(reference.getLibraryName(), within)) + "." + reference.getName(), reference, within);
    }

    /** What an expression without variables comes to, once in an evaluation wherever one of that name stands. */
    Step onceForAll(String name, Expression expression, Library within) {
        return everywhere.computeIfAbsent(name, unused -> once(new Preparation.ByEngine(expression, within, Map.of())));
    }

    /** What a step without variables comes to, once in an evaluation. */
    Step once(Step step) {
        int place = newPlace();
        return (run, unused) -> run.once(place, step, 0);
    }

    /** How many places an evaluation has. */
    int places() {
        return places;
    }

    /** How many functions there are. */
    int functions() {
        return functions.size();
    }

    /**
     * A define of a library.
     *
     * @throws org.opencds.cqf.cql.engine.exception.CqlException where the library has none of the name
     */
    PreparedDefine define(Library library, String name) {
        return Objects.requireNonNull(defines.get(Libraries.resolveExpressionRef(name, library)));
    }

    /** The define that is referred to. */
    PreparedDefine define(ExpressionRef reference, Library within) {
        return define(library(reference.getLibraryName(), within), String.valueOf(reference.getName()));
    }

    /** The function that is called; null where only the engine can tell which. */
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

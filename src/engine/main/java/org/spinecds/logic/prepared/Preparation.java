package org.spinecds.logic.prepared;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.xml.namespace.QName;
import org.hl7.elm.r1.AliasRef;
import org.hl7.elm.r1.AliasedQuerySource;
import org.hl7.elm.r1.And;
import org.hl7.elm.r1.As;
import org.hl7.elm.r1.ByExpression;
import org.hl7.elm.r1.Case;
import org.hl7.elm.r1.CaseItem;
import org.hl7.elm.r1.Coalesce;
import org.hl7.elm.r1.CodeRef;
import org.hl7.elm.r1.Equal;
import org.hl7.elm.r1.Exists;
import org.hl7.elm.r1.Expression;
import org.hl7.elm.r1.ExpressionDef;
import org.hl7.elm.r1.ExpressionRef;
import org.hl7.elm.r1.First;
import org.hl7.elm.r1.FunctionDef;
import org.hl7.elm.r1.FunctionRef;
import org.hl7.elm.r1.If;
import org.hl7.elm.r1.InValueSet;
import org.hl7.elm.r1.Instance;
import org.hl7.elm.r1.InstanceElement;
import org.hl7.elm.r1.IsNull;
import org.hl7.elm.r1.LetClause;
import org.hl7.elm.r1.Library;
import org.hl7.elm.r1.Literal;
import org.hl7.elm.r1.Not;
import org.hl7.elm.r1.Null;
import org.hl7.elm.r1.OperandDef;
import org.hl7.elm.r1.OperandRef;
import org.hl7.elm.r1.Or;
import org.hl7.elm.r1.ParameterRef;
import org.hl7.elm.r1.Property;
import org.hl7.elm.r1.Quantity;
import org.hl7.elm.r1.Query;
import org.hl7.elm.r1.QueryLetRef;
import org.hl7.elm.r1.RelationshipClause;
import org.hl7.elm.r1.ReturnClause;
import org.hl7.elm.r1.Today;
import org.hl7.elm.r1.TupleElement;
import org.hl7.elm.r1.ValueSetRef;
import org.hl7.elm.r1.With;
import org.hl7.fhir.r4.model.Base;
import org.jspecify.annotations.Nullable;
import org.opencds.cqf.cql.engine.elm.executing.AndEvaluator;
import org.opencds.cqf.cql.engine.elm.executing.CoalesceEvaluator;
import org.opencds.cqf.cql.engine.elm.executing.CodeRefEvaluator;
import org.opencds.cqf.cql.engine.elm.executing.EqualEvaluator;
import org.opencds.cqf.cql.engine.elm.executing.EquivalentEvaluator;
import org.opencds.cqf.cql.engine.elm.executing.InValueSetEvaluator;
import org.opencds.cqf.cql.engine.elm.executing.LiteralEvaluator;
import org.opencds.cqf.cql.engine.elm.executing.OrEvaluator;
import org.opencds.cqf.cql.engine.elm.executing.QuantityEvaluator;
import org.opencds.cqf.cql.engine.elm.executing.ValueSetRefEvaluator;
import org.opencds.cqf.cql.engine.execution.Environment;
import org.opencds.cqf.cql.engine.execution.EvaluationVisitor;
import org.opencds.cqf.cql.engine.execution.State;
import org.opencds.cqf.cql.engine.execution.Variable;
import org.opencds.cqf.cql.engine.runtime.Tuple;
import org.spinecds.logic.evaluation.FhirElements;

/**
 * Prepares the expressions of one define or function as steps. The steps also evaluate less than the engine does: the
 * second operand of {@code and} and {@code or} only where the first does not decide, a {@code let} only when it is
 * read, and only the rows of a query that {@code exists} or {@code First} need. CQL allows this, since no expression
 * has an effect.
 */
final class Preparation {

    private final PreparedRules rules;
    private final Library library;
    private final FhirElements elements;
    private final State empty;
    private int variables;

    Preparation(PreparedRules rules, Library library, FhirElements elements, State empty) {
        this.rules = rules;
        this.library = library;
        this.elements = elements;
        this.empty = empty;
    }

    /** The number of variables of the prepared body. */
    int variables() {
        return variables;
    }

    /** The names that an expression can use, each with the step that reads it. */
    private record Scope(Map<String, Step> byName) {

        Scope with(String name, Step read) {
            Map<String, Step> further = new HashMap<>(byName);
            further.put(name, read);
            return new Scope(further);
        }
    }

    private record ReadVariable(int place) implements Step {

        @Override
        public @Nullable Object in(Run run, @Nullable Object[] variables) {
            return variables[place];
        }
    }

    private record ReadLet(int place, Step value) implements Step {

        @Override
        public @Nullable Object in(Run run, @Nullable Object[] variables) {
            Object known = variables[place];
            if (known == Rows.NOT_YET) {
                known = value.in(run, variables);
                variables[place] = known;
            }
            return known;
        }
    }

    /** The step of a define's or function's expression. Its first variables are the operands of the function. */
    Step body(ExpressionDef define, Expression expression) {
        Scope scope = new Scope(Map.of());
        if (define instanceof FunctionDef function) {
            for (OperandDef operand : function.getOperand()) {
                scope = scope.with(String.valueOf(operand.getName()), new ReadVariable(variables++));
            }
        }
        return step(expression, scope);
    }

    private Step step(@Nullable Expression expression, Scope scope) {
        Step step = expression == null ? Step.Constant.NULL : known(expression, scope);
        return step == null ? byEngine(Objects.requireNonNull(expression), scope) : step;
    }

    /** A step that the engine evaluates; if the expression is an operator, its operands are prepared. */
    private Step byEngine(Expression expression, Scope scope) {
        if (!OperatorOfVariables.isFor(expression)) {
            return new ByEngine(expression, library, scope.byName());
        }
        Map<String, Step> operands = new HashMap<>();
        Expression ofVariables = OperatorOfVariables.of(expression, operand -> {
            Step step = step(operand, scope);
            if (step instanceof Step.Constant) {
                return null;
            }
            String name = "operand " + operands.size();
            operands.put(name, step);
            return name;
        });
        return new ByEngine(ofVariables, library, operands);
    }

    private List<Step> steps(Collection<? extends Expression> expressions, Scope scope) {
        return expressions.stream().map(one -> step(one, scope)).toList();
    }

    /** An expression that the engine's own visitor evaluates. */
    record ByEngine(Expression expression, Library library, Map<String, Step> scope) implements Step {

        private static final EvaluationVisitor VISITOR = new EvaluationVisitor();

        @Override
        public @Nullable Object in(Run run, @Nullable Object[] variables) {
            State state = run.state(library);
            state.pushActivationFrame(null);
            try {
                scope.forEach((name, read) -> state.push(new Variable(name).withValue(read.in(run, variables))));
                return VISITOR.visitExpression(expression, state);
            } finally {
                state.popActivationFrame();
            }
        }
    }

    /** The step of an expression; null where this class does not know its kind. */
    private @Nullable Step known(Expression expression, Scope scope) {
        if (expression instanceof AliasRef alias) {
            return scope.byName().get(String.valueOf(alias.getName()));
        }
        if (expression instanceof OperandRef operand) {
            return scope.byName().get(String.valueOf(operand.getName()));
        }
        if (expression instanceof QueryLetRef let) {
            return scope.byName().get(String.valueOf(let.getName()));
        }
        if (expression instanceof FunctionRef call) {
            return call(call, scope);
        }
        if (expression instanceof ExpressionRef reference) {
            return reference.getClass() == ExpressionRef.class ? rules.define(reference, library) : null;
        }
        if (expression instanceof Property property) {
            return property(property, scope);
        }
        if (expression instanceof Query query) {
            return query(query, scope);
        }
        Step step = constant(expression, scope);
        if (step == null) {
            step = structure(expression, scope);
        }
        return step == null ? operator(expression, scope) : step;
    }

    private @Nullable Step constant(Expression expression, Scope scope) {
        if (expression instanceof ParameterRef parameter) {
            return rules.parameter(parameter, library);
        }
        if (expression instanceof Today) {
            return rules.onceForAll("Today", expression, library);
        }
        if (expression instanceof Null) {
            return Step.Constant.NULL;
        }
        if (expression instanceof Literal literal) {
            return new Step.Constant(
                    LiteralEvaluator.internalEvaluate(literal.getValueType(), literal.getValue(), empty));
        }
        if (expression instanceof Quantity quantity) {
            return new Step.Constant(QuantityEvaluator.internalEvaluate(quantity, empty));
        }
        if (expression instanceof CodeRef code) {
            return new Step.Constant(CodeRefEvaluator.toCode(code, empty));
        }
        if (expression instanceof ValueSetRef valueSet) {
            return new Step.Constant(ValueSetRefEvaluator.internalEvaluate(empty, valueSet));
        }
        if (expression instanceof org.hl7.elm.r1.List list) {
            List<Step> members = steps(list.getElement(), scope);
            if (members.stream().allMatch(member -> member instanceof Step.Constant)) {
                List<@Nullable Object> values = new ArrayList<>();
                members.forEach(member -> values.add(((Step.Constant) member).value()));
                return new Step.Constant(Collections.unmodifiableList(values));
            }
        }
        return null;
    }

    private @Nullable Step structure(Expression expression, Scope scope) {
        if (expression instanceof If choice) {
            Step condition = step(choice.getCondition(), scope);
            Step then = step(choice.getThen(), scope);
            Step otherwise = step(choice.getElse(), scope);
            return (run, variables) -> (isTrue(condition.in(run, variables)) ? then : otherwise).in(run, variables);
        }
        if (expression instanceof Case choice) {
            return choice(choice, scope);
        }
        if (expression instanceof org.hl7.elm.r1.List list) {
            Step[] members = steps(list.getElement(), scope).toArray(Step[]::new);
            return (run, variables) -> {
                List<@Nullable Object> values = new ArrayList<>(members.length);
                for (Step member : members) {
                    values.add(member.in(run, variables));
                }
                return values;
            };
        }
        if (expression instanceof org.hl7.elm.r1.Tuple tuple) {
            String[] names = tuple.getElement().stream()
                    .map(TupleElement::getName)
                    .map(Preparation::same)
                    .toArray(String[]::new);
            Step[] values = tuple.getElement().stream()
                    .map(element -> step(element.getValue(), scope))
                    .toArray(Step[]::new);
            return (run, variables) -> {
                Tuple made = new Tuple();
                Map<String, @Nullable Object> members = made.getElements();
                for (int place = 0; place < names.length; place++) {
                    members.put(names[place], values[place].in(run, variables));
                }
                return made;
            };
        }
        if (expression instanceof Instance instance) {
            return instance(instance, scope);
        }
        return null;
    }

    /** The same object for equal names: a map finds it without comparing characters. */
    private static String same(@Nullable String name) {
        return String.valueOf(name).intern();
    }

    private Step instance(Instance instance, Scope scope) {
        String[] names =
                instance.getElement().stream().map(InstanceElement::getName).toArray(String[]::new);
        Step[] values = instance.getElement().stream()
                .map(element -> step(element.getValue(), scope))
                .toArray(Step[]::new);
        QName type = Objects.requireNonNull(instance.getClassType());
        return (run, variables) -> {
            Environment environment = Objects.requireNonNull(run.state().getEnvironment());
            Object made = Objects.requireNonNull(environment.createInstance(type));
            for (int place = 0; place < names.length; place++) {
                environment.setValue(made, names[place], values[place].in(run, variables));
            }
            return made;
        };
    }

    private static boolean isTrue(@Nullable Object condition) {
        return condition != null && (Boolean) condition;
    }

    private Step choice(Case choice, Scope scope) {
        Step[] conditions = choice.getCaseItem().stream()
                .map(CaseItem::getWhen)
                .map(when -> step(when, scope))
                .toArray(Step[]::new);
        Step[] values = choice.getCaseItem().stream()
                .map(CaseItem::getThen)
                .map(then -> step(then, scope))
                .toArray(Step[]::new);
        Step otherwise = step(choice.getElse(), scope);
        if (choice.getComparand() == null) {
            return (run, variables) -> {
                for (int place = 0; place < conditions.length; place++) {
                    if (isTrue(conditions[place].in(run, variables))) {
                        return values[place].in(run, variables);
                    }
                }
                return otherwise.in(run, variables);
            };
        }
        Step comparand = step(choice.getComparand(), scope);
        return (run, variables) -> {
            Object compared = comparand.in(run, variables);
            for (int place = 0; place < conditions.length; place++) {
                if (isTrue(
                        EquivalentEvaluator.equivalent(compared, conditions[place].in(run, variables), run.state()))) {
                    return values[place].in(run, variables);
                }
            }
            return otherwise.in(run, variables);
        };
    }

    private @Nullable Step call(FunctionRef call, Scope scope) {
        PreparedRules.PreparedFunction function = rules.function(call, library);
        if (function == null) {
            return null;
        }
        Step[] operands = steps(call.getOperand(), scope).toArray(Step[]::new);
        return (run, variables) -> {
            @Nullable Object[] arguments = new Object[operands.length];
            for (int place = 0; place < operands.length; place++) {
                arguments[place] = operands[place].in(run, variables);
            }
            return run.answer(function, arguments);
        };
    }

    private @Nullable Step property(Property property, Scope scope) {
        String path = same(property.getPath());
        Step source = property.getSource() == null
                ? scope.byName().get(String.valueOf(property.getScope()))
                : step(property.getSource(), scope);
        if (source == null) {
            return null;
        }
        Element element = new Element(path, elements.reader(path));
        return (run, variables) -> element.of(run, source.in(run, variables));
    }

    /** A member of a tuple, or an element of the record. */
    private record Element(String path, FhirElements.Reader reader) {

        private @Nullable Object of(Run run, @Nullable Object target) {
            if (target == null) {
                return null;
            }
            if (target instanceof Tuple tuple) {
                return tuple.getElements().get(path);
            }
            return target instanceof Base
                    ? reader.read(target)
                    : run.state().getEnvironment().resolvePath(target, path);
        }
    }

    private @Nullable Step query(Query query, Scope outer) {
        boolean isSortedByExpression =
                query.getSort() != null && query.getSort().getBy().stream().anyMatch(by -> by instanceof ByExpression);
        if (query.getAggregate() != null || isSortedByExpression) {
            return null;
        }
        List<Rows.Source> sources = new ArrayList<>();
        Scope scope = outer;
        for (AliasedQuerySource source : query.getSource()) {
            String alias = String.valueOf(source.getAlias());
            Rows.Source rows = new Rows.Source(alias, step(source.getExpression(), outer), variables++);
            sources.add(rows);
            scope = scope.with(alias, new ReadVariable(rows.variable()));
        }
        List<Integer> lets = new ArrayList<>();
        for (LetClause let : query.getLet()) {
            lets.add(variables);
            scope = scope.with(
                    String.valueOf(let.getIdentifier()), new ReadLet(variables++, step(let.getExpression(), scope)));
        }
        List<Rows.Relationship> relationships = new ArrayList<>();
        for (RelationshipClause clause : query.getRelationship()) {
            String alias = String.valueOf(clause.getAlias());
            Rows.Source related = new Rows.Source(alias, step(clause.getExpression(), scope), variables++);
            Scope both = scope.with(alias, new ReadVariable(related.variable()));
            relationships.add(new Rows.Relationship(related, step(clause.getSuchThat(), both), clause instanceof With));
        }
        ReturnClause returned = query.getReturn();
        return new Rows(
                query,
                sources.toArray(Rows.Source[]::new),
                lets.stream().mapToInt(place -> place).toArray(),
                relationships.toArray(Rows.Relationship[]::new),
                query.getWhere() == null ? null : step(query.getWhere(), scope),
                returned == null ? null : step(returned.getExpression(), scope),
                returned != null && Boolean.TRUE.equals(returned.isDistinct()));
    }

    private @Nullable Step operator(Expression expression, Scope scope) {
        if (expression instanceof And both) {
            Step left = step(both.getOperand().get(0), scope);
            Step right = step(both.getOperand().get(1), scope);
            return (run, variables) -> {
                Object first = left.in(run, variables);
                return Boolean.FALSE.equals(first) ? first : AndEvaluator.and(first, right.in(run, variables));
            };
        }
        if (expression instanceof Or either) {
            Step left = step(either.getOperand().get(0), scope);
            Step right = step(either.getOperand().get(1), scope);
            return (run, variables) -> {
                Object first = left.in(run, variables);
                return Boolean.TRUE.equals(first) ? first : OrEvaluator.or(first, right.in(run, variables));
            };
        }
        if (expression instanceof Not not) {
            Step operand = step(not.getOperand(), scope);
            return (run, variables) -> {
                Object value = operand.in(run, variables);
                return value == null ? null : (Object) !(Boolean) value;
            };
        }
        if (expression instanceof IsNull isNull) {
            Step operand = step(isNull.getOperand(), scope);
            return (run, variables) -> operand.in(run, variables) == null;
        }
        if (expression instanceof Exists exists) {
            Step list = step(exists.getOperand(), scope);
            return (run, variables) -> list.existsIn(run, variables);
        }
        if (expression instanceof First first && first.getOrderBy() == null) {
            Step list = step(first.getSource(), scope);
            return (run, variables) -> list.firstIn(run, variables);
        }
        if (expression instanceof As as) {
            return cast(as, scope);
        }
        if (expression instanceof Coalesce coalesce) {
            return firstKnown(coalesce, scope);
        }
        if (expression instanceof InValueSet in && in.getValueset() != null) {
            Object valueSet = ValueSetRefEvaluator.toValueSet(empty, in.getValueset());
            Step code = step(in.getCode(), scope);
            return (run, variables) -> InValueSetEvaluator.inValueSet(code.in(run, variables), valueSet, run.state());
        }
        if (expression instanceof Equal equal) {
            return equality(equal, scope);
        }
        return null;
    }

    private Step equality(Equal equal, Scope scope) {
        Step left = step(equal.getOperand().get(0), scope);
        Step right = step(equal.getOperand().get(1), scope);
        return (run, variables) -> {
            Object one = left.in(run, variables);
            Object other = right.in(run, variables);
            return one instanceof String text && other instanceof String
                    ? (Object) text.equals(other)
                    : EqualEvaluator.equal(one, other, run.state());
        };
    }

    private Step cast(As as, Scope scope) {
        Step value = step(as.getOperand(), scope);
        if (value == Step.Constant.NULL) {
            return value;
        }
        Class<?> type = typeOf(as.getAsTypeSpecifier(), as.getAsType());
        boolean isStrict = Boolean.TRUE.equals(as.isStrict());
        return (run, variables) -> {
            Object operand = value.in(run, variables);
            return operand == null || type.isInstance(operand)
                    ? operand
                    : run.state().getEnvironment().as(operand, type, isStrict);
        };
    }

    private Class<?> typeOf(org.hl7.elm.r1.@Nullable TypeSpecifier specifier, @Nullable QName name) {
        return Objects.requireNonNull(
                specifier == null
                        ? empty.getEnvironment().resolveType(Objects.requireNonNull(name))
                        : empty.getEnvironment().resolveType(specifier));
    }

    private Step firstKnown(Coalesce coalesce, Scope scope) {
        Step[] operands = steps(coalesce.getOperand(), scope).toArray(Step[]::new);
        if (operands.length == 1) {
            return (run, variables) ->
                    CoalesceEvaluator.INSTANCE.coalesce(Collections.singletonList(operands[0].in(run, variables)));
        }
        return (run, variables) -> {
            for (Step operand : operands) {
                Object value = operand.in(run, variables);
                if (value != null) {
                    return value;
                }
            }
            return null;
        };
    }
}

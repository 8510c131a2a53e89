package org.spinecds.logic.prepared;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.cqframework.cql.cql2elm.tracking.Trackable;
import org.hl7.cql.model.DataType;
import org.hl7.elm.r1.Aggregate;
import org.hl7.elm.r1.AggregateExpression;
import org.hl7.elm.r1.AliasRef;
import org.hl7.elm.r1.As;
import org.hl7.elm.r1.Expression;
import org.hl7.elm.r1.Interval;
import org.hl7.elm.r1.OperatorExpression;
import org.jspecify.annotations.Nullable;

/**
 * Copies an operator with variables in place of its operands, so that the engine applies it to prepared values.
 * Otherwise the engine would also evaluate the operands of an operator that {@link Preparation} does not know, with
 * every function they call: one such operator around a query made an evaluation four times as long.
 */
final class OperatorOfVariables {

    private OperatorOfVariables() {}

    /** Gives the name of the variable for an operand; null where the operand stays as it is. */
    @FunctionalInterface
    interface Variables {
        @Nullable
        String named(Expression operand);
    }

    /** Whether an expression needs only the values of its operands. */
    static boolean isFor(Expression expression) {
        return expression instanceof OperatorExpression
                || expression instanceof Interval
                || (expression instanceof AggregateExpression && !(expression instanceof Aggregate));
    }

    static Expression of(Expression operator, Variables variables) {
        try {
            Expression copy = operator.getClass().getDeclaredConstructor().newInstance();
            for (Class<?> type = operator.getClass(); type != Object.class; type = type.getSuperclass()) {
                for (Field field : type.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers())) {
                        field.setAccessible(true);
                        field.set(copy, ofVariables(field.getType(), field.get(operator), variables));
                    }
                }
            }
            ofSameType(copy, operator);
            return copy;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(operator.getClass() + " cannot be copied.", e);
        }
    }

    private static @Nullable Object ofVariables(Class<?> type, @Nullable Object value, Variables variables) {
        if (type == Expression.class && value instanceof Expression operand) {
            return variable(operand, variables);
        }
        if (value instanceof List<?> list
                && !list.isEmpty()
                && list.stream().allMatch(member -> member instanceof Expression)) {
            List<Object> operands = new ArrayList<>();
            list.forEach(operand -> operands.add(variable((Expression) operand, variables)));
            return operands;
        }
        return value;
    }

    /**
     * The variable for an operand. A cast stays around its variable: some operators need it to know the type of a null.
     */
    private static Expression variable(Expression operand, Variables variables) {
        if (operand instanceof As) {
            return of(operand, variables);
        }
        String name = variables.named(operand);
        if (name == null) {
            return operand;
        }
        AliasRef variable = new AliasRef();
        variable.setName(name);
        variable.setLocator(operand.getLocator());
        variable.setResultTypeName(operand.getResultTypeName());
        variable.setResultTypeSpecifier(operand.getResultTypeSpecifier());
        ofSameType(variable, operand);
        return variable;
    }

    /** Copies the type that the translator has found: the engine reads it for some operators. */
    private static void ofSameType(Expression copy, Expression original) {
        DataType type = Trackable.INSTANCE.getResultType(original);
        if (type != null) {
            Trackable.INSTANCE.setResultType(copy, type);
        }
    }
}

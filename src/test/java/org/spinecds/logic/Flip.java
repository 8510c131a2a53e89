package org.spinecds.logic;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.hl7.elm.r1.After;
import org.hl7.elm.r1.Before;
import org.hl7.elm.r1.BinaryExpression;
import org.hl7.elm.r1.Element;
import org.hl7.elm.r1.EndsWith;
import org.hl7.elm.r1.Equal;
import org.hl7.elm.r1.Equivalent;
import org.hl7.elm.r1.Expression;
import org.hl7.elm.r1.ExpressionDef;
import org.hl7.elm.r1.Greater;
import org.hl7.elm.r1.GreaterOrEqual;
import org.hl7.elm.r1.In;
import org.hl7.elm.r1.InValueSet;
import org.hl7.elm.r1.Less;
import org.hl7.elm.r1.LessOrEqual;
import org.hl7.elm.r1.Library;
import org.hl7.elm.r1.Literal;
import org.hl7.elm.r1.Matches;
import org.hl7.elm.r1.Not;
import org.hl7.elm.r1.NotEqual;
import org.hl7.elm.r1.ParameterDef;
import org.hl7.elm.r1.SameOrAfter;
import org.hl7.elm.r1.SameOrBefore;
import org.hl7.elm.r1.StartsWith;
import org.jspecify.annotations.Nullable;

/**
 * One comparison or threshold of the translated content, turned: a boundary moved (&lt; to &lt;=), an equality or
 * membership negated, a number changed by the least step.
 *
 * @param define library and define
 * @param number which of the flips of the define this is; survives moved lines
 * @param what what is turned into what
 * @param where lines and columns of what is turned, and empty where the translator does not say
 * @param turn makes the flip
 * @param back undoes it
 */
record Flip(String define, int number, String what, String where, Runnable turn, Runnable back) {

    private static final String ELM = "org.hl7.elm.r1.";
    private static final Map<Class<?>, Supplier<BinaryExpression>> BOUNDARIES = Map.of(
            Less.class, LessOrEqual::new,
            LessOrEqual.class, Less::new,
            Greater.class, GreaterOrEqual::new,
            GreaterOrEqual.class, Greater::new,
            Before.class, SameOrBefore::new,
            SameOrBefore.class, Before::new,
            After.class, SameOrAfter::new,
            SameOrAfter.class, After::new);
    private static final Set<Class<?>> COMPARISONS = Set.of(
            Equal.class,
            NotEqual.class,
            Equivalent.class,
            In.class,
            InValueSet.class,
            StartsWith.class,
            EndsWith.class,
            Matches.class);
    /** Tables of codes: the numbers in them are places in the spine and in a classification, pinned by CodeTableTests. */
    private static final Set<String> CODE_TABLES = Set.of("Level Codes", "Region Codes", "Morphologies");

    private static final Set<String> NOT_LOGIC =
            Set.of("_annotation", "resultTypeSpecifier", "_signature", "signature", "_resultTypes");

    /** What names the flip. */
    String place() {
        return define + " #" + number + ": " + what;
    }

    /** Every flip of a library, in the order of its text. */
    static List<Flip> of(Library library) {
        List<Flip> flips = new ArrayList<>();
        String name = String.valueOf(
                library.getIdentifier() == null ? null : library.getIdentifier().getId());
        if (library.getParameters() != null) {
            for (ParameterDef parameter : library.getParameters().getDef()) {
                new Walk(name + " " + parameter.getName(), flips).into(parameter);
            }
        }
        if (library.getStatements() != null) {
            for (ExpressionDef define : library.getStatements().getDef()) {
                if (CODE_TABLES.contains(define.getName())) {
                    continue;
                }
                new Walk(name + " " + define.getName(), flips).into(define);
            }
        }
        return flips;
    }

    /** One define, and what was met in it. */
    private static final class Walk {

        private final String define;
        private final List<Flip> flips;
        private int met;

        Walk(String define, List<Flip> flips) {
            this.define = define;
            this.flips = flips;
        }

        private void into(Object node) {
            for (Class<?> type = node.getClass(); type != null && type != Object.class; type = type.getSuperclass()) {
                for (Field field : type.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers()) && !NOT_LOGIC.contains(field.getName())) {
                        into(node, field);
                    }
                }
            }
        }

        @SuppressWarnings("unchecked")
        private void into(Object node, Field field) {
            try {
                field.setAccessible(true);
                Object value = field.get(node);
                if (value instanceof List<?> list) {
                    for (int i = 0; i < list.size(); i++) {
                        int place = i;
                        meet(list.get(i), replacement -> ((List<Object>) list).set(place, replacement));
                    }
                } else {
                    meet(value, replacement -> set(node, field, replacement));
                }
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }

        private static void set(Object node, Field field, Object value) {
            try {
                field.set(node, value);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }

        private void meet(@Nullable Object value, Consumer<Object> replace) {
            if (value == null || !value.getClass().getName().startsWith(ELM) || value instanceof Enum<?>) {
                return;
            }
            if (BOUNDARIES.containsKey(value.getClass())) {
                BinaryExpression comparison = (BinaryExpression) value;
                BinaryExpression moved = BOUNDARIES.get(value.getClass()).get();
                moved.setOperand(comparison.getOperand());
                copyPrecision(comparison, moved);
                add(
                        value,
                        value.getClass().getSimpleName() + " to "
                                + moved.getClass().getSimpleName(),
                        () -> replace.accept(moved),
                        () -> replace.accept(value));
            }
            if (COMPARISONS.contains(value.getClass())) {
                Not not = new Not();
                not.setOperand((Expression) value);
                add(
                        value,
                        "not " + value.getClass().getSimpleName(),
                        () -> replace.accept(not),
                        () -> replace.accept(value));
            }
            if (value instanceof Literal literal && literal.getValueType() != null) {
                String type = literal.getValueType().getLocalPart();
                String number = String.valueOf(literal.getValue());
                if (type.equals("Integer") || type.equals("Decimal")) {
                    BigDecimal step = type.equals("Integer") ? BigDecimal.ONE : new BigDecimal("0.1");
                    for (BigDecimal changed :
                            List.of(new BigDecimal(number).add(step), new BigDecimal(number).subtract(step))) {
                        add(
                                literal,
                                number + " to " + changed,
                                () -> literal.setValue(changed.toPlainString()),
                                () -> literal.setValue(number));
                    }
                }
            }
            into(value);
        }

        private static void copyPrecision(BinaryExpression from, BinaryExpression to) {
            for (Field field : from.getClass().getDeclaredFields()) {
                if (field.getName().equals("precision")) {
                    try {
                        field.setAccessible(true);
                        Field target = to.getClass().getDeclaredField("precision");
                        target.setAccessible(true);
                        target.set(to, field.get(from));
                    } catch (ReflectiveOperationException e) {
                        throw new IllegalStateException(e);
                    }
                }
            }
        }

        private void add(Object turned, String what, Runnable turn, Runnable back) {
            met++;
            String where = turned instanceof Element element ? String.valueOf(element.getLocator()) : "";
            flips.add(new Flip(define, met, what, where, turn, back));
        }
    }
}

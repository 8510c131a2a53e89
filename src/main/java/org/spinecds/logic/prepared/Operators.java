package org.spinecds.logic.prepared;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.hl7.elm.r1.*;
import org.jspecify.annotations.Nullable;
import org.opencds.cqf.cql.engine.elm.executing.*;
import org.opencds.cqf.cql.engine.execution.State;
import org.opencds.cqf.cql.engine.runtime.BaseTemporal;
import org.opencds.cqf.cql.engine.runtime.Precision;
import org.spinecds.logic.evaluation.TemporalText;

/**
 * The engine's operators, by the class of the expression that asks for one: those that want the values of their operands
 * and nothing else. What each does is the engine's; which operand goes where is as in its visitor.
 */
final class Operators {

    /** An operator of one operand. */
    @FunctionalInterface
    interface OfOne<E extends Expression> {
        @Nullable
        Object of(E expression, @Nullable Object value, State state);
    }

    /** An operator of two operands. */
    @FunctionalInterface
    interface OfTwo<E extends Expression> {
        @Nullable
        Object of(E expression, @Nullable Object left, @Nullable Object right, State state);
    }

    private static final Map<Class<?>, OfOne<?>> UNARY = new HashMap<>();
    private static final Map<Class<?>, OfOne<?>> AGGREGATE = new HashMap<>();
    private static final Map<Class<?>, OfTwo<?>> BINARY = new HashMap<>();

    /** Behind the point, as CQL has it for a Decimal. */
    private static final int DIGITS = 8;

    private Operators() {}

    private static <E extends UnaryExpression> void unary(Class<E> type, OfOne<E> operator) {
        UNARY.put(type, operator);
    }

    private static <E extends AggregateExpression> void aggregate(Class<E> type, OfOne<E> operator) {
        AGGREGATE.put(type, operator);
    }

    private static <E extends OperatorExpression> void binary(Class<E> type, OfTwo<E> operator) {
        BINARY.put(type, operator);
    }

    static {
        unary(IsTrue.class, (elm, value, state) -> IsTrueEvaluator.INSTANCE.isTrue((Boolean) value));
        unary(IsFalse.class, (elm, value, state) -> IsFalseEvaluator.INSTANCE.isFalse((Boolean) value));
        unary(Flatten.class, (elm, value, state) -> FlattenEvaluator.flatten(value));
        unary(Distinct.class, (elm, value, state) -> distinct((Iterable<?>) value, state));
        unary(SingletonFrom.class, (elm, value, state) -> SingletonFromEvaluator.singletonFrom(value));
        unary(ToList.class, (elm, value, state) -> ToListEvaluator.toList(value));
        unary(
                ToString.class,
                (elm, value, state) ->
                        value instanceof BaseTemporal time ? TemporalText.of(time) : ToStringEvaluator.toString(value));
        unary(ToDecimal.class, (elm, value, state) -> ToDecimalEvaluator.toDecimal(value));
        unary(ToInteger.class, (elm, value, state) -> ToIntegerEvaluator.toInteger(value));
        unary(ToBoolean.class, (elm, value, state) -> ToBooleanEvaluator.toBoolean(value));
        unary(ToDate.class, (elm, value, state) -> ToDateEvaluator.toDate(value));
        unary(ToDateTime.class, (elm, value, state) -> ToDateTimeEvaluator.toDateTime(value, state));
        unary(ToConcept.class, (elm, value, state) -> ToConceptEvaluator.toConcept(value));
        unary(Upper.class, (elm, value, state) -> UpperEvaluator.upper(value));
        unary(Lower.class, (elm, value, state) -> LowerEvaluator.lower(value));
        unary(Length.class, (elm, value, state) -> LengthEvaluator.internalEvaluate(value, elm, state));
        unary(Abs.class, (elm, value, state) -> AbsEvaluator.abs(value));
        unary(Floor.class, (elm, value, state) -> FloorEvaluator.floor(value));
        unary(Ceiling.class, (elm, value, state) -> CeilingEvaluator.ceiling(value));
        unary(Truncate.class, (elm, value, state) -> TruncateEvaluator.truncate(value));
        unary(DateFrom.class, (elm, value, state) -> DateFromEvaluator.dateFrom(value));
        unary(
                DateTimeComponentFrom.class,
                (elm, value, state) -> DateTimeComponentFromEvaluator.dateTimeComponentFrom(
                        value,
                        elm.getPrecision() == null ? null : elm.getPrecision().value()));

        aggregate(Count.class, (elm, value, state) -> CountEvaluator.count(value));
        aggregate(Sum.class, (elm, value, state) -> SumEvaluator.sum(value, state));
        aggregate(Max.class, (elm, value, state) -> MaxEvaluator.max(value, state));
        aggregate(Min.class, (elm, value, state) -> MinEvaluator.min(value, state));
        aggregate(AllTrue.class, (elm, value, state) -> AllTrueEvaluator.allTrue(value));
        aggregate(AnyTrue.class, (elm, value, state) -> AnyTrueEvaluator.anyTrue(value));

        binary(Equal.class, (elm, left, right, state) -> EqualEvaluator.equal(left, right, state));
        binary(NotEqual.class, (elm, left, right, state) -> NotEqualEvaluator.notEqual(left, right, state));
        binary(Equivalent.class, (elm, left, right, state) -> EquivalentEvaluator.equivalent(left, right, state));
        binary(Less.class, (elm, left, right, state) -> LessEvaluator.less(left, right, state));
        binary(LessOrEqual.class, (elm, left, right, state) -> LessOrEqualEvaluator.lessOrEqual(left, right, state));
        binary(Greater.class, (elm, left, right, state) -> GreaterEvaluator.greater(left, right, state));
        binary(
                GreaterOrEqual.class,
                (elm, left, right, state) -> GreaterOrEqualEvaluator.greaterOrEqual(left, right, state));
        binary(Add.class, (elm, left, right, state) -> AddEvaluator.add(left, right, state));
        binary(Subtract.class, (elm, left, right, state) -> SubtractEvaluator.subtract(left, right, state));
        binary(Multiply.class, (elm, left, right, state) -> MultiplyEvaluator.multiply(left, right, state));
        binary(Divide.class, (elm, left, right, state) -> quotient(left, right, state));
        binary(Power.class, (elm, left, right, state) -> PowerEvaluator.power(left, right));
        binary(Intersect.class, (elm, left, right, state) -> IntersectEvaluator.intersect(left, right, state));
        binary(Concatenate.class, (elm, left, right, state) -> ConcatenateEvaluator.concatenate(left, right));
        binary(Indexer.class, (elm, left, right, state) -> IndexerEvaluator.indexer(left, right));
        binary(StartsWith.class, (elm, left, right, state) -> StartsWithEvaluator.startsWith(left, right));
        binary(EndsWith.class, (elm, left, right, state) -> EndsWithEvaluator.endsWith((String) left, (String) right));
        binary(Matches.class, (elm, left, right, state) -> MatchesEvaluator.matches((String) left, (String) right));
        binary(
                In.class,
                (elm, left, right, state) ->
                        InEvaluator.internalEvaluate(left, right, precision(elm.getPrecision()), state));
        binary(
                Before.class,
                (elm, left, right, state) -> BeforeEvaluator.before(left, right, precision(elm.getPrecision()), state));
        binary(
                After.class,
                (elm, left, right, state) -> AfterEvaluator.after(left, right, precision(elm.getPrecision()), state));
        binary(
                SameOrBefore.class,
                (elm, left, right, state) ->
                        SameOrBeforeEvaluator.sameOrBefore(left, right, precision(elm.getPrecision()), state));
        binary(
                SameOrAfter.class,
                (elm, left, right, state) ->
                        SameOrAfterEvaluator.sameOrAfter(left, right, precision(elm.getPrecision()), state));
        binary(
                DurationBetween.class,
                (elm, left, right, state) -> DurationBetweenEvaluator.duration(
                        left, right, Precision.Companion.fromString(String.valueOf(precision(elm.getPrecision())))));
        binary(
                CalculateAgeAt.class,
                (elm, left, right, state) ->
                        CalculateAgeAtEvaluator.calculateAgeAt(left, right, precision(elm.getPrecision())));
    }

    /**
     * The engine's quotient. It finds by a failure, whose stack it writes down, that one has no end, and then takes as many
     * digits as CQL keeps, rounded down; those are found here without.
     */
    private static @Nullable Object quotient(@Nullable Object left, @Nullable Object right, State state) {
        if (left instanceof BigDecimal dividend && right instanceof BigDecimal divisor && divisor.signum() != 0) {
            BigDecimal rounded = dividend.divide(divisor, DIGITS, RoundingMode.FLOOR);
            if (rounded.multiply(divisor).compareTo(dividend) != 0) {
                return rounded;
            }
        }
        return DivideEvaluator.divide(left, right, state);
    }

    /** The engine's list without repetitions. It otherwise holds each member against each, whatever they are. */
    static @Nullable List<?> distinct(@Nullable Iterable<?> list, State state) {
        if (list instanceof List<?> members) {
            if (members.size() < 2) {
                return members;
            }
            if (members.stream().allMatch(member -> member instanceof String)) {
                return new ArrayList<>(new LinkedHashSet<>(members));
            }
        }
        return DistinctEvaluator.INSTANCE.distinct(list, state);
    }

    private static @Nullable String precision(@Nullable DateTimePrecision precision) {
        return precision == null ? null : precision.value();
    }

    /** The operator of one operand that an expression asks for; null where it is none, or one that is not listed. */
    static @Nullable OfOne<? extends Expression> ofOne(Expression expression) {
        return expression instanceof AggregateExpression
                ? AGGREGATE.get(expression.getClass())
                : UNARY.get(expression.getClass());
    }

    /** The operator of two operands that an expression asks for; null where it is none, or one that is not listed. */
    static @Nullable OfTwo<? extends Expression> ofTwo(Expression expression) {
        return BINARY.get(expression.getClass());
    }
}

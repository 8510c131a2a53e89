package org.spinecds.logic.evaluation;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.opencds.cqf.cql.engine.runtime.BaseTemporal;
import org.opencds.cqf.cql.engine.runtime.Tuple;

/** Converts values of the engine to plain maps, lists, numbers, strings and booleans. */
public final class PlainValues {

    private PlainValues() {}

    /**
     * A value without the types of the engine; dates and times become strings.
     *
     * @throws IllegalStateException for a value that no answer may have, such as an element of the record
     */
    public static @Nullable Object of(@Nullable Object value) {
        if (value == null
                || value instanceof BigDecimal
                || value instanceof Integer
                || value instanceof Boolean
                || value instanceof String) {
            return value;
        }
        if (value instanceof Tuple tuple) {
            Map<String, @Nullable Object> members = new LinkedHashMap<>();
            tuple.getElements().forEach((name, member) -> members.put(name, of(member)));
            return members;
        }
        if (value instanceof Iterable<?> list) {
            List<@Nullable Object> members = new ArrayList<>();
            list.forEach(member -> members.add(of(member)));
            return members;
        }
        if (value instanceof BaseTemporal time) {
            return time.toString();
        }
        throw new IllegalStateException(
                "An answer may not hold a value of type " + value.getClass().getSimpleName());
    }
}

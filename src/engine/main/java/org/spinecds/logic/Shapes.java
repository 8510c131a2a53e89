package org.spinecds.logic;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cqframework.cql.cql2elm.tracking.Trackable;
import org.hl7.cql.model.DataType;
import org.hl7.cql.model.ListType;
import org.hl7.cql.model.SimpleType;
import org.hl7.cql.model.TupleType;
import org.hl7.elm.r1.ExpressionDef;
import org.hl7.elm.r1.Library;
import org.jspecify.annotations.Nullable;

/**
 * The types of a library's answers, as the translator finds them, so that paths into the answers can be checked. A
 * tuple is a map, a list is a list of one member, a simple value is the name of its type, any other type is null.
 */
final class Shapes {

    private Shapes() {}

    /** The types of the defines of a library that was just translated, by define. */
    static Map<String, @Nullable Object> of(Library library) {
        Map<String, @Nullable Object> shapes = new LinkedHashMap<>();
        if (library.getStatements() != null) {
            for (ExpressionDef define : library.getStatements().getDef()) {
                shapes.put(String.valueOf(define.getName()), of(Trackable.INSTANCE.getResultType(define)));
            }
        }
        return shapes;
    }

    private static @Nullable Object of(@Nullable DataType type) {
        if (type instanceof ListType list) {
            return Collections.singletonList(of(list.getElementType()));
        }
        if (type instanceof TupleType tuple) {
            Map<String, @Nullable Object> members = new LinkedHashMap<>();
            tuple.getElements().forEach(member -> members.put(member.getName(), of(member.getType())));
            return members;
        }
        return type instanceof SimpleType simple && !simple.equals(DataType.Companion.getANY())
                ? simple.getName()
                : null;
    }
}

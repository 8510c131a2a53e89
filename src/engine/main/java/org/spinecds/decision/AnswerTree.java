package org.spinecds.decision;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the rules answer, read by paths: {@code Emergency.levels} are the levels of the answer named Emergency. A path that
 * goes through a list leads to the members of all its parts. What is not known is empty; a name that no answer has is refused.
 */
public final class AnswerTree {

    private static final AnswerTree EMPTY = new AnswerTree(null);

    private final @Nullable Object plain;

    private AnswerTree(@Nullable Object plain) {
        this.plain = plain;
    }

    /** The tree of a plain value: maps, lists, texts, numbers and truths. */
    public static AnswerTree of(@Nullable Object plain) {
        return plain == null ? EMPTY : new AnswerTree(plain);
    }

    /** The plain value; null is not known. */
    public @Nullable Object plain() {
        return plain;
    }

    /**
     * What a path leads to.
     *
     * @throws IllegalArgumentException when a name of it is none here
     */
    public AnswerTree at(String path) {
        AnswerTree found = this;
        for (String name : path.split("\\.", -1)) {
            found = found.member(name, path);
        }
        return found;
    }

    private AnswerTree member(String name, String path) {
        if (plain instanceof List<?> list) {
            List<@Nullable Object> members = new ArrayList<>();
            for (Object one : list) {
                Object member = of(one).member(name, path).plain;
                if (member instanceof List<?> inner) {
                    members.addAll(inner);
                } else if (member != null) {
                    members.add(member);
                }
            }
            return of(members);
        }
        if (plain == null) {
            return EMPTY;
        }
        if (plain instanceof Map<?, ?> map && map.containsKey(name)) {
            return of(map.get(name));
        }
        throw new IllegalArgumentException("No answer has the name " + name + " of the path " + path);
    }

    /** The members of a list, a single value as the only one, and none of what is not known. */
    public List<AnswerTree> members() {
        return plain instanceof List<?> list
                ? list.stream().map(AnswerTree::of).toList()
                : plain == null ? List.of() : List.of(this);
    }

    /** A text, or a number as it is written; null where there is none. */
    public @Nullable String text() {
        return plain instanceof BigDecimal number
                ? number.stripTrailingZeros().toPlainString()
                : plain == null ? null : plain.toString();
    }

    /**
     * A number.
     *
     * @throws IllegalArgumentException when it is none
     */
    public BigDecimal number() {
        if (plain instanceof BigDecimal number) {
            return number;
        }
        if (plain instanceof Integer whole) {
            return BigDecimal.valueOf(whole);
        }
        throw new IllegalArgumentException("An answer is no number");
    }

    /** The texts of a list. */
    public List<String> texts() {
        return members().stream().map(one -> String.valueOf(one.text())).toList();
    }

    /** Whether it says something: what is not known, an empty list, an empty text and what is not so say nothing. */
    public boolean isSaid() {
        return !(plain == null
                || Boolean.FALSE.equals(plain)
                || "".equals(plain)
                || (plain instanceof List<?> list && list.isEmpty()));
    }

    /** The same with another value at a path; its last name need not be there yet. */
    public AnswerTree with(String path, @Nullable Object value) {
        int dot = path.indexOf('.');
        String name = dot < 0 ? path : path.substring(0, dot);
        Map<String, @Nullable Object> changed = new LinkedHashMap<>();
        if (plain instanceof Map<?, ?> map) {
            map.forEach((there, member) -> changed.put(String.valueOf(there), member));
        } else if (plain == null && dot >= 0) {
            return this;
        }
        changed.put(name, dot < 0 ? value : of(changed.get(name)).with(path.substring(dot + 1), value).plain);
        return of(changed);
    }

    /** The same with those members of the list at a path that are kept; what is not known stays so. */
    public AnswerTree keeping(String path, Predicate<AnswerTree> isKept) {
        AnswerTree list = at(path);
        return list.plain == null
                ? this
                : with(
                        path,
                        list.members().stream()
                                .filter(isKept)
                                .map(AnswerTree::plain)
                                .toList());
    }

    /** The same without a value: not known, or not so where it was a truth. */
    public AnswerTree without(String path) {
        Object there = at(path).plain;
        return there == null ? this : with(path, there instanceof Boolean ? false : null);
    }

    /** Of a patient, so never printed. */
    @Override
    public String toString() {
        return "AnswerTree";
    }
}

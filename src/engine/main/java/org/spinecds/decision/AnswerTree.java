package org.spinecds.decision;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The answers of the rules, read by path: {@code Advice.level} is the member {@code level} of the answer
 * {@code Advice}. A path through a list leads to the members of all its parts. An unknown value is an empty tree. A
 * name that no answer has is refused.
 */
public final class AnswerTree {

    private static final AnswerTree EMPTY = new AnswerTree(null);

    private final @Nullable Object plain;

    private AnswerTree(@Nullable Object plain) {
        this.plain = plain;
    }

    /** The tree of a plain value: a map, list, text, number or boolean; null for an unknown value. */
    public static AnswerTree of(@Nullable Object plain) {
        return plain == null ? EMPTY : new AnswerTree(plain);
    }

    /** The plain value; null where it is unknown. */
    public @Nullable Object plain() {
        return plain;
    }

    /** Whether there is a member of this name, also one with an unknown value. */
    public boolean has(String name) {
        return plain instanceof Map<?, ?> map && map.containsKey(name);
    }

    /**
     * The value at a path; empty where it, or a member on the way, is unknown.
     *
     * @throws IllegalArgumentException when the tree has no member of a name in the path
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

    /** The members of a list; a single value as the only member; none for an unknown value. */
    public List<AnswerTree> members() {
        return plain instanceof List<?> list
                ? list.stream().map(AnswerTree::of).toList()
                : plain == null ? List.of() : List.of(this);
    }

    /**
     * A text or boolean, or a number in decimal digits without trailing zeros; null where it is unknown.
     *
     * @throws IllegalArgumentException when the value is a list or a map
     */
    public @Nullable String text() {
        if (plain instanceof List<?> || plain instanceof Map<?, ?>) {
            throw new IllegalArgumentException("An answer is no text");
        }
        return plain instanceof BigDecimal number
                ? number.stripTrailingZeros().toPlainString()
                : plain == null ? null : plain.toString();
    }

    /**
     * The text of a value that must be known.
     *
     * @throws IllegalArgumentException when it is unknown, a list or a map
     */
    public String word() {
        String text = text();
        if (text == null) {
            throw new IllegalArgumentException("An answer is not known");
        }
        return text;
    }

    /**
     * A boolean that must be known.
     *
     * @throws IllegalArgumentException when it is unknown or no boolean
     */
    public boolean truth() {
        if (plain instanceof Boolean truth) {
            return truth;
        }
        throw new IllegalArgumentException("An answer is no truth");
    }

    /**
     * A number that must be known.
     *
     * @throws IllegalArgumentException when it is unknown or no number
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

    /**
     * The texts of a list; empty where the list is unknown.
     *
     * @throws IllegalArgumentException when a member is no text, or is unknown
     */
    public List<String> texts() {
        return members().stream().map(AnswerTree::word).toList();
    }

    /** Whether the value holds something. An unknown value, false, an empty list and a blank text hold nothing. */
    public boolean isSaid() {
        return !(plain == null
                || Boolean.FALSE.equals(plain)
                || (plain instanceof String text && text.isBlank())
                || (plain instanceof List<?> list && list.isEmpty()));
    }

    /**
     * A copy with another value at a path. Its last name may be new; a path that goes on below an unknown value changes
     * nothing.
     */
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

    /** A copy in which the list at a path has only the members that are kept; an unknown list stays unknown. */
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

    /** A copy without the value at a path: false in place of a boolean, unknown in place of any other. */
    public AnswerTree without(String path) {
        Object there = at(path).plain;
        return there == null ? this : with(path, there instanceof Boolean ? false : null);
    }

    /** Only the name of the class: the values belong to a patient and are never printed. */
    @Override
    public String toString() {
        return "AnswerTree";
    }
}

package org.spinecds.card;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spinecds.decision.AnswerTree;

/**
 * Writes the assessment as the JSON document of the explain extension. An unknown member is absent; there are no nulls,
 * empty lists or empty objects. The members and their paths are those of {@code explain} in the guideline's file.
 *
 * @param file the file that declares them
 */
record AssessmentDocument(String file, Map<String, Shape> shapes) {

    private static final String EXPLAIN = "explain";

    /**
     * The form of one member. A path that begins with a capital starts at the answers, any other at the part that is
     * shown. A path alone gives a value or a list of values, each once.
     *
     * @param of the path; null means the part itself
     * @param where keeps the parts of a list for which this path holds something
     * @param like takes the first part of a list that has the same value at this path as the part that is shown
     * @param instead by path, the value that is given in its place where the path holds something
     * @param first gives the first of these values that was found; it is a fault where only others were found
     * @param join a text for each part: its values at these paths, with colons between
     * @param by gives an object with a member for each part; the path leads to the member's name
     * @param each the form of each part
     * @param all with {@code by}: gives a list of the values at this path for each name
     * @param members gives an object with these members, or a list of such objects
     */
    record Shape(
            @Nullable String of,
            @Nullable String where,
            @Nullable String like,
            Map<String, String> instead,
            List<String> first,
            List<String> join,
            @Nullable String by,
            @Nullable Shape each,
            @Nullable String all,
            Map<String, Shape> members) {

        @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
        Shape {
            instead = Objects.requireNonNullElse(instead, Map.of());
            first = Objects.requireNonNullElse(first, List.of());
            join = Objects.requireNonNullElse(join, List.of());
            members = Objects.requireNonNullElse(members, Map.of());
        }

        /** The form of a path alone. */
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static Shape of(String path) {
            return new Shape(path, null, null, Map.of(), List.of(), List.of(), null, null, null, Map.of());
        }

        private Stream<String> paths() {
            return Stream.of(
                            Stream.of(of, where, all).filter(Objects::nonNull),
                            Stream.ofNullable(each).flatMap(Shape::paths),
                            members.values().stream().flatMap(Shape::paths))
                    .flatMap(paths -> paths);
        }
    }

    /** The paths of all members. */
    Stream<String> paths() {
        return shapes.values().stream().flatMap(Shape::paths);
    }

    /** Checks the paths of all members against the types of the answers. */
    void check(ViewCheck check) {
        shapes.forEach((name, shape) -> check(check, EXPLAIN + "." + name, shape, check.answers()));
    }

    private void check(ViewCheck check, String name, Shape shape, AnswerTree here) {
        shape.instead().keySet().forEach(path -> check.path(file, name, path, here));
        AnswerTree found = shape.of() == null ? here : check.path(file, name, shape.of(), here);
        for (AnswerTree one : found.members()) {
            Stream.concat(
                            Stream.of(shape.where(), shape.like(), shape.by(), shape.all())
                                    .filter(Objects::nonNull),
                            shape.join().stream())
                    .forEach(path -> check.path(file, name, path, one));
            if (shape.each() != null) {
                check(check, name, shape.each(), one);
            }
            shape.members().forEach((inner, member) -> check(check, name + "." + inner, member, one));
        }
    }

    /**
     * The document of an assessment, ready to be written as JSON.
     *
     * @throws WordingBroken with the member that cannot be filled
     */
    Map<String, Object> of(AnswerTree answers) {
        return new Filling(file, answers).members(shapes, answers, EXPLAIN);
    }

    /** Fills one document. */
    private record Filling(String file, AnswerTree answers) {

        Map<String, Object> members(Map<String, Shape> shapes, AnswerTree here, String place) {
            Map<String, Object> members = new LinkedHashMap<>();
            shapes.forEach((name, shape) -> put(members, name, named(place + "." + name, shape, here)));
            return members;
        }

        private @Nullable Object named(String place, Shape shape, AnswerTree here) {
            try {
                return value(place, shape, here);
            } catch (IllegalArgumentException e) {
                throw WordingBroken.behind(e, "The member " + place + " of " + file + " cannot be filled: ");
            }
        }

        private @Nullable Object value(String place, Shape shape, AnswerTree here) {
            for (Map.Entry<String, String> other : shape.instead().entrySet()) {
                if (at(other.getKey(), here).isSaid()) {
                    return other.getValue();
                }
            }
            AnswerTree found = found(shape, here);
            if (shape.by() != null) {
                return byName(place, shape, shape.by(), found);
            }
            if (found.plain() instanceof List<?> && (!shape.members().isEmpty() || shape.each() != null)) {
                return found.members().stream()
                        .flatMap(one -> Stream.ofNullable(one(place, shape, one)))
                        .filter(one -> !isEmpty(one))
                        .toList();
            }
            if (!shape.first().isEmpty()) {
                return first(shape.first(), found.texts());
            }
            if (!shape.join().isEmpty()) {
                return found.members().stream()
                        .map(one -> shape.join().stream()
                                .map(path -> at(path, one).word())
                                .collect(Collectors.joining(":")))
                        .toList();
            }
            return one(place, shape, found);
        }

        private static @Nullable String first(List<String> wanted, List<String> found) {
            Optional<String> first = wanted.stream().filter(found::contains).findFirst();
            if (first.isEmpty() && !found.isEmpty()) {
                throw new IllegalArgumentException("No answer is one of " + wanted);
            }
            return first.orElse(null);
        }

        private AnswerTree found(Shape shape, AnswerTree here) {
            AnswerTree found = shape.of() == null ? here : at(shape.of(), here);
            if (shape.where() != null) {
                return AnswerTree.of(found.members().stream()
                        .filter(one -> at(shape.where(), one).isSaid())
                        .map(AnswerTree::plain)
                        .toList());
            }
            if (shape.like() != null) {
                String name = here.at(shape.like()).word();
                return found.members().stream()
                        .filter(one -> name.equals(one.at(shape.like()).text()))
                        .findFirst()
                        .orElse(AnswerTree.of(null));
            }
            return found;
        }

        private Map<String, Object> byName(String place, Shape shape, String by, AnswerTree found) {
            Map<String, Object> members = new LinkedHashMap<>();
            Map<String, List<Object>> lists = new LinkedHashMap<>();
            for (AnswerTree one : found.members()) {
                String name = at(by, one).word();
                if (shape.all() == null) {
                    put(members, name, one(place, shape, one));
                } else {
                    at(shape.all(), one).members().forEach(value -> lists.computeIfAbsent(
                                    name, unused -> new ArrayList<>())
                            .add(single(value.plain())));
                }
            }
            members.putAll(lists);
            return members;
        }

        private @Nullable Object one(String place, Shape shape, AnswerTree one) {
            if (one.plain() == null) {
                return null;
            }
            if (!shape.members().isEmpty()) {
                return members(shape.members(), one, place);
            }
            if (shape.each() != null) {
                return value(place, shape.each(), one);
            }
            return one.plain() instanceof List<?> list
                    ? list.stream().map(Filling::single).distinct().toList()
                    : single(one.plain());
        }

        private static Object single(@Nullable Object plain) {
            if (plain instanceof String
                    || plain instanceof Boolean
                    || plain instanceof Integer
                    || plain instanceof BigDecimal) {
                return plain;
            }
            throw new IllegalArgumentException("An answer is no single value");
        }

        private AnswerTree at(String path, AnswerTree here) {
            return View.isFromTheRoot(path) ? answers.at(path) : here.at(path);
        }

        private static void put(Map<String, Object> members, String name, @Nullable Object value) {
            if (value != null && !isEmpty(value)) {
                members.put(name, value);
            }
        }

        private static boolean isEmpty(Object value) {
            return (value instanceof List<?> list && list.isEmpty())
                    || (value instanceof Map<?, ?> map && map.isEmpty());
        }
    }
}

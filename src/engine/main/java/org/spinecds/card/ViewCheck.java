package org.spinecds.card;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spinecds.decision.AnswerTree;

/** Tries every path of views on what the answers are made of, so that a wrong name is found where no case shows it. */
final class ViewCheck {

    private final AnswerTree shapes;
    private final List<Misnamed> found = new ArrayList<>();

    /**
     * Prepares a check.
     *
     * @param shapes of the answers: a list has one member, a value is the name of its type
     */
    ViewCheck(AnswerTree shapes) {
        this.shapes = shapes;
    }

    /**
     * What is wrong for every guideline: a card is filled from the answers of one of them.
     *
     * @param shapes of the answers of each
     * @param tried tries the paths on the shapes of one
     */
    static ViewCheck ofAny(Collection<AnswerTree> shapes, BiConsumer<ViewCheck, AnswerTree> tried) {
        List<ViewCheck> checks = shapes.stream().map(ViewCheck::new).toList();
        checks.forEach(check -> tried.accept(check, check.shapes));
        ViewCheck all = checks.get(0);
        checks.forEach(check -> all.found.removeIf(one -> check.found.stream().noneMatch(one::isOfTheSame)));
        return all;
    }

    /** What was found. */
    List<Misnamed> found() {
        return found;
    }

    /**
     * Tries the fields of a view.
     *
     * @param here the shape of what the view is filled for
     */
    void fields(String file, Map<String, View.Field> fields, AnswerTree here) {
        fields.forEach((name, field) -> field(file, name, field, here));
    }

    /** Tries a field by the names that lead to it, such as {@code options.name}. */
    void field(String file, String name, View.Field field, AnswerTree here) {
        Stream.of(orNone(field.when()), orNone(field.unless()), one(field.beside()))
                .flatMap(Collection::stream)
                .forEach(path -> path(file, name, path, here));
        orNone(field.all()).forEach(one -> field(file, name, one, here));
        if (field.of() == null) {
            return;
        }
        List<AnswerTree> members = path(file, name, field.of(), here).members();
        if (field.in() != null) {
            members = path(file, name, field.in(), here).members();
        }
        for (AnswerTree member : members) {
            Stream.of(one(field.by()), one(field.code()), keys(field.where()), keys(field.but()))
                    .flatMap(Collection::stream)
                    .forEach(path -> path(file, name, path, member));
            if (field.each() != null) {
                field.each().forEach((inner, each) -> field(file, name + "." + inner, each, member));
            }
        }
    }

    /** What a path leads to; not known where it is wrong. */
    AnswerTree path(String file, String name, String path, AnswerTree here) {
        try {
            return View.at(path, shapes, here);
        } catch (IllegalArgumentException e) {
            found.add(new Misnamed(file, name, name + ": " + e.getMessage()));
            return AnswerTree.of(null);
        }
    }

    private static <T> List<T> orNone(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    private static List<String> one(@Nullable String path) {
        return path == null ? List.of() : List.of(path);
    }

    private static Set<String> keys(@Nullable Map<String, List<String>> wanted) {
        return wanted == null ? Set.of() : wanted.keySet();
    }
}

package org.spinecds.card;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.spinecds.decision.AnswerTree;

/**
 * Checks every path of views against the types of the answers, so that a wrong name is found even if no case reaches
 * it.
 */
final class ViewCheck {

    private final AnswerTree shapes;
    private final List<Misnamed> found = new ArrayList<>();

    /**
     * Makes a check.
     *
     * @param shapes the types of the answers: a list has one member, a value is the name of its type
     */
    ViewCheck(AnswerTree shapes) {
        this.shapes = shapes;
    }

    /**
     * Checks a file that serves several guidelines. A card is filled from the answers of one guideline, so only the
     * paths that are wrong for every guideline are found.
     *
     * @param shapes the types of the answers, one tree for each guideline
     * @param tried checks the paths on the types of one guideline
     */
    static ViewCheck ofAny(Collection<AnswerTree> shapes, BiConsumer<ViewCheck, AnswerTree> tried) {
        List<ViewCheck> checks = shapes.stream().map(ViewCheck::new).toList();
        checks.forEach(check -> tried.accept(check, check.shapes));
        ViewCheck all = checks.get(0);
        checks.forEach(check -> all.found.removeIf(one -> check.found.stream().noneMatch(one::isOfTheSame)));
        return all;
    }

    /** The types of the answers. */
    AnswerTree answers() {
        return shapes;
    }

    /** The wrong paths. */
    List<Misnamed> found() {
        return found;
    }

    /**
     * Checks the fields of a view.
     *
     * @param here the types of the member that the view is filled for
     */
    void fields(String file, Map<String, View.Field> fields, AnswerTree here) {
        fields.forEach((name, field) -> field(file, name, field, here));
    }

    /** Checks a field. Its name has the names that lead to it, such as {@code options.name}. */
    void field(String file, String name, View.Field field, AnswerTree here) {
        Stream.of(field.when().stream(), field.unless().stream(), Stream.ofNullable(field.beside()))
                .flatMap(paths -> paths)
                .forEach(path -> path(file, name, path, here));
        field.all().forEach(one -> field(file, name, one, here));
        if (field.of() == null) {
            return;
        }
        List<AnswerTree> members = path(file, name, field.of(), here).members();
        if (field.in() != null) {
            members = path(file, name, field.in(), here).members();
        }
        for (AnswerTree member : members) {
            Stream.of(
                            Stream.of(field.by(), field.code()).filter(Objects::nonNull),
                            field.where().keySet().stream(),
                            field.but().keySet().stream())
                    .flatMap(paths -> paths)
                    .forEach(path -> path(file, name, path, member));
            field.each().forEach((inner, each) -> field(file, name + "." + inner, each, member));
        }
    }

    /** The types at a path; empty where the path is wrong. */
    AnswerTree path(String file, String name, String path, AnswerTree here) {
        try {
            return View.at(path, shapes, here);
        } catch (IllegalArgumentException e) {
            found.add(new Misnamed(file, name, name + ": " + e.getMessage()));
            return AnswerTree.of(null);
        }
    }
}

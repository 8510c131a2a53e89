package org.spinecds.card;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.spinecds.content.Content;
import org.spinecds.content.GuidelineFile;
import org.spinecds.decision.AnswerTree;
import org.spinecds.decision.Suspension;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/**
 * What the file of a guideline says of the answers of its rules: how they are told as a document, and what a suspension takes out
 * of them.
 */
record AnswerShapes(AssessmentDocument document, Suspendable suspended) {

    /**
     * What a suspension takes out of the answers, by path. A list loses the parts with the code of a suspended thing; a part with a
     * list of codes loses those, and goes with the last of them.
     *
     * @param card by the path of a list, the path from its parts to the code of a kind of card
     * @param option likewise to the key of an option; {@code .} means that the part is the code
     * @param suggestion likewise to the key of a suggestion
     * @param withAnyOption the answers that are left out with any option
     * @param emptied by the path of a list, that of the code that says so where a suspension has emptied the list
     */
    record Suspendable(
            Map<String, String> card,
            Map<String, String> option,
            Map<String, String> suggestion,
            List<String> withAnyOption,
            Map<String, String> emptied) {

        static final Suspendable NOTHING = new Suspendable(Map.of(), Map.of(), Map.of(), List.of(), Map.of());

        Suspendable {
            card = Map.copyOf(card);
            option = Map.copyOf(option);
            suggestion = Map.copyOf(suggestion);
            withAnyOption = List.copyOf(withAnyOption);
            emptied = Map.copyOf(emptied);
        }

        /** The paths of all lists and answers. */
        Stream<String> paths() {
            return Stream.of(card.keySet(), option.keySet(), suggestion.keySet(), withAnyOption, emptied.values())
                    .flatMap(Collection::stream);
        }

        /** The lists that name things of a kind. */
        Map<String, String> of(Suspension.Kind kind) {
            return switch (kind) {
                case CARD -> card;
                case OPTION -> option;
                case SUGGESTION -> suggestion;
                case SERVICE -> Map.of();
            };
        }
    }

    /**
     * Reads the guidelines of a content, by their libraries.
     *
     * @throws WordingBroken naming the file and the member that cannot be read
     */
    static Map<String, AnswerShapes> of(Content content) {
        return GuidelineFile.of(content).stream().collect(Collectors.toMap(GuidelineFile::library, AnswerShapes::of));
    }

    private static AnswerShapes of(GuidelineFile file) {
        try {
            return new AnswerShapes(
                    new AssessmentDocument(
                            file.path(),
                            file.explain().isMissingNode()
                                    ? Map.of()
                                    : CardKinds.JSON.convertValue(file.explain(), new TypeReference<>() {})),
                    file.suspended().isMissingNode()
                            ? Suspendable.NOTHING
                            : CardKinds.JSON.convertValue(file.suspended(), Suspendable.class));
        } catch (JacksonException e) {
            throw new WordingBroken("The file " + file.path() + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The paths in the answers. */
    Stream<String> paths() {
        return Stream.concat(document.paths(), suspended.paths());
    }

    /** Tries the paths on what the answers of the library are made of. */
    void check(ViewCheck check, AnswerTree answers) {
        document.check(check, answers);
        suspended.paths().forEach(path -> check.path(document.file(), "suspended", path, answers));
    }
}

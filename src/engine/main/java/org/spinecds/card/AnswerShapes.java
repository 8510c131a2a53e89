package org.spinecds.card;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.spinecds.content.Content;
import org.spinecds.content.GuidelineFile;
import org.spinecds.decision.Suspension;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/**
 * The parts of a guideline's file that read the answers: {@code explain} has the members of the assessment as a
 * document, {@code suspended} the lists that lose a suspended thing.
 */
record AnswerShapes(AssessmentDocument document, Suspendable suspended) {

    /**
     * The places in the answers that a suspension changes, by path. A list loses the parts with the code of a suspended
     * thing. A part with a list of codes loses these codes, and is removed once it has no code left.
     *
     * @param card by the path of a list, the path from its parts to the code of a kind of card
     * @param option by the path of a list, the path from its parts to the key of an option; {@code .} means that the
     *     part is the key
     * @param suggestion by the path of a list, the path from its parts to the key of a suggestion
     * @param withAnyOption the paths of the answers that are removed when any option is suspended
     * @param emptied by the path of a list, the path that gets the code of the suspension card when the list has become
     *     empty
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

        /** The paths that start at the answers. */
        Stream<String> paths() {
            return Stream.of(card.keySet(), option.keySet(), suggestion.keySet(), withAnyOption, emptied.values())
                    .flatMap(Collection::stream);
        }

        /** The lists with things of a kind: by the path of a list, the path to the code. */
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
     * Reads the guidelines of a content.
     *
     * @return by the name of the guideline's library
     * @throws WordingBroken with the file that cannot be read
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

    /** Checks the paths against the types of the library's answers. */
    void check(ViewCheck check) {
        document.check(check);
        suspended.paths().forEach(path -> check.path(document.file(), "suspended", path, check.answers()));
    }
}

package org.spinecds.card;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.spinecds.content.Content;
import org.spinecds.content.GuidelineFile;
import org.spinecds.decision.Suspension;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/**
 * What the file {@code cql/guideline.json} says of the answers of the rules: how they are told as a document, and what a suspension
 * takes out of them.
 *
 * @param explain the members of the document
 */
record AnswerShapes(Map<String, AssessmentDocument.Shape> explain, Suspendable suspended) {

    static final String PATH = "cql/guideline.json";

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
     * Reads the file.
     *
     * @throws WordingBroken naming the member that cannot be read or is missing
     */
    static AnswerShapes of(Content content) {
        GuidelineFile file = GuidelineFile.of(content).stream()
                .filter(one -> one.path().equals(PATH))
                .findFirst()
                .orElseThrow(() -> new WordingBroken("There is no file " + PATH + ".", null));
        if (!file.explain().isObject() || !file.suspended().isObject()) {
            throw new WordingBroken("The file " + PATH + " needs the members explain and suspended.", null);
        }
        try {
            return new AnswerShapes(
                    CardKinds.JSON.convertValue(file.explain(), new TypeReference<>() {}),
                    CardKinds.JSON.convertValue(file.suspended(), Suspendable.class));
        } catch (JacksonException e) {
            throw new WordingBroken("The file " + PATH + " cannot be read: " + e.getMessage(), e);
        }
    }
}

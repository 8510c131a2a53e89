package org.spinecds.card;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spinecds.decision.AnswerTree;

/**
 * A kind of card, as declared by the file {@code cds-hooks/cards/KIND.json} beside its template.
 *
 * @param code the name of its files
 * @param role the case in which the service itself shows it; null where the rules ask for it
 * @param topic the subject in few words
 * @param source the source of its guidance; null for a card that is never shown under its own name
 * @param rank 1 for the gravest kind; 0 comes after all others
 * @param urgent it stands before all others, also before the card on suspensions, and asks for no missing data
 * @param alone it is never folded into another card, and its suspension gives a warning
 * @param links whether it has the links of the answer; null means true
 * @param sumsUp it sums up the kinds that the rules name and that have no card of their own
 * @param closesWorksheet its suspension closes the worksheets
 * @param worksheet the place of its summary on the worksheet; null means nowhere
 * @param answers the paths of the answers for this card alone: they are removed where it is suspended
 * @param says the codes of the caveats that it words itself
 * @param reasons the group of phrases of its reasons; suggestions for these reasons are left out where it is suspended
 * @param levels the path of the places that its plain words name
 * @param options the options that it lists
 * @param tells the other kinds that it mentions
 * @param eachLevel it has a part for each level
 * @param views the views of {@code views.json} that also fill its template
 * @param view the fields that fill its template
 */
record CardKind(
        String code,
        @Nullable Role role,
        String topic,
        @Nullable Source source,
        int rank,
        boolean urgent,
        boolean alone,
        @Nullable Boolean links,
        boolean sumsUp,
        boolean closesWorksheet,
        @Nullable CardPlace worksheet,
        List<String> answers,
        List<String> says,
        @Nullable String reasons,
        @Nullable String levels,
        View.@Nullable Field options,
        List<Telling> tells,
        boolean eachLevel,
        List<String> views,
        Map<String, View.Field> view) {

    CardKind {
        answers = Objects.requireNonNullElse(answers, List.of());
        says = Objects.requireNonNullElse(says, List.of());
        tells = Objects.requireNonNullElse(tells, List.of());
        views = Objects.requireNonNullElse(views, List.of());
        view = Objects.requireNonNullElse(view, Map.of());
    }

    /** The case in which the service itself shows a card; each role has one kind. */
    enum Role {
        /** The evaluation failed. */
        FAILED,
        /** A part of the answer could not be worded. */
        UNWORDED,
        /** A card could not be worded, and this one has plain words for it. */
        PLAIN,
        /** The site has suspended a kind of card. */
        SUSPENDED,
        /** The site has suspended the service. */
        HELD
    }

    /** The label and the address of the source. */
    record Source(String label, @Nullable String url) {}

    /**
     * Another kind that the card mentions.
     *
     * @param indicator the indicator of the other kind
     * @param when paths; at least one must hold something
     * @param unless paths; none may hold anything
     * @param line it has a line of its own in the summary of an opened chart
     */
    record Telling(String kind, String indicator, List<String> when, List<String> unless, boolean line) {

        Telling {
            unless = Objects.requireNonNullElse(unless, List.of());
        }

        boolean holds(AnswerTree answers) {
            return mayHold(answers)
                    && unless.stream().noneMatch(path -> answers.at(path).isSaid());
        }

        /** Whether it may be mentioned, without regard to {@code unless}. */
        boolean mayHold(AnswerTree answers) {
            return when.stream().anyMatch(path -> answers.at(path).isSaid());
        }
    }

    boolean isOfTheRules() {
        return role == null;
    }

    boolean hasLinks() {
        return !Boolean.FALSE.equals(links);
    }

    boolean says(String caveat) {
        return says.contains(caveat);
    }

    /** The paths in the file outside its view. */
    Stream<String> ownPaths() {
        return Stream.of(
                        answers.stream(),
                        Stream.ofNullable(levels),
                        tells.stream().flatMap(told -> Stream.concat(told.when().stream(), told.unless().stream())))
                .flatMap(paths -> paths);
    }

    /** All paths in the file. */
    Stream<String> paths() {
        return Stream.of(
                        ownPaths(),
                        Stream.concat(Stream.ofNullable(options), view.values().stream())
                                .flatMap(View.Field::paths))
                .flatMap(paths -> paths);
    }

    Optional<String> pathOfLevels() {
        return Optional.ofNullable(levels);
    }
}

package org.spinecds.card;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spinecds.decision.AnswerTree;

/**
 * A kind of card, as the file {@code cds-hooks/cards/KIND.json} beside its template declares it.
 *
 * @param code the name of its files
 * @param role what the service shows it for; null where the rules ask for it
 * @param topic what it is about, in few words
 * @param source where its guidance comes from; null for a card that never stands under its own name
 * @param rank the gravest kind has 1; 0 comes after all others
 * @param urgent it comes before everything else, also before what the site has suspended, and asks for nothing to be recorded
 * @param alone it is never folded into another card, and warns where the site has suspended it
 * @param links whether it has the links of the answer; null means that it has
 * @param sumsUp it sums up the kinds that the rules name and that have no card beside it
 * @param closesWorksheet a suspension of it closes the worksheets
 * @param worksheet where the worksheet shows its summary
 * @param answers what the rules answer for it alone: asked of them, and left out where it is suspended
 * @param says the caveats that it says in words of its own
 * @param reasons the group of words of what gives it: suggestions for these reasons are left out where it is suspended
 * @param levels the path of the vertebral levels that its plain words name
 * @param options the options that it lists
 * @param tells what else it tells of
 * @param eachLevel it says something level by level
 * @param views those of {@code views.json} that its template is filled from too
 * @param view what its template is filled from
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
        @Nullable List<String> answers,
        @Nullable List<String> says,
        @Nullable String reasons,
        @Nullable String levels,
        View.@Nullable Field options,
        @Nullable List<Telling> tells,
        boolean eachLevel,
        @Nullable List<String> views,
        @Nullable Map<String, View.Field> view) {

    /** What the service itself shows a card for; each role has one kind. */
    enum Role {
        /** The evaluation failed. */
        FAILED,
        /** A part of the answer could not be put into words. */
        UNWORDED,
        /** The words of a card that has lost its own. */
        PLAIN,
        /** The site has suspended a kind of card. */
        SUSPENDED,
        /** The site holds the service. */
        HELD
    }

    /** The label and the address of the source. */
    record Source(String label, @Nullable String url) {}

    /**
     * Another kind that the card tells of.
     *
     * @param when paths, one of which says something
     * @param unless paths, none of which does
     * @param line it is told in one line of its own
     */
    record Telling(String kind, String indicator, List<String> when, @Nullable List<String> unless, boolean line) {

        boolean holds(AnswerTree answers) {
            return mayHold(answers)
                    && orNone(unless).stream()
                            .noneMatch(path -> answers.at(path).isSaid());
        }

        /** Whatever speaks against it. */
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
        return orNone(says).contains(caveat);
    }

    /** The paths of the answers that are its alone. */
    Stream<String> ofItsOwn() {
        return orNone(answers).stream();
    }

    Stream<Telling> tellings() {
        return orNone(tells).stream();
    }

    Stream<String> sharedViews() {
        return orNone(views).stream();
    }

    Map<String, View.Field> fields() {
        return view == null ? Map.of() : view;
    }

    /** Every path that the file names. */
    Stream<String> paths() {
        return Stream.of(
                        ofItsOwn(),
                        Stream.ofNullable(levels),
                        tellings().flatMap(told -> Stream.concat(told.when().stream(), orNone(told.unless()).stream())),
                        Stream.concat(Stream.ofNullable(options), fields().values().stream())
                                .flatMap(View.Field::paths))
                .flatMap(paths -> paths);
    }

    Optional<String> pathOfLevels() {
        return Optional.ofNullable(levels);
    }

    private static <T> List<T> orNone(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}

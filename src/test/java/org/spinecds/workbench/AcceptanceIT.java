package org.spinecds.workbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spinecds.content.OwnBuild;
import org.spinecds.fhir.R4;
import org.spinecds.guideline.Guideline;
import org.spinecds.guideline.GuidelineSource;
import org.spinecds.journal.Databases;

/** What was refused stays refused, whatever is started anew, and all instances answer by the same content. */
@Tag("full")
class AcceptanceIT {

    private static final Clock CLOCK = Clock.system(ZoneOffset.UTC);
    private static final String WORDS = "cds-hooks/cards/SCOPE.md";
    private static final String CASES = "cql/input/tests/SpineRecurrenceAssessment/";
    private static final String EXPECTED = "\"governingLevel\": \"T8\"";
    private static final String OTHERWISE = "\"governingLevel\": \"L9\"";

    private static String tried = "";

    private final ContentCopy content;
    private final GuidelineSource source;
    private AcceptedContents database = database("H2");

    AcceptanceIT(@TempDir Path folder) throws Exception {
        content = ContentCopy.in(folder, List.of("G009", "H011"));
        source = GuidelineSource.asWritten(folder);
    }

    /** Tried once in a real trial, the unchanged copy need not be tried for every database anew. */
    private static AcceptedContents database(String kind) throws IOException {
        AcceptedContents database = Instance.database(kind, CLOCK);
        if (!tried.isEmpty()) {
            database.remember(tried, "", Instance.BUILD, Judgement.passed(13));
        }
        return database;
    }

    private Instance start() {
        boolean isEmpty = database.newest().isEmpty();
        Instance instance = Instance.start(database, source, CLOCK);
        if (isEmpty && tried.isEmpty()) {
            tried = instance.acceptance().inForce().digest();
        }
        return instance;
    }

    private void words(String before, String after) throws Exception {
        content.change(WORDS, "\n---\n" + before, "\n---\n" + after);
    }

    private void breakACase() throws Exception {
        content.change(CASES + "H011.json", EXPECTED, OTHERWISE);
    }

    private void mendTheCase() throws Exception {
        content.change(CASES + "H011.json", OTHERWISE, EXPECTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"H2", "POSTGRESQL"})
    void whatWasRefusedStaysRefusedAfterARestart(String kind) throws Exception {
        database = database(kind);
        Instance before = start();
        String accepted = before.version();
        words("", "Other words. ");
        breakACase();
        before.look();
        assertThat(before.tookIt()).contains(false);

        Instance after = Instance.start(database, source, Instance.BUILD, Duration.ZERO, CLOCK);
        assertThat(after.version()).isEqualTo(accepted);
        after.look();

        assertThat(after.version()).isEqualTo(accepted);
        assertThat(after.acceptance().active().current().content().text(WORDS)).doesNotContain("Other words");
        assertThat(after.findings())
                .as("the reasons of the trial, which is not done again")
                .isEqualTo("H011: governingLevel: expected \"L9\", got \"T8\"");

        mendTheCase();
        Instance mended = start();
        assertThat(mended.version()).as("answers while the new one is tried").isEqualTo(accepted);
        mended.look();
        assertThat(mended.tookIt()).contains(true);
        assertThat(start().acceptance().active().current().content().text(WORDS))
                .contains("Other words");
    }

    @Test
    void whatCannotBeReadLeavesTheLastAcceptedInForceOrStopsTheStart() throws Exception {
        String accepted = start().version();
        content.change("cds-hooks/cards/phrases.json", "{", "{{");

        Instance after = start();

        assertThat(after.version()).isEqualTo(accepted);
        assertThat(after.tookIt()).contains(false);
        assertThat(after.findings()).contains("phrases");
        database = database("H2");
        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(this::start)
                .withMessageContaining("phrases");
    }

    @Test
    void withNothingAcceptedAStartStopsWithTheReasons() throws Exception {
        breakACase();

        assertThatExceptionOfType(ContentRefused.class)
                .isThrownBy(this::start)
                .withMessageContaining("H011: governingLevel: expected \"L9\", got \"T8\"");
    }

    @Test
    void aTrapThatNoTranslatorReportsIsRefusedAtAStartToo() throws Exception {
        content.addForgottenCard();

        assertThatExceptionOfType(ContentRefused.class)
                .isThrownBy(this::start)
                .withMessageContaining("no define asks for the card FORGOTTEN");
    }

    @Test
    void aContentWithoutCasesIsRefused() throws Exception {
        Files.delete(content.folder().resolve(CASES + "G009.json"));
        Files.delete(content.folder().resolve(CASES + "H011.json"));

        assertThatExceptionOfType(ContentRefused.class)
                .isThrownBy(this::start)
                .withMessageContaining("no worked cases below cql/input/tests");
    }

    @Test
    void aCaseIsLostOnlyWithAWrittenReason() throws Exception {
        Instance instance = start();
        String accepted = instance.version();
        words("", "Other words. ");
        Files.delete(content.folder().resolve(CASES + "G009.json"));
        Files.writeString(
                content.folder().resolve(CASES + "another.json"),
                Files.readString(content.folder().resolve(CASES + "H011.json")).replace("\"H011\"", "\"ANOTHER\""));
        instance.look();
        assertThat(instance.version()).isEqualTo(accepted);
        assertThat(instance.findings()).contains("The case G009").doesNotContain("H011");

        Files.writeString(content.folder().resolve("cql/cases-removed.csv"), "case,reason\nG009,\n");
        instance.look();
        assertThat(instance.findings()).as("an empty reason is none").contains("The case G009");

        Files.writeString(
                content.folder().resolve("cql/cases-removed.csv"), "case,reason\nG009,The source no longer says it.\n");
        instance.look();
        assertThat(instance.tookIt()).as(instance.findings()).contains(true);
        assertThat(instance.version()).isNotEqualTo(accepted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"H2", "POSTGRESQL"})
    void twoInstancesAgreeAndARollbackStands(String kind, @TempDir Path elsewhere) throws Exception {
        database = database(kind);
        Instance one = start();
        ContentCopy copy = ContentCopy.in(elsewhere, List.of("G009", "H011"));
        Instance other = Instance.start(database, GuidelineSource.asWritten(elsewhere), CLOCK);
        String first = one.version();
        words("", "Other words. ");
        one.look();
        String second = one.version();
        assertThat(second).isNotEqualTo(first);
        other.acceptance().look();
        assertThat(other.version()).isEqualTo(second);

        copy.change(WORDS, "\n---\n", "\n---\nOther words. ");
        other.look();
        long number = other.acceptance().number();
        Guideline late = other.acceptance().active().current();
        one.acceptance().rollBack("", "anna");
        other.acceptance().look();
        assertThat(List.of(one.version(), other.version())).containsOnly(first);
        assertThat(other.acceptance().accept(late, number))
                .hasValueSatisfying(objection -> assertThat(objection).contains("rolled back by anna"));

        Files.setLastModifiedTime(content.folder().resolve(WORDS), FileTime.from(CLOCK.instant()));
        one.look();
        assertThat(one.version()).as("a touched file is no other content").isEqualTo(first);
        Instance restarted = start();
        restarted.look();
        assertThat(restarted.version()).as("nor is a restart").isEqualTo(first);
        assertThat(restarted.findings()).contains("was rolled back by anna");

        words("Other words. ", "Third words. ");
        restarted.look();
        other.acceptance().look();
        assertThat(other.version()).isEqualTo(restarted.version()).isNotIn(first, second);
        restarted.acceptance().rollBack(second.substring(0, 8), "anna");
        other.acceptance().look();
        assertThat(other.version()).as("by name").isEqualTo(second);
    }

    @Test
    void whatOneInstanceRefusedTheOtherDoesNotTake(@TempDir Path elsewhere) throws Exception {
        Instance one = start();
        ContentCopy copy = ContentCopy.in(elsewhere, List.of("G009", "H011"));
        // No time to play a case: whatever it says of one, it has from the first.
        Instance other =
                Instance.start(database, GuidelineSource.asWritten(elsewhere), Instance.BUILD, Duration.ZERO, CLOCK);
        breakACase();
        one.look();
        copy.change(CASES + "H011.json", EXPECTED, OTHERWISE);
        other.look();

        assertThat(one.findings()).contains("H011");
        assertThat(other.tookIt()).contains(false);
        assertThat(other.findings()).isEqualTo(one.findings());
    }

    @Test
    void ofTwoThatAreFirstOneIs() throws Exception {
        Instance one = start();
        Guideline guideline = one.acceptance().active().current();
        ExecutorService both = Executors.newFixedThreadPool(2);
        Callable<Boolean> append = () -> database.append(
                new InForce(
                        2,
                        guideline.digest(),
                        guideline.version(),
                        Instance.BUILD,
                        InForce.How.ACCEPTED,
                        CLOCK.instant(),
                        "",
                        "",
                        List.of()),
                guideline);
        List<Future<Boolean>> outcomes = both.invokeAll(List.of(append, append));
        both.shutdown();

        assertThat(List.of(outcomes.get(0).get(), outcomes.get(1).get())).containsExactlyInAnyOrder(true, false);
        assertThat(database.history(9)).hasSize(2);
    }

    @Test
    void aTrialThatWasNotFinishedIsDoneAgain() throws Exception {
        start();
        words("", "Other words. ");
        Instance hurried = Instance.start(database, source, Instance.BUILD, Duration.ZERO, CLOCK);
        hurried.look();
        assertThat(hurried.findings()).contains("could not all be played");

        Instance patient = start();
        patient.look();

        assertThat(patient.tookIt()).contains(true);
    }

    @Test
    void anotherBuildTriesWhatIsInForceBeforeItGoesOnWithIt() throws Exception {
        Guideline inForce = start().acceptance().active().current();

        Instance.start(database, source, "another build", Duration.ofMinutes(5), CLOCK);
        assertThat(database.judgement(inForce.digest(), "another build"))
                .hasValueSatisfying(judgement -> assertThat(judgement.played()).isGreaterThan(2));

        // Its cases were as expected once, by another engine.
        breakACase();
        Guideline failing = source.load(R4.context());
        database.append(inForce(2, failing, InForce.How.ACCEPTED, List.of()), failing);
        assertThatExceptionOfType(ContentRefused.class)
                .isThrownBy(() -> Instance.start(database, source, "a third build", Duration.ofMinutes(5), CLOCK))
                .withMessageContaining("H011");

        database.append(inForce(3, failing, InForce.How.OVERRIDDEN, List.of("H011")), failing);
        assertThat(Instance.start(database, source, "a third build", Duration.ofMinutes(5), CLOCK)
                        .version())
                .as("what was overridden goes on")
                .isEqualTo(failing.version());
    }

    private static InForce inForce(long number, Guideline guideline, InForce.How how, List<String> failing) {
        return new InForce(
                number, guideline.digest(), guideline.version(), "the build", how, CLOCK.instant(), "", "", failing);
    }

    @Test
    void theContentOfTheJarComesIntoForceOnTheWordOfItsBuild() {
        Instance instance =
                Instance.start(database, GuidelineSource.asWritten(null), OwnBuild.name(), Duration.ZERO, CLOCK);

        assertThat(database.history(9)).singleElement().satisfies(row -> {
            assertThat(row.version()).isEqualTo(instance.version());
            assertThat(row.by()).isEqualTo("its build");
        });
        assertThat(instance.acceptance().active().current().content().cases().texts())
                .hasSizeGreaterThan(1500);
    }

    @Test
    void theSameFilesInAFolderAreThoseOfTheBuild() {
        Instance instance = Instance.start(
                database, GuidelineSource.asWritten(Path.of(".")), OwnBuild.name(), Duration.ZERO, CLOCK);

        assertThat(database.history(9)).singleElement().satisfies(row -> assertThat(row.by())
                .isEqualTo("its build"));
        assertThat(instance.tookIt()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"H2", "POSTGRESQL"})
    void twoAdministratorsTakeARefusedContentIntoForce(String kind, @TempDir Path elsewhere) throws Exception {
        database = database(kind);
        Instance one = start();
        ContentCopy.in(elsewhere, List.of("G009", "H011"));
        Instance other = Instance.start(database, GuidelineSource.asWritten(elsewhere), CLOCK);
        refused(() -> one.override().propose("", "There is nothing yet.", "anna"), "No such version");
        words("", "Other words. ");
        breakACase();
        one.look();
        Guideline refused = source.load(R4.context());

        refused(() -> one.override().propose("", " ", "anna"), "needs a reason");
        refused(() -> one.override().confirm("", "ben"), "No override");
        one.override().propose(refused.version().substring(0, 8), "The case is wrong.", "anna");
        refused(() -> one.override().confirm("", "Anna"), "another administrator");
        refused(
                () -> new UrgentOverride(
                                database, one.acceptance(), one.judge(), Clock.offset(CLOCK, Duration.ofMinutes(61)))
                        .confirm("", "ben"),
                "within the hour");
        assertThat(one.version()).isNotEqualTo(refused.version());
        other.override().confirm("", "ben");
        one.acceptance().look();

        assertThat(List.of(one, other)).allSatisfy(instance -> {
            assertThat(instance.version()).isEqualTo(refused.version());
            assertThat(instance.override().state().inForce()).satisfies(inForce -> {
                assertThat(inForce.how()).isEqualTo(InForce.How.OVERRIDDEN);
                assertThat(inForce.by()).isEqualTo("anna and ben");
                assertThat(inForce.reason()).isEqualTo("The case is wrong.");
                assertThat(inForce.failing()).containsExactly("H011");
            });
            assertThat(instance.override().state().possible()).isEmpty();
            assertThat(instance.override().state().proposed()).isEmpty();
        });
        assertThat(one.reload().last()).as("it is no longer refused").isEmpty();
        assertThat(start().override().state().inForce()).as("after a restart").isNotNull();

        mendTheCase();
        one.look();
        assertThat(one.tookIt()).contains(true);
        assertThat(one.override().state().inForce()).isNull();
        one.acceptance().rollBack("", "anna");
    }

    @Test
    void whatFailsOtherwiseThanInACaseCannotBeOverridden() throws Exception {
        Instance instance = start();
        content.addForgottenCard();
        instance.look();
        refused(() -> instance.override().propose("", "It is urgent.", "anna"), "No such version");
        Files.delete(content.folder().resolve("cds-hooks/cards/FORGOTTEN.md"));

        words("", "Other words. ");
        Instance hurried = Instance.start(database, source, Instance.BUILD, Duration.ZERO, CLOCK);
        hurried.look();
        assertThat(hurried.tookIt()).contains(false);
        refused(() -> hurried.override().propose("", "It is urgent.", "anna"), "No such version");

        content.change(CASES + "H011.json", "\"order-select\"", "\"no-hook\"");
        instance.look();
        assertThat(instance.tookIt()).contains(false);
        refused(() -> instance.override().propose("", "It is urgent.", "anna"), "No such version");
    }

    private static void refused(Runnable override, String sentence) {
        assertThatExceptionOfType(OverrideRefused.class)
                .isThrownBy(override::run)
                .withMessageContaining(sentence);
    }

    @Test
    void oldContentsAreForgottenAndWhatIsInForceNever() throws Exception {
        String url = Databases.url("H2");
        database = Instance.at(url, CLOCK);
        Instance instance = start();
        Guideline first = instance.acceptance().active().current();
        breakACase();
        instance.look();
        Guideline refused = source.load(R4.context());
        assertThat(database.isKept(refused.digest())).isTrue();

        database = Instance.at(url, Clock.offset(CLOCK, Duration.ofDays(400)));
        database.keep(first);

        assertThat(database.isKept(refused.digest())).isFalse();
        assertThat(database.isKept(first.digest())).isTrue();
    }
}

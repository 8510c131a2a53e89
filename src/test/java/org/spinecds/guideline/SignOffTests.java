package org.spinecds.guideline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spinecds.content.Content;
import org.spinecds.content.ContentUnreadable;
import org.spinecds.guideline.SignOff.Standing;

/** Whose signature counts, for which version of a decision. */
class SignOffTests {

    private static final String COLUMNS = "id,signed_by,signed_on,content_version\n";

    @TempDir
    private Path folder;

    @BeforeEach
    void twoDecisions() throws IOException {
        write(
                "cql/sign-off.csv",
                """
                id,decision,why,alternatives,where,signed_by,signed_on,content_version
                A,"Months count, not days.",Why A.,Other A.,SpineRecurrenceSum.Months; SpineRecurrenceSum.least,,,
                B,Two is enough.,Why B.,Other B.,SpineRecurrenceSum.Enough,,,
                """);
        rules("4");
    }

    @Test
    void nobodyHasSigned() {
        assertThat(SignOff.of(content(), null).decisions())
                .extracting(SignOff.Decision::id, SignOff.Decision::standing)
                .containsExactly(tuple("A", Standing.OPEN), tuple("B", Standing.OPEN));
    }

    @Test
    void aSignatureOfTheSiteCountsUntilTheRuleChanges() throws IOException {
        Path register = signed("A", versionOf("A"));
        assertThat(standing(register, "A")).isEqualTo(Standing.SIGNED);
        assertThat(standing(register, "B")).isEqualTo(Standing.OPEN);
        assertThat(SignOff.of(content(), register).notSigned()).hasSize(1);

        rules("5");

        assertThat(standing(register, "A")).isEqualTo(Standing.TAKEN_BACK);
        assertThat(SignOff.of(content(), register).notSigned()).hasSize(2);
    }

    @Test
    void aChangedParameterTakesBackASignature() throws IOException {
        assertTakenBack("Sum", "least Integer default 1", "least Integer default 2");
    }

    @Test
    void aChangedDefineBehindADecisionTakesBackItsSignature() throws IOException {
        assertTakenBack("Sum", "define \"Rest\":\n  Times(2)", "define \"Rest\":\n  Times(3)");
        assertTakenBack("Facts", "factor * number", "factor * 2 * number");
    }

    @Test
    void aChangedParameterTwoStepsBehindADecisionTakesBackItsSignature() throws IOException {
        assertTakenBack("Settings", "factor Integer default 3", "factor Integer default 4");
    }

    @Test
    void aChangedValueSetTakesBackASignature() throws IOException {
        Path register = signed("A", versionOf("A"));
        valueSet("Other title", "\"a\"");
        assertThat(standing(register, "A")).isEqualTo(Standing.SIGNED);
        valueSet("Months", "\"b\"");
        assertThat(standing(register, "A")).isEqualTo(Standing.TAKEN_BACK);
    }

    @Test
    void whatIsNotBehindADecisionTakesNothingBack() throws IOException {
        assertKept("Sum", "  least", "    least");
        assertKept("Sum", "A comment.", "Another comment with \"Enough\" and 'least'.");
        assertKept("Sum", "define \"Enough\":\n  2", "define \"Enough\":\n  3");
        assertKept("Sum", "define \"Enough\"", "define \"Other\":\n  3\n\ndefine \"Enough\"");
        assertKept("Facts", "define \"Read\":\n  1", "define \"Read\":\n  2");
        assertKept("Facts", "define \"Deep\":\n  1", "define \"Deep\":\n  2");
    }

    @Test
    void aDecisionWithOtherWordsIsToBeSignedAgain() throws IOException {
        Path register = signed("B", versionOf("B"));
        Path decisions = folder.resolve("cql/sign-off.csv");
        Files.writeString(decisions, Files.readString(decisions).replace("Two is", "Two are"));
        assertThat(standing(register, "B")).isEqualTo(Standing.TAKEN_BACK);
    }

    @Test
    void aRegisterThatCannotCountIsRefused() throws IOException {
        assertRefused(COLUMNS + "A,Dr Ada,,\n", "signed_on");
        assertRefused(COLUMNS + "A,Dr Ada,yesterday," + versionOf("A") + "\n", "YYYY-MM-DD");
        assertRefused(COLUMNS + "A,,,\nA,,,\n", "names A twice");
        assertRefused(COLUMNS + "A,,\n", "without all its columns");
        assertRefused("id,signed_by\n", "needs the columns");
        assertThatThrownBy(() -> SignOff.of(content(), folder.resolve("nowhere.csv")))
                .isInstanceOf(ContentUnreadable.class)
                .hasMessageContaining("spinecds.sign-off.register");
    }

    @Test
    void aDefineThatIsNotThereIsNamed() throws IOException {
        write("cql/input/cql/SpineRecurrenceSum.cql", "define \"Years\":\n  1\n");
        assertThatThrownBy(() -> SignOff.of(content(), null))
                .isInstanceOf(ContentUnreadable.class)
                .hasMessageContaining("Sum.Months");
    }

    @Test
    void aDecisionThatNamesNoDefineIsRefused() throws IOException {
        Path decisions = folder.resolve("cql/sign-off.csv");
        Files.writeString(decisions, Files.readString(decisions).replace("SpineRecurrenceSum.Enough", ""));
        assertThatThrownBy(() -> SignOff.of(content(), null))
                .isInstanceOf(ContentUnreadable.class)
                .hasMessageContaining("B in cql/sign-off.csv names no define");
    }

    @Test
    void anIdThatNoDecisionHasIsKnown() throws IOException {
        Path register = signed("AA", versionOf("A"));
        assertThat(SignOff.of(content(), register).unknownIds()).containsExactly("AA");
        assertThat(SignOff.of(content(), null).unknownIds()).isEmpty();
    }

    /** The decisions of the project: each has its define, and a version of its own. */
    @Test
    void everyDecisionOfTheRulesCanBeSigned() {
        List<SignOff.Decision> decisions =
                SignOff.of(Content.at(Path.of(".").toAbsolutePath()), null).decisions();
        assertThat(decisions).hasSizeGreaterThan(30);
        assertThat(decisions).extracting(SignOff.Decision::version).doesNotHaveDuplicates();
        assertThat(decisions)
                .allSatisfy(decision -> assertThat(decision.alternatives()).isNotBlank());
    }

    private void assertTakenBack(String library, String old, String changed) throws IOException {
        assertThat(afterChange(library, old, changed)).as(changed).isEqualTo(Standing.TAKEN_BACK);
    }

    private void assertKept(String library, String old, String changed) throws IOException {
        assertThat(afterChange(library, old, changed)).as(changed).isEqualTo(Standing.SIGNED);
    }

    /** The standing of decision A after a change of one library, which is then put back. */
    private Standing afterChange(String library, String old, String changed) throws IOException {
        Path register = signed("A", versionOf("A"));
        Path file = folder.resolve("cql/input/cql/SpineRecurrence" + library + ".cql");
        String text = Files.readString(file);
        assertThat(text).contains(old);
        Files.writeString(file, text.replace(old, changed));
        Standing standing = standing(register, "A");
        Files.writeString(file, text);
        return standing;
    }

    private void assertRefused(String register, String part) throws IOException {
        Path file = write("register.csv", register);
        assertThatThrownBy(() -> SignOff.of(content(), file))
                .isInstanceOf(ContentUnreadable.class)
                .hasMessageContaining(part);
    }

    private Path signed(String id, String version) throws IOException {
        return write("register.csv", COLUMNS + id + ",Dr Ada,2026-11-29," + version + "\n");
    }

    private String versionOf(String id) {
        return SignOff.of(content(), null).decisions().stream()
                .filter(decision -> decision.id().equals(id))
                .findFirst()
                .orElseThrow()
                .version();
    }

    private Standing standing(Path register, String id) {
        return SignOff.of(content(), register).decisions().stream()
                .filter(decision -> decision.id().equals(id))
                .findFirst()
                .orElseThrow()
                .standing();
    }

    private void rules(String months) throws IOException {
        write(
                "cql/input/cql/SpineRecurrenceSum.cql",
                """
                library SpineRecurrenceSum

                include SpineRecurrenceConcepts called Concepts
                include SpineRecurrenceFacts called Facts

                parameter least Integer default 1

                /*
                A comment.
                define "Months" is said here too.
                */
                define "Months":
                  least + %s + "Rest"

                define "Rest":
                  Times(2) in Concepts."Month Names" // one of them, as "Enough"

                define function Times(number Integer):
                  Facts.Tripled(number)

                define "Enough":
                  2
                """
                        .formatted(months));
        write(
                "cql/input/cql/SpineRecurrenceFacts.cql",
                """
                library SpineRecurrenceFacts

                include SpineRecurrenceSettings called Settings

                define function Tripled(number Integer):
                  Settings.factor * number + "Deep"

                define "Deep":
                  1

                define "Read":
                  1
                """);
        write("cql/input/cql/SpineRecurrenceSettings.cql", "parameter factor Integer default 3\n");
        write(
                "cql/input/cql/SpineRecurrenceConcepts.cql",
                "valueset \"Month Names\": 'http://spinecds.org/fhir/ValueSet/month-names'\n");
        valueSet("Months", "\"a\"");
    }

    private void valueSet(String title, String code) throws IOException {
        write(
                "cql/input/vocabulary/valueset/month-names.json",
                """
                {"url": "http://spinecds.org/fhir/ValueSet/month-names", "title": "%s",
                 "expansion": {"contains": [{"system": "http://months", "code": %s}]}}
                """
                        .formatted(title, code));
    }

    private Content content() {
        return Content.at(folder);
    }

    private Path write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}

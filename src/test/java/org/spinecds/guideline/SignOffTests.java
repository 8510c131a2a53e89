package org.spinecds.guideline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
                A,"Months count, not days.",Why A.,Other A.,Sum.Months; Sum.least,,,
                B,Decided without a define.,Why B.,Other B.,,,,
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
        Path register = signed("A", versionOf("A"));
        write("cql/input/cql/SpineRecurrenceSum.cql", sum("4", "2"));
        assertThat(standing(register, "A")).isEqualTo(Standing.TAKEN_BACK);
    }

    @Test
    void anotherDefineAndOtherWhitespaceTakeNothingBack() throws IOException {
        Path register = signed("A", versionOf("A"));
        write(
                "cql/input/cql/SpineRecurrenceSum.cql",
                sum("4", "1").replace("  least", "    least") + "\ndefine \"Other\":\n  3\n");
        assertThat(standing(register, "A")).isEqualTo(Standing.SIGNED);
    }

    @Test
    void aDecisionWithOtherWordsIsToBeSignedAgain() throws IOException {
        Path register = signed("B", versionOf("B"));
        Path decisions = folder.resolve("cql/sign-off.csv");
        Files.writeString(decisions, Files.readString(decisions).replace("Decided without", "Decided with"));
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
        write("cql/input/cql/SpineRecurrenceSum.cql", sum(months, "1"));
    }

    private static String sum(String months, String least) {
        return "library SpineRecurrenceSum\n\nparameter least Integer default " + least
                + "\n\n/* A comment. */\ndefine \"Months\":\n  least + " + months + "\n";
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

package org.spinecds.logic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spinecds.Sources;
import org.spinecds.card.CardRenderer;
import org.spinecds.content.Content;
import org.spinecds.content.ContentUnreadable;
import org.spinecds.content.Settings;
import org.spinecds.workbench.ContentCopy;

/** Each refusal of {@link WordsLint}, by one changed word of the content. */
class WordsLintTests {

    private static final String SETTINGS = "cql/input/cql/SpineRecurrenceSettings.cql";

    private static final String PHRASES = "cds-hooks/cards/phrases.json";
    private static final String OPTIONS = "cql/input/cql/SpineRecurrenceOptions.cql";
    private static final String CARDS = "cql/input/cql/SpineRecurrenceCards.cql";

    /** Asked for by the code, and given by a define all the same. */
    private static final List<String> GIVEN =
            List.of("optionReason PLAN_EXCEEDS", "doseLead INFECTION", "basis systemic");

    private Path folder;

    private ContentCopy content;

    @BeforeEach
    void copy(@TempDir Path copied) throws IOException {
        folder = copied;
        content = ContentCopy.in(copied, List.of());
    }

    private List<String> errors() {
        return ContentLint.of(Content.at(folder)).stream()
                .filter(finding -> finding.severity() == Finding.Severity.ERROR)
                .map(Finding::toString)
                .toList();
    }

    private void assertOnlyError(String file, String sentence) {
        assertThat(errors())
                .singleElement()
                .satisfies(error -> assertThat(error).startsWith(file + ":").contains(sentence));
    }

    @Test
    void theContentItselfIsWithoutError() {
        assertThat(errors()).isEmpty();
    }

    @Test
    void aSettingThatOnlyATextNamesIsUsed() throws IOException {
        String settings = "cql/input/cql/SpineRecurrenceSettings.cql";
        Files.writeString(
                folder.resolve(settings),
                Files.readString(folder.resolve(settings))
                        + "\n/* The days until the conference. @unit days */\nparameter conferenceDays Integer default 12\n");
        assertOnlyError(settings, "conferenceDays is used by nothing");

        Files.writeString(
                folder.resolve("cds-hooks/cards/REFERRAL.md"),
                Files.readString(folder.resolve("cds-hooks/cards/REFERRAL.md"))
                        + "\n- Conference within {{setting.conferenceDays}} days.\n");
        assertThat(errors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "minMonths, less than 5 months",
        "minMonths, a 5-month gap",
        "minMonths, less than five months",
        "minMonths, within 4-5 months",
        "minMonths, within 4 to 5 months",
        "minMonths, from 5 to 8 months",
        "minMonths, within 5.0 months",
        "cumulativeCap, above 70 Gy",
        "cumulativeCap, above 70.0 Gy EQD2",
        "cumulativeCap, above seventy Gy",
        "nearTolerance, from forty-four Gy on",
        "ratioCap, a share above 0.5",
        "ratioCap, a share above 50%",
        "factWeeks, older than six weeks",
        "infectionDays, after 90 days",
        "sbrtEcogMax, up to ECOG 2",
        "sbrtEcogMax, ECOG 0-2",
        "marginalLevels, one level away",
    })
    void aSettingWrittenAsANumberIsRefused(String setting, String words) throws IOException {
        content.change(PHRASES, "\"less than {setting.minMonths} months since", "\"" + words + " since");

        assertThat(errors())
                .isNotEmpty()
                .allSatisfy(error -> assertThat(error).startsWith(PHRASES + ":").contains("written as a number"))
                .anySatisfy(error -> assertThat(error).contains("is the default of " + setting + " "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "less than 15 months",
                "less than 2.5 months",
                "less than 5 weeks",
                "30 Gy/10",
                "20-25 Gy/10",
                "pain response 50%",
                "ECOG 3",
                "within 5-7 weeks"
            })
    void anotherNumberIsNone(String words) throws IOException {
        content.change(PHRASES, "\"less than {setting.minMonths} months since", "\"" + words + " since");

        assertThat(errors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "cds-hooks/cards/REFERRAL.md, For team review, Within 5 months. For team review",
        "cds-hooks/cards/evidence.json, crude control 80%, crude control at 5 months 80%",
        "cds-hooks/worksheet/words.json, such as T8-T10, within 5 months such as T8-T10",
        "cds-hooks/worksheet/answer.html, Nothing to assess, Nothing to assess within 5 months",
        "cds-hooks/suggestions/note.mustache, check before signing, check within 5 months",
        "cql/input/cql/SpineRecurrenceCriteria.cql, known for the thecal sac, known for 5 months",
    })
    void noFileThatCliniciansReadIsLeftOut(String file, String from, String to) throws IOException {
        content.change(file, from, to);

        assertThat(errors()).isNotEmpty().allSatisfy(error -> assertThat(error)
                .startsWith(file + ":")
                .contains("\"5 months\" is the default of minMonths written as a number"));
    }

    @Test
    void anExcuseNeedsItsReasonAndItsText() throws IOException {
        content.change(SETTINGS, "complete pain response at 3 months\": the end", "words that nobody says\": the end");

        assertThat(errors())
                .hasSize(2)
                .anySatisfy(error -> assertThat(error).contains("\"3 months\" is the default of survivalMonths"))
                .anySatisfy(
                        error -> assertThat(error).contains("excuses \"words that nobody says\", which no text says"));

        content.change(SETTINGS, "words that nobody says\": the end point of a trial.", "words that nobody says\":");

        assertThat(errors()).anySatisfy(error -> assertThat(error).contains("survivalMonths excuses without"));
    }

    @Test
    void aNumberNeedsItsUnit() throws IOException {
        content.change(SETTINGS, "whole months. @unit months", "whole months.");

        assertOnlyError(SETTINGS, "minMonths has no unit");

        content.change(SETTINGS, "shortest interval, whole months.", "shortest interval. @unit moons");

        assertOnlyError(SETTINGS, "minMonths has the unit moons, which is none of");
    }

    @Test
    void aSettingThatThereIsNotIsRefusedByTheCheckAndAtTheStart() throws IOException {
        content.change(PHRASES, "{setting.minMonths}", "{setting.minMonth}");

        assertOnlyError(PHRASES, "there is no setting minMonth that is a number");
        assertThatExceptionOfType(ContentUnreadable.class)
                .isThrownBy(() -> new CardRenderer(Content.at(folder), 7, 0))
                .withMessageContaining(PHRASES + " names the setting minMonth,");
    }

    @Test
    void aSettingThatIsNoNumberHasNoPlaceInWords() throws IOException {
        content.change("cds-hooks/cards/REFERRAL.md", "For team review", "{{setting.steroidText}} For team review");

        assertOnlyError("cds-hooks/cards/REFERRAL.md", "there is no setting steroidText that is a number");
    }

    @Test
    void whatNothingFillsInAPhraseIsRefused() throws IOException {
        content.change(PHRASES, "consider {options}", "consider {option}");

        assertOnlyError(PHRASES, "nothing fills {option}");
    }

    @Test
    void aCodeWithoutWordsIsRefused() throws IOException {
        content.change(OPTIONS, "'BILSKY'", "'BILSKI'");

        assertThat(errors())
                .hasSize(2)
                .anySatisfy(error ->
                        assertThat(error).startsWith(OPTIONS + ":").contains("BILSKI has no words in optionReason"))
                .anySatisfy(error -> assertThat(error)
                        .startsWith(PHRASES + ":")
                        .contains("no define gives the code BILSKY of optionReason"));
    }

    @Test
    void aCodeWithWordsInOneOfItsGroupsAloneIsRefused() throws IOException {
        content.change(PHRASES, "    \"ADVANCED_MIS\": \"minimally invasive surgery\"", "    \"NONE\": \"\"");

        assertThat(errors())
                .hasSize(3)
                .anySatisfy(error -> assertThat(error).contains("ADVANCED_MIS has no words in referral"))
                .anySatisfy(
                        error -> assertThat(error).contains("no define gives the code ADVANCED_MIS of referralText"))
                .anySatisfy(error -> assertThat(error).contains("no define gives the code NONE of referral"));
    }

    @Test
    void aFindingWithoutItsSentenceIsRefused() throws IOException {
        String sentence = Files.readString(folder.resolve("cds-hooks/cards/finding.md"));
        int begin = sentence.indexOf("{{#finding.PLAN_FITS}}");
        String end = "{{/finding.PLAN_FITS}}";
        content.change(
                "cds-hooks/cards/finding.md", sentence.substring(begin, sentence.indexOf(end) + end.length()), "");

        assertOnlyError(CARDS, "PLAN_FITS has no words in section.finding");
    }

    @Test
    void aDefineThatDoesNotSayWhichWordsItsCodesHaveIsRefused() throws IOException {
        content.change(OPTIONS, "(R-270). @words optionReason", "(R-270).");

        assertThat(errors()).isNotEmpty().anySatisfy(error -> assertThat(error)
                .startsWith(OPTIONS + ":")
                .contains("the code PRIOR_DOSE is given, and nothing says which words it has"));
    }

    @Test
    void anAnnotationNeedsAGroupThatThereIsAndAReason() throws IOException {
        content.change(CARDS, "/* @words worksheet.indicator", "/* @words worksheet.indicators");
        content.change(CARDS, "{code, levels}. @unworded: the", "{code, levels}. @unworded the");

        assertThat(errors())
                .anySatisfy(error -> assertThat(error).contains("there are no words of the group worksheet.indicators"))
                .anySatisfy(error -> assertThat(error).contains("@unworded needs a colon and a reason"));
    }

    @ParameterizedTest
    @CsvSource({
        PHRASES + ", '\"BILSKY\": \"Bilsky', '\"BILSKIES\": \"\",\n\"BILSKY\": \"Bilsky', BILSKIES of optionReason",
        "cds-hooks/worksheet/words.json, '\"ORDER_NOT_SPINE\":', '\"ORDER\": \"\",\n\"ORDER_NOT_SPINE\":', ORDER of worksheet.silence",
        "cds-hooks/worksheet/words.json, '\"smart\":', '\"without\": \"\",\n\"smart\":', without of worksheet.link",
        "cds-hooks/cards/evidence.json, '\"R-222\": {', '\"R-1\": {\"reference\": \"\"},\n\"R-222\": {', R-1 of evidence",
    })
    void wordsThatNoCodeNeedsAreRefused(String file, String from, String to, String named) throws IOException {
        content.change(file, from, to);

        assertOnlyError(file, "no define gives the code " + named);
    }

    /** The lists beside the code hold what the code itself asks for and fills, and no more. */
    @Test
    void theListsOfTheServiceAreThoseOfItsCode() throws IOException {
        String java = Sources.text("card")
                + Sources.text("worksheet")
                + Files.readString(Path.of("cds-hooks/worksheet/fields.json"))
                + Files.readString(Path.of("cds-hooks/worksheet/view.json"))
                + Files.readString(Path.of("cds-hooks/cards/views.json"));

        assertThat(lines("words")).allSatisfy(line -> assertThat(java)
                .containsPattern(
                        line.endsWith(" *")
                                ? "\"" + line.substring(0, line.indexOf(' ')) + "\""
                                : "\"" + Pattern.quote(line.substring(line.indexOf(' ') + 1))
                                        + "\"|(?m)^\\s*(?:[A-Z_]+, )*"
                                        + Pattern.quote(line.substring(line.indexOf(' ') + 1)) + "[,;]?"));
        assertThat(new TreeSet<>(lines("words")))
                .containsAll(asked("(?:phrases|now\\.words\\(\\))\\s*\\.(?:of|find)\\(", java, ""))
                .containsAll(asked("[^.)]\\bwords\\s*\\.(?:of|find)\\(", java, "worksheet."));
        assertThat(lines("phrases")).allSatisfy(name -> assertThat(java)
                .containsPattern("\"\\{" + name + "}\"|Map\\.of\\([^;]*\"" + name + "\", "));
    }

    /** What the code asks for by a group and a code that both stand there, save what a define gives as well. */
    private static List<String> asked(String call, String java, String prefix) {
        return Pattern.compile(call + "\\s*\"([\\w.-]+)\",\\s*\"([\\w.-]+)\"\\)")
                .matcher(java)
                .results()
                .map(found -> prefix + found.group(1) + " " + found.group(2))
                .filter(line -> !GIVEN.contains(line))
                .toList();
    }

    private static List<String> lines(String list) throws IOException {
        return Files.readAllLines(Path.of("src/service/main/resources/template-names/" + list + ".txt"));
    }

    @Test
    void aSettingIsSaidAsItIsInForce() {
        Content files = Content.at(folder);

        assertThat(Settings.of(files, Map.of()).fill("a", "{setting.sbrtCap} {{setting.ratioCap}} {setting.minMonths}"))
                .isEqualTo("25 0.5 5");
        assertThat(Settings.of(files, Map.of("sbrtCap", "20.50")).fill("a", "{setting.sbrtCap} Gy"))
                .isEqualTo("20.5 Gy");
    }
}

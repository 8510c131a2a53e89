package org.spinecds.worksheet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spinecds.card.CardRenderer;
import org.spinecds.content.Content;
import org.spinecds.decision.AnswerTree;
import org.spinecds.workbench.ContentCopy;
import tools.jackson.databind.JsonNode;

/** Every number on the page is the assessment's, and no rounding tells another story. */
class WorksheetPageTests {

    private static final Pattern ROW = Pattern.compile("<tr[^>]*>(.*?)</tr>", Pattern.DOTALL);
    private static final Pattern CELL = Pattern.compile("<t[hd][^>]*>(.*?)</t[hd]>", Pattern.DOTALL);
    private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)?");
    private static final Pattern DOSE = Pattern.compile("\\d Gy");
    private static final Pattern RAW = Pattern.compile("\\bnull\\b|\\bNaN\\b|Tuple|\\{\\{");
    private static final Pattern VERDICT = Pattern.compile("(?i)\\bsafe(ly)?\\b");

    static Stream<Play> cases() {
        return Play.few();
    }

    static Stream<Play> others() {
        return Play.others();
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("others")
    void itIsSoOfTheOtherCases(Play play) {
        everyNumberIsTheAssessments(play);
        noDoseIsShownToAChildOrBeyondTheSource(play);
    }

    private static String page(Play play) {
        return play.opened(Play.CONTENT);
    }

    /** The rows of all tables, by the words of their first cell. */
    private static Map<String, List<String>> rows(String html) {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        Matcher row = ROW.matcher(html);
        while (row.find()) {
            List<String> cells = new ArrayList<>();
            Matcher cell = CELL.matcher(row.group(1));
            while (cell.find()) {
                cells.add(cell.group(1).replaceAll("<[^>]*>", "").strip());
            }
            if (!cells.isEmpty()) {
                rows.putIfAbsent(cells.get(0), cells);
            }
        }
        return rows;
    }

    private static void assertShows(@Nullable String shown, JsonNode value, JsonNode limit) {
        if (value.isMissingNode()) {
            assertThat(shown).isIn("-", null);
            return;
        }
        Matcher number = NUMBER.matcher(String.valueOf(shown));
        assertThat(number.find()).as(shown).isTrue();
        BigDecimal said = new BigDecimal(number.group());
        BigDecimal exact = value.decimalValue();
        assertThat(said.subtract(exact).abs()).isLessThanOrEqualTo(new BigDecimal("0.05"));
        if (!limit.isMissingNode()) {
            assertThat(Integer.signum(said.compareTo(limit.decimalValue())))
                    .isEqualTo(Integer.signum(exact.compareTo(limit.decimalValue())));
        }
    }

    /** The first cell beside a row's name. */
    private static String value(Map<String, List<String>> rows, String name) {
        return Objects.requireNonNull(rows.get(name), name).get(1);
    }

    /** A card without words is no empty place on the page. */
    @Test
    void anEmergencyAndADoseWithoutWordsAreSaidPlainly(@TempDir Path folder) throws IOException {
        ContentCopy copy = ContentCopy.in(folder, List.of());
        copy.change("cds-hooks/cards/EMERGENCY.md", "\n---\n", "\n---\n{{nobodyFillsThis}}");
        copy.change("cds-hooks/cards/DOSE_SAFETY.md", "\n---\n", "\n---\n{{nobodyFillsThis}}");
        Content broken = Content.at(folder);
        WorksheetContent content =
                WorksheetContent.of("broken", broken, Play.CONTENT.logic(), new CardRenderer(broken, 7, 0), List.of());

        String html = Play.named("G022").opened(content);

        assertThat(html)
                .contains("Emergency signs are on file")
                .contains("cannot be shown. Plan nothing before the prior plan is reviewed by hand");
        assertThat(rows(html)).containsKey("C1 Cumulative dose");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyNumberIsTheAssessments(Play play) {
        var assessed = play.assessed();
        String html = page(play);
        assertThat(html.replaceAll("<[^>]*>", " ")).doesNotContainPattern(RAW).doesNotContainPattern(VERDICT);
        String level = assessed.answers().at("Headline Level").text();
        if (!Play.read(assessed).isSaid() || level == null || isBeyondTheSource(play)) {
            return;
        }
        Map<String, List<String>> rows = rows(html);
        JsonNode there = Play.document(assessed).path("levels").path(level);
        JsonNode checks = there.path("constraints");
        assertShows(
                value(rows, "C1 Cumulative dose"),
                checks.path("C1").path("valueGy"),
                checks.path("C1").path("limitGy"));
        assertShows(
                value(rows, "C2 SBRT dose"),
                checks.path("C2").path("valueGy"),
                checks.path("C2").path("limitGy"));
        assertShows(
                value(rows, "C3 SBRT share of cumulative"),
                checks.path("C3").path("value"),
                checks.path("C3").path("limit"));
        if (!checks.path("C4").path("months").isMissingNode()) {
            assertThat(value(rows, "C4 Interval"))
                    .isEqualTo(checks.path("C4").path("months").asInt() + " months");
        }
        JsonNode prior = there.path("priorEqd2Gy");
        String said = value(rows, "Prior thecal sac dose");
        if (there.path("overlappingCourses").asInt() == 0) {
            assertThat(said).isEqualTo("no prior course");
        } else if (prior.path("hi").isMissingNode()) {
            assertThat(said).containsAnyOf("no upper bound", "upper bound not known");
        } else {
            assertShows(said, prior.path("lo"), checks.path("C1").path("limitGy"));
        }
        if (!there.path("budgetEqd2Gy").isMissingNode()) {
            assertShows(value(rows, "Left for SBRT"), there.path("budgetEqd2Gy"), Play.JSON.missingNode());
        }
        there.path("maxThecalSac").properties().forEach(entry -> {
            List<String> row = rows.entrySet().stream()
                    .filter(found -> found.getKey().split(" ", 2)[0].equals(entry.getKey())
                            && found.getValue().size() == 4)
                    .findFirst()
                    .orElseThrow()
                    .getValue();
            assertCell(row.get(1), entry.getValue().path("floorGy"));
            assertCell(row.get(2), entry.getValue().path("table3Gy"));
            assertCell(row.get(3), entry.getValue().path("effectiveGy"));
        });
        if (!there.path("table3Row").isMissingNode()) {
            assertThat(html)
                    .containsPattern("<tr class=\"matches\">.*"
                            + Pattern.quote(there.path("table3Row").asString()));
        }
    }

    private static boolean isBeyondTheSource(Play play) {
        AnswerTree scope = play.assessed().answers().at("Scope");
        return scope.at("under18").isSaid() || scope.at("excludedDisease").isSaid();
    }

    private static void assertCell(String shown, JsonNode value) {
        if (value.isMissingNode()) {
            assertThat(shown).isEqualTo("-");
        } else if (value.isString()) {
            assertThat(shown).isEqualTo(value.asString());
        } else {
            assertThat(new BigDecimal(shown)).isEqualByComparingTo(value.decimalValue());
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void noDoseIsShownToAChildOrBeyondTheSource(Play play) {
        if (!isBeyondTheSource(play)) {
            return;
        }
        assertThat(page(play))
                .doesNotContainPattern(DOSE)
                .contains("Outside the source")
                .doesNotContain("<svg");
    }

    @Test
    void everyAssessedLevelCanBeShown() {
        Play play = cases().filter(any ->
                        levels(any).size() > 1 && Play.read(any.assessed()).isSaid())
                .findFirst()
                .orElseThrow();

        levels(play).forEach(level -> assertThat(
                        play.recomputed(withLevel(play, level)).html())
                .contains(level + ": numbers and checks"));
    }

    private static List<String> levels(Play play) {
        return play.assessed().answers().at("Assessed Levels.level").texts();
    }

    private static Map<String, String> withLevel(Play play, String level) {
        Map<String, String> form = new LinkedHashMap<>(play.inputs().texts());
        form.put("level", level);
        return form;
    }

    @Test
    void whatIfStandsBesideWhatIsOnFile() {
        Play play = Play.named("V07");
        Map<String, String> form = new LinkedHashMap<>(play.inputs().texts());
        form.put("plan-sac", "12.2");
        form.put("plan-fractions", "4");

        String html = play.recomputed(form).html();

        assertThat(rows(html).get("C2 SBRT dose"))
                .contains("15.4 Gy EQD2")
                .anyMatch(cell -> cell.contains("24.8 Gy EQD2"));
        assertThat(html)
                .contains("What if")
                .contains("Plan, Thecal sac maximum (Gy): 12.2 Gy")
                .contains("(on file: 14.5 Gy)")
                .contains("id=\"plan-sac-note\" class=\"note changed\"");
    }

    @Test
    void whatCannotBeUnderstoodLeavesTheAnswerOnFile() {
        Play play = Play.named("V07");
        Map<String, String> form = new LinkedHashMap<>(play.inputs().texts());
        form.put("plan-sac", "12.2 Gy");

        Worksheets.Recomputed answer = play.recomputed(form);

        assertThat(answer.understood()).isFalse();
        assertThat(answer.html())
                .contains("class=\"note fault\"")
                .contains("without a unit")
                .doesNotContain("<span class=\"badge\">What if</span>");
    }

    @Test
    void whatTheRecordSaysIsEscaped() {
        Play play = Play.named("V07");
        var patient = (org.hl7.fhir.r4.model.Patient) play.kept().resources().stream()
                .filter(org.hl7.fhir.r4.model.Patient.class::isInstance)
                .findFirst()
                .orElseThrow();
        patient.getNameFirstRep().setFamily("<script>alert(1)</script>");

        assertThat(page(play)).doesNotContain("<script>alert").contains("&lt;script&gt;");
    }

    /** A Bilsky grade written as a text is on file and not read: the page names it, and calls nothing complete. */
    @Test
    void whatIsNotReadIsNamedAndNothingIsCalledComplete() {
        String html = page(Play.named("K539"));

        assertThat(html)
                .contains("Observation/o-bilsky-escc-grade", "is not read")
                .doesNotContain("Nothing that the rules");
    }

    /** dose-from-dicom, Publish: each dose of the archive with its range, and whether a physicist has accepted it. */
    @Test
    void theDosesOfTheArchiveAreShownWithTheirRangeAndAcceptance() {
        Map<String, List<String>> kept = rows(page(Play.named("Y006")));
        Map<String, List<String>> accepted = rows(page(Play.named("Y007")));
        String course = "conventional 30 Gy/10 fx ended 2025-05-20";

        assertThat(kept.get(course)).containsExactly(course, "whole", "29.9 Gy", "29.5 to 30.1 Gy", "not yet", "-");
        assertThat(accepted.get(course)).contains("yes");
        assertThat(rows(page(Play.named("Y009"))).get(course))
                .contains("29.9 Gy or more", "The contour ends within the field: a lower bound.");
        assertThat(rows(page(Play.named("Y010"))).get(course)).contains("none", "The dose is not in gray.");
    }

    @Test
    void theStateOfTheArchiveIsSaidWhereOneWasAsked() {
        assertThat(page(Play.named("Y001"))).contains("is being read from the archive; open this again in a moment.");
        assertThat(page(Play.named("Y003")))
                .contains("could not be read from the archive: it did not answer, or not in time.");
        assertThat(page(Play.named("Y008"))).contains("thecal sac max 42.0 Gy, not summed.");
        assertThat(page(Play.named("V01"))).doesNotContain("rchive");
    }
}

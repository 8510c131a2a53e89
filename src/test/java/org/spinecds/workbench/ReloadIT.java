package org.spinecds.workbench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spinecds.fhir.R4;
import org.spinecds.guideline.ActiveGuideline;
import org.spinecds.guideline.CardSettings;
import org.spinecds.guideline.ContentSettings;
import org.spinecds.guideline.GuidelineSource;
import org.spinecds.guideline.SignOffSettings;
import org.spinecds.logic.Evaluator;

/** A change is tried beside the guideline in force, and what fails leaves it as it was. */
class ReloadIT {

    private static final String SETTINGS = "cql/input/cql/SpineRecurrenceSettings.cql";
    private static final Clock CLOCK = Clock.system(ZoneOffset.UTC);

    private final ContentCopy content;
    private final Acceptance acceptance;
    private final ActiveGuideline active;
    private final String first;
    private final Reload reload;

    ReloadIT(@TempDir Path folder) throws Exception {
        content = ContentCopy.in(folder, casesThatNoticeTheCumulativeCap());
        GuidelineSource source = new GuidelineSource(
                new ContentSettings(
                        folder,
                        null,
                        null,
                        Map.of("minMonths", "6"),
                        new SignOffSettings(null, false),
                        Evaluator.PREPARED,
                        null),
                new CardSettings(7, false));
        Instance instance = Instance.start(Instance.database("H2", CLOCK), source, CLOCK);
        acceptance = instance.acceptance();
        active = acceptance.active();
        first = active.current().version();
        reload = instance.reload();
    }

    /** By the file that remembers which case noticed which change of the content. */
    private static List<String> casesThatNoticeTheCumulativeCap() throws Exception {
        try (Stream<String> lines = Files.lines(Path.of("src/test/resources/flips.csv"))) {
            return lines.filter(line -> line.contains("SpineRecurrenceSettings cumulativeCap"))
                    .map(line -> line.split("\",\"", -1)[1])
                    .filter(name -> !name.isEmpty())
                    .distinct()
                    .toList();
        }
    }

    @Test
    void aGoodChangeIsTakenIntoForceOnceItHasComeToRest() throws Exception {
        content.change("cds-hooks/cards/SCOPE.md", "\n---\n", "\n---\nOther words. ");

        reload.look();
        assertThat(active.current().version()).as("still being written").isEqualTo(first);
        reload.look();

        assertThat(active.current().version()).isNotEqualTo(first);
        assertThat(reload.last()).hasValueSatisfying(report -> {
            assertThat(report.inForce()).isTrue();
            assertThat(report.version()).isEqualTo(active.current().version());
            assertThat(report.played()).isGreaterThan(7);
        });
        assertThat(active.current().changedSettingsText())
                .as("the choices of the site go with it")
                .isEqualTo("minMonths=6");
    }

    @Tag("full")
    @Test
    void aChangeWhileTheServiceStartsIsSeen(@TempDir Path other) throws Exception {
        ContentCopy changed = ContentCopy.in(other, List.of("G004"));
        GuidelineSource source = GuidelineSource.asWritten(other);
        String before = source.load(R4.context()).version();
        Instance instance = Instance.start(
                Instance.database("H2", CLOCK), source, "this build", Duration.ofMinutes(5), CLOCK, () -> {
                    try {
                        changed.change("cds-hooks/cards/SCOPE.md", "\n---\n", "\n---\nOther words. ");
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });

        instance.look();

        assertThat(instance.version()).isNotEqualTo(before);
    }

    @Test
    void aChangedThresholdThatACaseNoticesIsNotTakenIntoForce() throws Exception {
        content.change(SETTINGS, "cumulativeCap Decimal default 70.0", "cumulativeCap Decimal default 68.0");

        reload.look();
        reload.look();

        assertThat(active.current().version()).isEqualTo(first);
        assertThat(reload.last()).hasValueSatisfying(report -> {
            assertThat(report.inForce()).isFalse();
            assertThat(report.failed()).isPositive();
            assertThat(report.findings()).anySatisfy(line -> assertThat(line).contains("expected", "got"));
        });
    }

    @Tag("full")
    @Test
    void whatFailedBeforeIsPlayedFirst() throws Exception {
        content.change(
                "cql/input/tests/SpineRecurrenceAssessment/H011.json",
                "\"governingLevel\": \"T8\"",
                "\"governingLevel\": \"L9\"");
        reload.look();
        reload.look();
        assertThat(reload.last()).hasValueSatisfying(report -> assertThat(report.findings())
                .containsExactly("H011: governingLevel: expected \"L9\", got \"T8\""));

        content.change(SETTINGS, "cumulativeCap Decimal default 70.0", "cumulativeCap Decimal default 68.0");
        reload.look();
        reload.look();

        assertThat(reload.progress()).as("nothing is being tried any more").isEmpty();
        assertThat(reload.last()).hasValueSatisfying(report -> assertThat(report.findings())
                .satisfiesExactly(line -> assertThat(line).startsWith("H011: "), line -> assertThat(line)
                        .startsWith("G009: ")));
    }

    @Test
    void brokenCqlIsNamedByItsPlaceAndReachesNoCall() throws Exception {
        content.change(SETTINGS, "cumulativeCap Decimal default 70.0", "cumulativeCap Decimal default 70.0 Gy of");

        reload.look();
        reload.look();

        assertThat(active.current().version()).isEqualTo(first);
        assertThat(reload.last()).hasValueSatisfying(report -> assertThat(report.findings())
                .anySatisfy(line -> assertThat(line).contains("SpineRecurrenceSettings.cql:9:45: error: ")));
    }

    @Test
    void aTrapThatNoTranslatorReportsIsNotTakenIntoForce() throws Exception {
        content.addForgottenCard();

        reload.look();
        reload.look();

        assertThat(active.current().version()).isEqualTo(first);
        assertThat(reload.last()).hasValueSatisfying(report -> assertThat(report.findings())
                .contains("cds-hooks/cards/FORGOTTEN.md: error: no define asks for the card FORGOTTEN"));
    }

    @Tag("full")
    @Test
    void whatIsMendedIsTakenIntoForce() throws Exception {
        content.change("cds-hooks/cards/phrases.json", "{", "{{");
        reload.look();
        reload.look();
        assertThat(reload.last()).map(Reload.Report::inForce).contains(false);

        content.change("cds-hooks/cards/phrases.json", "{{", "{");
        reload.look();
        reload.look();

        assertThat(reload.last()).map(Reload.Report::inForce).contains(true);
        assertThat(active.current().version()).isEqualTo(first);
    }

    @Tag("full")
    @Test
    void whatIsRolledBackStaysSoUntilTheNextChange() throws Exception {
        content.change("cds-hooks/cards/SCOPE.md", "\n---\n", "\n---\nOther words. ");
        reload.look();
        reload.look();

        acceptance.rollBack("", "anna");
        reload.look();
        reload.look();

        assertThat(active.current().version()).isEqualTo(first);
    }
}

package org.spinecds.worksheet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.spinecds.decision.Suspension;

/** What a site has suspended is neither on the worksheet nor in a what-if, and both name it. */
class SuspendedWorksheetTests {

    private static final Play PLAY = Play.named("V07");
    private static final String SECTION = "id=\"options-title\"";

    private static Suspension suspension(Suspension.Kind kind, String code) {
        return new Suspension(
                UUID.randomUUID(),
                kind,
                code,
                "<b>tried</b>",
                "admin",
                Instant.EPOCH,
                Instant.parse("2026-12-01T06:00:00Z"));
    }

    private static String opened(Suspension... inForce) {
        return PLAY.opened(Play.CONTENT, inForce);
    }

    private static String whatIf(Suspension... inForce) {
        Map<String, String> form = new LinkedHashMap<>(PLAY.inputs().texts());
        form.put("plan-sac", "12.2");
        return PLAY.recomputed(form, inForce).html();
    }

    private static String options(String html) {
        return html.substring(html.indexOf(SECTION), html.indexOf("</section>", html.indexOf(SECTION)));
    }

    @Test
    void aSuspendedOptionIsNotListedAndIsNamed() {
        Suspension made = suspension(Suspension.Kind.OPTION, "CONV_8_1");

        assertThat(options(opened())).contains("<li>conventional 8 Gy/1");
        for (String html : List.of(opened(made), whatIf(made))) {
            assertThat(options(html))
                    .doesNotContain("<li>conventional 8 Gy/1")
                    .contains("Suspended by this site, not listed:", "conventional 8 Gy/1 until 2026-12-01 06:00");
        }
    }

    @Test
    void whileTheCardOfOptionsIsSuspendedTheirSectionSaysSoAndNothingElse() {
        Suspension made = suspension(Suspension.Kind.CARD, "OPTIONS");

        assertThat(opened()).contains("id=\"evidence-title\"");
        for (String html : List.of(opened(made), whatIf(made))) {
            assertThat(options(html))
                    .contains("Suspended by this site until 2026-12-01 06:00")
                    .doesNotContain("<li>", "NOMS");
            assertThat(html)
                    .doesNotContain("id=\"evidence-title\"")
                    .contains("Suspended by this site, not shown here: Options");
        }
    }

    @Test
    void aSuspendedEmergencyIsNamedAtTheTop() {
        Play emergency = Play.everySeventh()
                .filter(play -> play.opened(Play.CONTENT).contains("Call spine surgery and radiation oncology now"))
                .findFirst()
                .orElseThrow();

        String html = emergency.opened(Play.CONTENT, suspension(Suspension.Kind.CARD, "EMERGENCY"));

        assertThat(html)
                .doesNotContain("Call spine surgery and radiation oncology now")
                .contains("Suspended by this site, not shown here: Possible spinal cord compression. Examine today");
    }

    @Test
    void theClosedWorksheetSaysWhyAndUntilWhenAndShowsNothing() {
        String html = Play.CONTENT.filled(
                "suspended", WorksheetPage.closed(suspension(Suspension.Kind.CARD, "DOSE_SAFETY"), Play.CLOCK));

        assertThat(html)
                .contains("closed by this site", "&lt;b&gt;tried&lt;/b&gt;", "2026-12-01 06:00", "by hand")
                .doesNotContain("<b>", "EQD2");
    }

    @Test
    void theWorksheetsAreClosedByTheDoseCardAndByAHoldAlone() {
        for (String kind : List.of("EMERGENCY", "OPTIONS", "SUMMARY")) {
            assertThat(Play.CONTENT.closing(List.of(suspension(Suspension.Kind.CARD, kind))))
                    .isEmpty();
        }
        Suspension dose = suspension(Suspension.Kind.CARD, "DOSE_SAFETY");
        Suspension hold = suspension(Suspension.Kind.SERVICE, Suspension.ALL);
        assertThat(Play.CONTENT.closing(List.of(dose))).contains(dose);
        assertThat(Play.CONTENT.closing(List.of(dose, hold))).contains(hold);
    }
}

package org.spinecds.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spinecds.archive.ArchiveReading.Result;
import org.spinecds.dose.Phantom;
import org.spinecds.dose.finding.DoseObjects;
import org.spinecds.dose.finding.OrganDose;
import org.spinecds.dose.finding.Reason;
import org.spinecds.dose.finding.Unknown;

/** The worklist of physicists: open doses first, each found by its UIDs, in forms that need no script. */
class DosePageTests extends AtTheWorklist {

    DosePageTests(@TempDir Path folder) throws IOException {
        super(folder);
    }

    /** A hundred patients have been asked about since, with nothing to decide. */
    @Test
    void anOpenDoseComesFirstHoweverLongAgoACallAskedAboutIt() throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));
        whenRead(source());
        others(100);

        assertThat(page()).contains("1 to decide", Phantom.PLAN);
    }

    @Test
    void everyDoseIsFoundByItsUid() throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));
        whenRead(source());
        decide("accept", 0, "", ANNA);
        others(100);

        assertThat(page()).contains("0 to decide", "9.9.9").doesNotContain(Phantom.PLAN);
        assertThat(page(Phantom.PLAN, 0)).contains("ThecalSac", Phantom.PLAN).doesNotContain("9.9.9");
        assertThat(page(Phantom.DOSE, 0)).contains(Phantom.PLAN).doesNotContain("9.9.9");
        assertThat(page("1.2.3.%", 0)).contains("No dose is kept.");
        assertThat(page()).contains("from=100").doesNotContain("Doses before these");
        assertThat(page("", 100)).contains(Phantom.PLAN, "from=0").doesNotContain("9.9.9", "More doses");
    }

    @Test
    void thePageShowsTheDoseWithItsRangeFlagsAndDecision() throws Exception {
        archive.with(ArchiveReadingTests.treated(new Phantom().organ("ThecalSac", Phantom.cylinder(8, -40, 4, 2))));
        whenRead(source());

        String before = page();
        assertThat(before)
                .contains("1 to decide", Phantom.PLAN, "ThecalSac", "at least ", "The contour ends within the field")
                .contains(patient().substring(0, 12))
                .containsPattern("<td class=\"number\">[0-9.]+ to [0-9.]+</td>");
        decide("refuse", 0, "<b>not</b> this one", ANNA);

        assertThat(page())
                .contains("0 to decide", "Refused", "by anna", "&lt;b&gt;not&lt;/b&gt; this one")
                .doesNotContain("<b>");
    }

    @Test
    void everyInputOfThePageHasItsLabelAndNoScriptIsNeeded() throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));
        uid = "1.2.3.4.5";
        whenRead(source());
        String page = page();

        List<String> inputs = Pattern.compile("<input id=\"([^\"]+)\"")
                .matcher(page)
                .results()
                .map((MatchResult input) -> input.group(1))
                .toList();
        assertThat(inputs).hasSize(4).doesNotHaveDuplicates();
        assertThat(inputs).allSatisfy(id -> assertThat(page).contains("<label for=\"" + id + "\">"));
        assertThat(page).doesNotContain("<script").contains("name=\"color-scheme\" content=\"light dark\"");
    }

    @Test
    void thePageIsSearchedByTheBeginningOfAUid() throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));
        whenRead(source());
        assertThat(page("1.2.3", 0)).contains("ThecalSac");
        assertThat(page("9", 0)).contains("No dose is kept.");
    }

    /** Patients with a dose that has a reason, asked about later. */
    private void others(int many) {
        DoseStore store = database.store(clock);
        KeptLine line = new KeptLine(
                new OrganDose(
                        new DoseObjects("9.9.8", null, "9.9.9", null),
                        null,
                        null,
                        null,
                        new Unknown(Reason.BRACHY, "", List.of())),
                null,
                null);
        clock.pass(Duration.ofSeconds(1));
        for (int other = 0; other < many; other++) {
            store.ask("other-" + other, "question", new byte[0]);
            store.answer(
                    store.claim(Duration.ofMinutes(1)).orElseThrow(),
                    new Result("found", List.of(), Map.of(), List.of(line)));
        }
    }
}

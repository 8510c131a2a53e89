package org.spinecds.organdose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spinecds.content.CaseFiles;
import org.spinecds.content.Content;
import org.spinecds.content.ContentUnreadable;
import org.spinecds.dose.finding.Flag;
import org.spinecds.dose.finding.Note;
import org.spinecds.dose.finding.Reason;

/** The numbers and sentences for doses come from the content, whole. */
class DoseContentTests {

    private static final Content OURS = Content.at(Path.of("."));

    private static Content changed(String path, String from, String to) {
        Map<String, String> texts = new HashMap<>(OURS.texts());
        assertThat(texts.get(path)).contains(from);
        texts.computeIfPresent(path, (unused, text) -> text.replace(from, to));
        return Content.of("changed", texts, CaseFiles.of(Map.of()));
    }

    /** The proposals of the design: dose-from-dicom.md, "Unknown, with a reason" and "Compute". */
    @Test
    void theThresholdsAreThoseOfTheDesign() {
        DoseContent content = DoseContent.of(OURS);

        assertThat(content.settings().checks().gapRatio()).isEqualTo(1.5);
        assertThat(content.settings().checks().borderRatio()).isEqualTo(0.1);
        assertThat(content.settings().checks().cutRatio()).isEqualTo(0.5);
        assertThat(content.settings().checks().flaggedSpacingMm()).isEqualTo(2.5);
        assertThat(content.settings().checks().refusedSpacingMm()).isEqualTo(4);
        assertThat(content.settings().checks().lowestMaximum()).isEqualTo(0.9);
        assertThat(content.settings().checks().highestMaximum()).isEqualTo(2);
        assertThat(content.settings().checks().maximumGy()).isEqualTo(100);
        assertThat(content.settings().checks().levelMarginMm()).isEqualTo(3);
        assertThat(content.settings().checks().meetMm()).isEqualTo(3);
        assertThat(content.settings().sampling().endCapMm()).isEqualTo(2.5);
        assertThat(content.settings().matching().doseShare()).isEqualTo(0.01);
        assertThat(content.settings().matching().plannedBeforeDays()).isEqualTo(90);
        assertThat(content.settings().matching().aroundDays()).isEqualTo(1);
        assertThat(content.settings().matching().recordDays()).isEqualTo(7);
        assertThat(content.settings().limits().objectBytes()).isEqualTo(512L << 20);
        assertThat(content.settings().limits().structureSetBytes()).isEqualTo(64L << 20);
        assertThat(content.settings().limits().depth()).isEqualTo(16);
        assertThat(content.settings().limits().points()).isEqualTo(5_000_000);
        assertThat(content.settings().limits().seconds()).isEqualTo(60);
    }

    @Test
    void aChangedThresholdIsRead() {
        assertThat(DoseContent.of(changed("cql/dose.json", "\"gapRatio\": 1.5", "\"gapRatio\": 1.4"))
                        .settings()
                        .checks()
                        .gapRatio())
                .isEqualTo(1.4);
    }

    /** A number left out is never zero. */
    @ParameterizedTest
    @CsvSource({
        "cql/dose.json,'\"gapRatio\": 1.5,',''",
        "cql/dose.json,'\"gapRatio\": 1.5','\"gapRatio\": null'",
        "cql/dose.json,'\"gapRatio\"','\"gapShare\"'",
        "cql/dose.json,'\"never\"','\"nevre\"'",
        "cql/dose.json,'\"doseGy\": 0.5','\"doseGy\": \"half\"'",
        "cds-hooks/dose/words.json,'\"NO_DOSE\"','\"NO_DOSES\"'",
        "cds-hooks/dose/words.json,'\"NOT_OUR_FORM\"','\"NOT_A_FORM\"'",
        "cds-hooks/dose/words.json,'\"acceptance\"','\"accepted\"'",
        "cql/dose.json,'\"recordDays\": 7','\"recordDays\": null'"
    })
    void aPartThatIsMissingOrUnknownIsRefusedWithItsFile(String path, String from, String to) {
        Content broken = changed(path, from, to);

        assertThatThrownBy(() -> DoseContent.of(broken))
                .isInstanceOf(ContentUnreadable.class)
                .hasMessageContaining(path);
    }

    @Test
    void everyCodeHasASentence() {
        DoseContent.Words words = DoseContent.of(OURS).words();

        assertThat(Stream.<Note>concat(Stream.of(Reason.values()), Stream.of(Flag.values())))
                .allSatisfy(note -> assertThat(words.of(note)).endsWith(".").isNotEqualTo(note.name()));
        assertThat(words.reason()).hasSameSizeAs(Reason.values());
        assertThat(words.flag()).hasSameSizeAs(Flag.values());
        assertThat(DoseContent.Sentence.values())
                .allSatisfy(code -> assertThat(words.of(code)).endsWith(".").isNotEqualTo(code.name()));
        assertThat(words.sentence()).hasSameSizeAs(DoseContent.Sentence.values());
    }
}

package org.spinecds.worksheet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ca.uhn.fhir.context.FhirContext;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.spinecds.fhir.FhirJson;
import org.spinecds.fhir.Reading;
import tools.jackson.databind.JsonNode;

class SealTests {

    private final Seal seal = new Seal(new FhirJson(FhirContext.forR4Cached()));
    private final Handle handle = Handle.random(Clock.systemUTC());
    private final Play play = Play.named("V07");

    @Test
    void whatIsOpenedIsWhatWasClosed() {
        JsonNode before = Play.document(play.assessed());

        KeptRecord opened = seal.opened(handle, seal.closed(handle, play.kept()));

        assertThat(opened.orders()).isEqualTo(play.kept().orders());
        assertThat(opened.answeredAt()).isEqualTo(play.kept().answeredAt());
        assertThat(opened.question()).isEqualTo(play.kept().question());
        assertThat(Play.document(new Play("V07, opened", opened, play.day()).assessed()))
                .isEqualTo(before);
    }

    @Test
    void recordIsEnoughForRulesThatReadNoMore() {
        String mark = new Reading(
                        Play.CONTENT.logic().codesRead(play.kept().question().library()))
                .mark();

        assertThat(mark).isNotEmpty();
        assertThat(Worksheets.isEnoughFor(Play.CONTENT, reopened(mark))).isTrue();
        assertThat(Worksheets.isEnoughFor(Play.CONTENT, reopened(""))).isTrue();
        assertThat(Worksheets.isEnoughFor(Play.CONTENT, reopened("of others"))).isFalse();
    }

    /** The record as it is opened again, where a call had read by what has this mark. */
    private KeptRecord reopened(String mark) {
        KeptRecord kept = play.kept();
        return seal.opened(
                handle,
                seal.closed(
                        handle,
                        new KeptRecord(
                                kept.service(),
                                kept.question(),
                                kept.answeredAt(),
                                kept.replayed(),
                                kept.contentVersion(),
                                kept.changedSettings(),
                                mark,
                                kept.resources(),
                                kept.orders())));
    }

    @Test
    void sealedRecordTellsNothing() {
        String sealed = new String(seal.closed(handle, play.kept()), StandardCharsets.ISO_8859_1);

        assertThat(sealed).doesNotContain("Vignette", "1971", "Patient", "v07", "resourceType", handle.text());
    }

    @Test
    void anotherHandleOpensNothing() {
        byte[] sealed = seal.closed(handle, play.kept());

        assertThatIllegalStateException().isThrownBy(() -> seal.opened(Handle.random(Clock.systemUTC()), sealed));
    }

    @Test
    void changedSealIsRefused() {
        byte[] sealed = seal.closed(handle, play.kept());
        sealed[sealed.length / 2] ^= 1;

        assertThatIllegalStateException().isThrownBy(() -> seal.opened(handle, sealed));
    }

    @Test
    void sameRecordIsNeverSealedAlike() {
        assertThat(seal.closed(handle, play.kept())).isNotEqualTo(seal.closed(handle, play.kept()));
    }
}

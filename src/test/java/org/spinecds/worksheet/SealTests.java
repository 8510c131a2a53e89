package org.spinecds.worksheet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ca.uhn.fhir.context.FhirContext;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.spinecds.fhir.FhirJson;
import tools.jackson.databind.JsonNode;

class SealTests {

    private final Seal seal = new Seal(new FhirJson(FhirContext.forR4Cached()));
    private final Handle handle = Handle.random();
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
    void sealedRecordTellsNothing() {
        String sealed = new String(seal.closed(handle, play.kept()), StandardCharsets.ISO_8859_1);

        assertThat(sealed).doesNotContain("Vignette", "1971", "Patient", "v07", "resourceType", handle.text());
    }

    @Test
    void anotherHandleOpensNothing() {
        byte[] sealed = seal.closed(handle, play.kept());

        assertThatIllegalStateException().isThrownBy(() -> seal.opened(Handle.random(), sealed));
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

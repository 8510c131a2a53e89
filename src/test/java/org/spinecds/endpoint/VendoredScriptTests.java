package org.spinecds.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The script that was not written here is the one its provenance names. */
class VendoredScriptTests {

    private static final String FOLDER = "/static/pages/vendor/";
    private static final String FHIRCLIENT_2_6_3 = "658dec434e308a6ba682158f1e94bfaa0f600bb500e78443369bfe7818133d90";

    @Test
    void fhirclientIsTheReleasedOneWithItsLicence() throws Exception {
        byte[] script = bytes("fhir-client.pure.min.js");

        assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(script)))
                .isEqualTo(FHIRCLIENT_2_6_3);
        assertThat(new String(bytes("README.md"), UTF_8)).contains(FHIRCLIENT_2_6_3);
        assertThat(new String(bytes("fhir-client.LICENSE"), UTF_8)).contains("Apache License, Version 2.0");
    }

    private static byte[] bytes(String file) throws Exception {
        try (InputStream stream = VendoredScriptTests.class.getResourceAsStream(FOLDER + file)) {
            assertThat(stream).as(file).isNotNull();
            return stream.readAllBytes();
        }
    }
}

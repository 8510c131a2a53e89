package org.spinecds.security;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FhirServerAllowListTests {

    private final FhirServerAllowList list = new FhirServerAllowList(
            List.of("https://ehr.example.org/api/fhir/", "http://127.0.0.1:*", "http://localhost:9090/fhir"), true);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://ehr.example.org/api/fhir",
                "https://EHR.example.org:443/api/fhir/",
                "https://ehr.example.org/api/fhir/tenant-1",
                "http://127.0.0.1:4711/fhir",
                "http://127.0.0.1",
                "http://localhost:9090/fhir"
            })
    void aServerOnTheListPasses(String server) {
        assertThatCode(() -> list.check(URI.create(server))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://ehr.example.org/api/fhir",
                "https://ehr.example.org/api",
                "https://ehr.example.org/api/fhirx",
                "https://ehr.example.org:8443/api/fhir",
                "https://ehr.example.org/api/fhir/../other",
                "https://ehr.example.org/api/fhir/%2e%2e/other",
                "https://ehr.example.org.evil.org/api/fhir",
                "https://evil@ehr.example.org/api/fhir",
                "http://127.0.0.1.evil.org/fhir",
                "http://localhost:9091/fhir",
                "https://127.0.0.1/fhir",
                "http://169.254.169.254/latest"
            })
    void anyOtherServerIsRefused(String server) {
        assertThatExceptionOfType(FhirServerNotAllowed.class).isThrownBy(() -> list.check(URI.create(server)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://ehr.example.org/fhir",
                "https://ehr.example.org:*",
                "ehr.example.org",
                "ftp://ehr",
                "https://a b"
            })
    void anEntryThatCannotWorkStopsTheStart(String entry) {
        assertThatExceptionOfType(SecurityMisconfigured.class)
                .isThrownBy(() -> new FhirServerAllowList(List.of(entry), true))
                .withMessageContaining(entry);
    }

    @Test
    void plainHttpIsRefusedUnlessSwitchedOn() {
        assertThatExceptionOfType(SecurityMisconfigured.class)
                .isThrownBy(() -> new FhirServerAllowList(List.of("http://127.0.0.1:*"), false))
                .withMessageContaining("https");
    }
}

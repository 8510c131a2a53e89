package org.spinecds.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spinecds.archive.ArchiveSettings.IdentifierSettings;
import org.springframework.util.unit.DataSize;

/** A wrong setting of the archive stops the start, and secrets are not printed. */
class ArchiveSettingsTests {

    private static ArchiveSettings settings(
            @Nullable String base, Map<String, String> headers, Map<String, IdentifierSettings> patients) {
        return new ArchiveSettings(
                base == null ? null : URI.create(base),
                headers,
                patients,
                Duration.ofMillis(20),
                Duration.ofSeconds(60),
                Duration.ofSeconds(2),
                DataSize.ofMegabytes(512),
                DataSize.ofMegabytes(64),
                DataSize.ofMegabytes(1900),
                200,
                Duration.ofHours(1),
                Duration.ofDays(365),
                null);
    }

    private static Map<String, IdentifierSettings> mrn() {
        return Map.of("mrn", new IdentifierSettings("urn:mrn", null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://archive.example.org/dicom-web",
                "http://127.0.0.1:8042/dicom-web/",
                "http://localhost:8042/dicom-web",
                "http://[::1]:8042/dicom-web"
            })
    void httpsAndThisMachineAreAllowed(String base) {
        assertThat(settings(base, Map.of(), mrn()).base()).isEqualTo(URI.create(base));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://archive.example.org/dicom-web",
                "http://127.0.0.1.example.org/dicom-web",
                "ftp://archive.example.org",
                "file:///srv/archive",
                "archive.example.org",
                "https://user:secret@archive.example.org/dicom-web",
                "https://archive.example.org/dicom-web?key=1",
                "https://archive.example.org/dicom-web#a"
            })
    void anyOtherAddressIsRefused(String base) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> settings(base, Map.of(), mrn()))
                .withMessageContaining("spinecds.archive.base")
                .withMessageNotContaining("secret");
    }

    @Test
    void anArchiveWithoutAnIdentifierOfPatientsIsRefused() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> settings("https://archive.example.org", Map.of(), Map.of()))
                .withMessageContaining("spinecds.archive.patients");
        assertThat(settings(null, Map.of(), Map.of()).base()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "content-length", "Accept", "A b", "A:"})
    void aHeaderThatIsNotTheSitesIsRefused(String name) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> settings("https://archive.example.org", Map.of(name, "x"), mrn()))
                .withMessageContaining("spinecds.archive.headers");
    }

    @Test
    void credentialsAreNotPrinted() {
        assertThat(settings("https://archive.example.org", Map.of("Authorization", "Basic c2VjcmV0"), mrn())
                        .toString())
                .doesNotContain("c2VjcmV0");
    }
}

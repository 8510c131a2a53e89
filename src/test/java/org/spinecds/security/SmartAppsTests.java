package org.spinecds.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spinecds.worksheet.WorksheetSettings;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class SmartAppsTests {

    private static final SmartAppSettings NORTH = new SmartAppSettings("north-7", "launch");
    private static final SmartAppSettings SOUTH = new SmartAppSettings("south-9", "launch");

    private final SmartApps apps = new SmartApps(
            List.of(
                    registered("https://north.example.org/fhir", NORTH),
                    registered("https://south.example.org:8443/fhir", SOUTH)),
            List.of("https://login.example.org"));

    private static SmartApps.Registered registered(String server, SmartAppSettings app) {
        return new SmartApps.Registered(new FhirServerAllowList(List.of(server), false), app);
    }

    @Test
    void eachServerHasItsApp() {
        assertThat(apps.launchedFrom("https://north.example.org/fhir")).contains(NORTH);
        assertThat(apps.launchedFrom("https://south.example.org:8443/fhir/")).contains(SOUTH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no address",
                "https://evil.example.org/fhir",
                "https://north.example.org",
                "https://north.example.org/fhir?to=evil",
                "https://north.example.org/fhir#evil",
                "http://north.example.org/fhir",
                "javascript:alert(1)"
            })
    void noOtherServerHasOne(String server) {
        assertThat(apps.launchedFrom(server)).isEmpty();
    }

    @Test
    void originsAreThoseOfTheServersAndOfTheirAuthorization() {
        assertThat(apps.origins())
                .containsExactly(
                        "https://north.example.org:443", "https://south.example.org:8443", "https://login.example.org");
        assertThat(new SmartApps(List.of(), List.of("https://login.example.org")).origins())
                .isEmpty();
    }

    @Test
    void oneServerWithTwoAppsIsRefused() {
        List<SmartApps.Registered> both = List.of(
                registered("https://one.example.org/fhir", NORTH),
                registered("https://one.example.org/fhir/tenant-1", SOUTH));

        assertThatExceptionOfType(SecurityMisconfigured.class)
                .isThrownBy(() -> new SmartApps(both, List.of()))
                .withMessageContaining("two SMART client ids");
    }

    @Test
    void clientWithAnIdLaunchesAndOneWithoutDoesNot() {
        assertThat(client(Map.of("smart.client-id", "north-7")).launchesSmart()).isTrue();
        assertThat(client(Map.of()).launchesSmart()).isFalse();
    }

    private static Client client(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(
                Map.of("client.issuer", "https://ehr.example.org", "client.keys-url", "https://ehr.example.org/keys"));
        settings.forEach((key, value) -> all.put("client." + key, value));
        TrustedClientSettings configured =
                new Binder(new MapConfigurationPropertySource(all)).bindOrCreate("client", TrustedClientSettings.class);
        assertThat(configured.smart().scope()).isEqualTo("launch openid fhirUser");
        return new TrustedClient("ehr", configured, new FhirServerAllowList(List.of(), false), false, false)
                .forTenant("");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://login.example.org/path", "http://login.example.org", "*", "https://a.org; script-src *"
            })
    void whatIsNoOriginStopsTheStart(String origin) {
        Binder binder = new Binder(new MapConfigurationPropertySource(Map.of("worksheet.smart-origins[0]", origin)));

        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> binder.bindOrCreate("worksheet", WorksheetSettings.class));
    }
}

package org.spinecds.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressCheckTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "::1",
                "10.1.2.3",
                "172.16.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "0.0.0.0",
                "0.1.2.3",
                "224.0.0.1",
                "fe80::1",
                "fd00::1",
                "::ffff:10.0.0.1"
            })
    void privateAddressesAreKnown(String address) throws Exception {
        assertThat(AddressCheck.isPrivate(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "172.32.0.1", "100.128.0.1", "193.0.0.1", "2001:db8::1"})
    void othersAreNot(String address) throws Exception {
        assertThat(AddressCheck.isPrivate(InetAddress.getByName(address))).isFalse();
    }

    @Test
    void aServerThereIsRefusedUnlessAllowed() {
        URI server = URI.create("https://10.1.2.3/fhir");

        assertThatExceptionOfType(FhirServerNotAllowed.class)
                .isThrownBy(() -> new AddressCheck(false, true).check(server))
                .withMessageContaining("spinecds.fhir.private-addresses");
        assertThatCode(() -> new AddressCheck(true, false).check(server)).doesNotThrowAnyException();
    }

    @Test
    void thisMachineIsForTheDemo() {
        URI server = URI.create("http://127.0.0.1:8080/fhir");

        assertThatExceptionOfType(FhirServerNotAllowed.class)
                .isThrownBy(() -> new AddressCheck(true, false).check(server));
        assertThatCode(() -> new AddressCheck(false, true).check(server)).doesNotThrowAnyException();
    }
}

package org.spinecds.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spinecds.SpineRecurrenceCdsApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** CDS Hooks 2.0.1, R113: mutual TLS by configuration alone. */
class MutualTlsIT {

    private static final String PASSWORD = "changeit";

    @Test
    void r113OnlyAClientWithATrustedCertificateGetsThrough(@TempDir Path folder) throws Exception {
        Path server = keys(folder, "server");
        Path client = keys(folder, "client");
        Path stranger = keys(folder, "stranger");
        Path clients = trust(folder, "client");
        Path servers = trust(folder, "server");
        try (ConfigurableApplicationContext service = new SpringApplicationBuilder(SpineRecurrenceCdsApplication.class)
                .run(
                        "--server.port=0",
                        "--spinecds.fhir.allowed-servers=https://ehr.example.org/fhir",
                        "--server.ssl.client-auth=need",
                        "--server.ssl.key-store=" + server,
                        "--server.ssl.key-store-password=" + PASSWORD,
                        "--server.ssl.trust-store=" + clients,
                        "--server.ssl.trust-store-password=" + PASSWORD)) {
            URI discovery = URI.create("https://localhost:"
                    + service.getEnvironment().getProperty("local.server.port", "") + "/cds-services");

            assertThat(get(discovery, client, servers)).isEqualTo(200);
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> get(discovery, stranger, servers));
        }
    }

    private static int get(URI address, Path keys, Path trusted) throws Exception {
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(store(keys), PASSWORD.toCharArray());
        TrustManagerFactory others = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        others.init(store(trusted));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), others.getTrustManagers(), null);
        return HttpClient.newBuilder()
                .sslContext(context)
                .build()
                .send(HttpRequest.newBuilder(address).GET().build(), BodyHandlers.ofString())
                .statusCode();
    }

    private static KeyStore store(Path file) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream stream = Files.newInputStream(file)) {
            store.load(stream, PASSWORD.toCharArray());
        }
        return store;
    }

    private static Path keys(Path folder, String name) throws Exception {
        Path store = folder.resolve(name + ".p12");
        keytool(
                "-genkeypair",
                "-alias",
                name,
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-keyalg",
                "EC",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD);
        keytool(
                "-exportcert",
                "-alias",
                name,
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD,
                "-file",
                folder.resolve(name + ".cer").toString());
        return store;
    }

    private static Path trust(Path folder, String name) throws Exception {
        Path store = folder.resolve(name + "-trusted.p12");
        keytool(
                "-importcert",
                "-noprompt",
                "-alias",
                name,
                "-file",
                folder.resolve(name + ".cer").toString(),
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD);
        return store;
    }

    private static void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }
}

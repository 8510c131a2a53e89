package org.spinecds.start;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.Environment;

/**
 * Asks the own web server, so that the way of a request to the service is gone before the first call: for the services on
 * offer, and for an answer to what is no JSON, which is refused before anything is made of it. Where the server speaks TLS, or
 * cannot be reached, the first call goes that way first.
 */
final class WebServerKnock {

    private static final Logger log = LoggerFactory.getLogger(WebServerKnock.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final String SERVICES = "/cds-services";

    private final ApplicationContext context;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private boolean isInVain;

    WebServerKnock(ApplicationContext context) {
        this.context = context;
    }

    /** One request of each kind. */
    void once() {
        Environment settings = context.getEnvironment();
        if (isInVain
                || !(context instanceof WebServerApplicationContext web)
                || web.getWebServer() == null
                || settings.getProperty(
                        "server.ssl.enabled", Boolean.class, settings.containsProperty("server.ssl.bundle"))) {
            return;
        }
        String host = settings.getProperty(
                "server.address", InetAddress.getLoopbackAddress().getHostAddress());
        String path = settings.getProperty("server.servlet.context-path", "") + SERVICES;
        try {
            // It puts an IPv6 address into its brackets.
            URI services = new URI("http", null, host, web.getWebServer().getPort(), path, null, null);
            send(HttpRequest.newBuilder(services));
            send(HttpRequest.newBuilder(URI.create(services + "/none"))
                    .header("Content-Type", "text/plain")
                    .POST(HttpRequest.BodyPublishers.ofString("warm-up")));
        } catch (IOException | URISyntaxException e) {
            isInVain = true;
            log.debug("The own web server cannot be asked.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(HttpRequest.Builder request) throws IOException, InterruptedException {
        http.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.discarding());
    }
}

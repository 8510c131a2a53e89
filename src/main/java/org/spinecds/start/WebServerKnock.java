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
 * Sends requests to the own web server, so that the HTTP path is warm before the first call: discovery, and a call with
 * invalid JSON, which is refused early. Without effect if the server uses TLS or cannot be reached.
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
            // URI adds the brackets of an IPv6 address.
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

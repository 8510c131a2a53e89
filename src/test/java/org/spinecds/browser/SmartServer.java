package org.spinecds.browser;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What an EHR offers to a SMART app: its configuration, a user who agrees to everything, and a token. */
final class SmartServer implements AutoCloseable {

    static final String TOKEN = "lent-to-the-browser-5127";

    private final HttpServer server;
    private volatile @Nullable String appContext;
    private volatile Map<String, String> authorized = Map.of();
    private volatile boolean verifierFits;

    private SmartServer(HttpServer server) {
        this.server = server;
    }

    static SmartServer start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        SmartServer smart = new SmartServer(server);
        server.createContext("/fhir/.well-known/smart-configuration", smart::configuration);
        server.createContext("/authorize", smart::authorize);
        server.createContext("/token", smart::token);
        server.start();
        return smart;
    }

    private String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    String fhir() {
        return base() + "/fhir";
    }

    /** What the next launch brings as its context; null brings none. */
    void hands(@Nullable String context) {
        appContext = context;
        authorized = Map.of();
        verifierFits = false;
    }

    /** The parameters of the last request for authorization. */
    Map<String, String> authorized() {
        return authorized;
    }

    /** Whether the token was asked for by whoever had begun the launch (PKCE). */
    boolean verifierFits() {
        return verifierFits;
    }

    private void configuration(HttpExchange exchange) throws IOException {
        json(
                exchange,
                Map.of(
                        "authorization_endpoint",
                        base() + "/authorize",
                        "token_endpoint",
                        base() + "/token",
                        "code_challenge_methods_supported",
                        new String[] {"S256"}));
    }

    private void authorize(HttpExchange exchange) throws IOException {
        authorized = parameters(exchange.getRequestURI().getRawQuery());
        exchange.getResponseHeaders()
                .add(
                        "Location",
                        authorized.get("redirect_uri") + "?code=once&state="
                                + URLEncoder.encode(authorized.getOrDefault("state", ""), StandardCharsets.UTF_8));
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private void token(HttpExchange exchange) throws IOException {
        Map<String, String> form =
                parameters(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        verifierFits = challenge(form.getOrDefault("code_verifier", "")).equals(authorized.get("code_challenge"));
        Map<String, Object> answer = new HashMap<>(Map.of(
                "access_token", TOKEN, "token_type", "Bearer", "expires_in", 300, "scope", "launch", "patient", "v07"));
        if (appContext != null) {
            answer.put("appContext", appContext);
        }
        json(exchange, answer);
    }

    private static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> parameters(String encoded) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : encoded.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            parameters.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return parameters;
    }

    private static void json(HttpExchange exchange, Map<String, ?> body) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.getResponseHeaders().add("Access-Control-Allow-Origin", "*");
        byte[] bytes = JsonMapper.shared().writeValueAsBytes(body);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

package org.spinecds;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An EHR's FHIR server over one record: read and search, in pages, gzip for those who ask for it, and, as some EHRs do,
 * no Observation search without code or category.
 */
public final class RecordServer implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int PAGE = 20;
    private static final int THREADS = 8;

    static {
        // Else the body of every answer waits 40 ms for the acknowledgement of its headers.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final ExecutorService workers = Executors.newFixedThreadPool(THREADS);
    private final HttpServer server;
    private final List<JsonNode> resources;
    private final int page;
    final ConcurrentLinkedQueue<String> authorizations = new ConcurrentLinkedQueue<>();

    public RecordServer(List<JsonNode> resources) throws IOException {
        this(resources, PAGE);
    }

    RecordServer(List<JsonNode> resources, int page) throws IOException {
        this.resources = List.copyOf(resources);
        this.page = page;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/fhir", this::handle);
        server.setExecutor(workers);
        server.start();
    }

    public String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/fhir";
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        String path = exchange.getRequestURI().getPath().substring("/fhir/".length());
        String query = exchange.getRequestURI().getRawQuery();
        JsonNode answer = answer(query == null ? path : path + "?" + query, true);
        byte[] body = (answer == null ? outcome() : answer).toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/fhir+json");
        if (String.valueOf(exchange.getRequestHeaders().getFirst("Accept-Encoding"))
                .contains("gzip")) {
            exchange.getResponseHeaders().add("Content-Encoding", "gzip");
            body = zipped(body);
        }
        exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length);
        // Not the exchange, which would end the connection.
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private static byte[] zipped(byte[] body) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(body);
        }
        return zipped.toByteArray();
    }

    /** What a prefetch template, filled, would bring: everything on one page; null when a read finds nothing. */
    @Nullable
    JsonNode prefetch(String query) {
        return answer(query, false);
    }

    private @Nullable JsonNode answer(String query, boolean paged) {
        int mark = query.indexOf('?');
        if (mark < 0) {
            return resources.stream()
                    .filter(resource -> (text(resource, "resourceType") + "/" + text(resource, "id")).equals(query))
                    .findFirst()
                    .orElse(null);
        }
        String type = query.substring(0, mark);
        List<Map.Entry<String, String>> parameters = new ArrayList<>();
        for (String parameter : query.substring(mark + 1).split("&", -1)) {
            int equals = parameter.indexOf('=');
            parameters.add(Map.entry(
                    parameter.substring(0, equals),
                    URLDecoder.decode(parameter.substring(equals + 1), StandardCharsets.UTF_8)));
        }
        List<JsonNode> found = resources.stream()
                .filter(resource -> text(resource, "resourceType").equals(type) && matches(resource, parameters))
                .toList();
        int offset = parameters.stream()
                .filter(parameter -> parameter.getKey().equals("_offset"))
                .mapToInt(parameter -> Integer.parseInt(parameter.getValue()))
                .findFirst()
                .orElse(0);
        return bundle(query.replaceAll("&_offset=\\d+", ""), found, offset, paged ? page : Integer.MAX_VALUE);
    }

    private JsonNode bundle(String query, List<JsonNode> found, int offset, int page) {
        ObjectNode bundle =
                JSON.createObjectNode().put("resourceType", "Bundle").put("type", "searchset");
        bundle.put("total", found.size());
        var entries = bundle.putArray("entry");
        found.stream().skip(offset).limit(page).forEach(resource -> entries.addObject()
                .set("resource", resource));
        if (offset + (long) page < found.size()) {
            bundle.putArray("link")
                    .addObject()
                    .put("relation", "next")
                    .put("url", base() + "/" + query + "&_offset=" + (offset + page));
        }
        if (entries.isEmpty()) {
            bundle.remove("entry");
        }
        return bundle;
    }

    private static boolean matches(JsonNode resource, List<Map.Entry<String, String>> parameters) {
        for (Map.Entry<String, String> parameter : parameters) {
            List<String> values = List.of(parameter.getValue().split(",", -1));
            switch (parameter.getKey()) {
                case "patient" -> {
                    String reference = resource.path("subject")
                            .path("reference")
                            .asString(resource.path("patient").path("reference").asString(""));
                    if (!values.contains(reference.substring(reference.indexOf('/') + 1))) {
                        return false;
                    }
                }
                case "code" -> {
                    Set<String> codes = new LinkedHashSet<>();
                    resource.path("code")
                            .path("coding")
                            .forEach(coding -> codes.add(text(coding, "system") + "|" + text(coding, "code")));
                    if (values.stream().noneMatch(codes::contains)) {
                        return false;
                    }
                }
                default -> {}
            }
        }
        return true;
    }

    private static String text(JsonNode node, String member) {
        return node.path(member).asString("");
    }

    private static JsonNode outcome() {
        ObjectNode outcome = JSON.createObjectNode().put("resourceType", "OperationOutcome");
        outcome.putArray("issue").addObject().put("severity", "error").put("code", "not-found");
        return outcome;
    }
}

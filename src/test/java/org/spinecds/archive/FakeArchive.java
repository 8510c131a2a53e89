package org.spinecds.archive;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spinecds.dose.DicomItem;
import org.spinecds.dose.Phantom;
import org.spinecds.dose.ProposedSettings;
import org.spinecds.dose.dicom.RtObject;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An archive on this machine. As Debian's Orthanc it matches PatientID without regard to case, pages its lists, and sends
 * objects as multipart/related. A test may break one kind of answer.
 */
final class FakeArchive implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String BOUNDARY = "a-boundary-0a1b";
    private static final Map<String, String> MODALITIES = Map.of(
            "1.2.840.10008.5.1.4.1.1.481.2", "RTDOSE",
            "1.2.840.10008.5.1.4.1.1.481.3", "RTSTRUCT",
            "1.2.840.10008.5.1.4.1.1.481.4", "RTRECORD",
            "1.2.840.10008.5.1.4.1.1.481.5", "RTPLAN",
            "1.2.840.10008.5.1.4.1.1.66.1", "REG");

    static {
        // Else the body of every answer waits 40 ms for the acknowledgement of its headers.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /** Answers in the place of the archive. */
    @FunctionalInterface
    interface Fault {
        void answer(HttpExchange exchange, byte[] honest) throws IOException;
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Stored(String patient, String study, String series, String uid, String modality, byte[] bytes) {}

    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final List<Stored> objects = new ArrayList<>();
    private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> authorizations = new ConcurrentLinkedQueue<>();
    private final CountDownLatch isOver = new CountDownLatch(1);
    private volatile @Nullable Fault fault;
    private volatile @Nullable Fault listFault;

    FakeArchive() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/dicom-web", this::handle);
        server.setExecutor(workers);
        server.start();
    }

    URI base() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/dicom-web");
    }

    /** Stores the objects of a phantom in a study, a series for each. */
    FakeArchive with(Phantom phantom) throws Exception {
        Path folder = Files.createTempDirectory("fake-archive");
        phantom.write(folder);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                RtObject object =
                        RtObject.read(file, ProposedSettings.all().limits()).orElseThrow();
                String uid = object.header().uid();
                objects.add(new Stored(
                        object.header().patient().id(),
                        "1.2.77",
                        "1.2.77." + objects.size(),
                        uid,
                        MODALITIES.getOrDefault(object.header().sopClass(), "OT"),
                        Files.readAllBytes(file)));
                Files.delete(file);
            }
        }
        Files.delete(folder);
        return this;
    }

    /** Stores an object in a series of its own. */
    FakeArchive with(String patient, String modality, String uid, DicomItem object) {
        objects.add(new Stored(
                patient,
                "1.2.77",
                "1.2.77." + objects.size(),
                uid,
                modality,
                object.file(DicomItem.Encoding.EXPLICIT)));
        return this;
    }

    /** Answers every retrieval in another way. */
    FakeArchive failing(@Nullable Fault other) {
        fault = other;
        return this;
    }

    /** Answers every search in another way. */
    FakeArchive failingToList(@Nullable Fault other) {
        listFault = other;
        return this;
    }

    /** The number of objects that were retrieved. */
    long retrieved() {
        return asked.stream()
                .filter(path -> path.matches(".*/instances/[0-9.]+"))
                .count();
    }

    List<String> asked() {
        return List.copyOf(asked);
    }

    List<String> authorizations() {
        return List.copyOf(authorizations);
    }

    /** Holds an answer back until the test is over, at most ten seconds. */
    void hang() {
        try {
            isOver.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        isOver.countDown();
        server.stop(0);
        workers.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring("/dicom-web/".length());
        String query = exchange.getRequestURI().getRawQuery();
        asked.add(query == null ? path : path + "?" + query);
        authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        try (exchange) {
            if (path.matches(".*/instances/[0-9.]+")) {
                retrieve(exchange, path);
            } else {
                Fault other = listFault;
                byte[] list = list(path, parameters(query)).toString().getBytes(StandardCharsets.UTF_8);
                if (other != null) {
                    other.answer(exchange, list);
                } else {
                    send(exchange, 200, "application/dicom+json", list);
                }
            }
        }
    }

    private void retrieve(HttpExchange exchange, String path) throws IOException {
        byte[] honest = objects.stream()
                .filter(one -> path.endsWith("/series/" + one.series() + "/instances/" + one.uid()))
                .findFirst()
                .map(one -> multipart(one.bytes()))
                .orElseThrow();
        Fault other = fault;
        if (other != null) {
            other.answer(exchange, honest);
        } else {
            send(exchange, 200, multipartType(), honest);
        }
    }

    static String multipartType() {
        return "multipart/related; type=\"application/dicom\"; boundary=" + BOUNDARY;
    }

    static byte[] multipart(byte[] object) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(("--" + BOUNDARY + "\r\nContent-Type: application/dicom\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        body.writeBytes(object);
        body.writeBytes(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.ISO_8859_1));
        return body.toByteArray();
    }

    static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
    }

    private static Map<String, String> parameters(@Nullable String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String one : query == null ? new String[0] : query.split("&")) {
            String[] parts = one.split("=", 2);
            parameters.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return parameters;
    }

    private ArrayNode list(String path, Map<String, String> parameters) {
        String patient = parameters.get("PatientID");
        List<Stored> found = objects.stream()
                .filter(one -> patient == null || one.patient().equalsIgnoreCase(patient))
                .filter(one -> one.modality().equals(parameters.getOrDefault("Modality", one.modality())))
                .filter(one -> one.uid().equals(parameters.getOrDefault("SOPInstanceUID", one.uid())))
                .filter(one -> !path.startsWith("studies/") || path.contains("/" + one.series() + "/"))
                .toList();
        Map<String, JsonNode> results = new LinkedHashMap<>();
        for (Stored one : found) {
            ObjectNode result = JSON.createObjectNode();
            attribute(result, DicomWeb.STUDY, one.study());
            attribute(result, DicomWeb.SERIES, one.series());
            attribute(result, DicomWeb.MODALITY, one.modality());
            if (path.endsWith("instances")) {
                attribute(result, DicomWeb.INSTANCE, one.uid());
            }
            results.put(path.endsWith("instances") ? one.uid() : one.series(), result);
        }
        ArrayNode list = JSON.createArrayNode();
        results.values().stream()
                .skip(Integer.parseInt(parameters.getOrDefault("offset", "0")))
                .limit(Integer.parseInt(parameters.getOrDefault("limit", "100")))
                .forEach(list::add);
        return list;
    }

    private static void attribute(ObjectNode result, String tag, String value) {
        result.putObject(tag).put("vr", "UI").putArray("Value").add(value);
    }
}

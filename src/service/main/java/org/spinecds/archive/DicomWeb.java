package org.spinecds.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.spinecds.archive.ArchiveFailure.Problem;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client of DICOMweb (PS3.18): QIDO-RS as JSON, WADO-RS as multipart. Every address is built from the configured base. No
 * address in an answer is called, and no redirect is followed. Nothing is logged.
 */
final class DicomWeb {

    static final String STUDY = "0020000D";
    static final String SERIES = "0020000E";
    static final String INSTANCE = "00080018";
    static final String MODALITY = "00080060";

    private static final Pattern UID = Pattern.compile("[0-9.]{1,64}");
    private static final int PAGE = 500;
    private static final int LARGEST_LIST = 16 << 20;
    private static final int HEAD_OF_A_LARGE_OBJECT = 4096;
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int FAULT = 500;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final String base;
    private final Map<String, String> headers;
    private final Duration patience;
    private final HttpClient client;

    DicomWeb(URI base, Map<String, String> headers, Duration connectTimeout, Duration patience) {
        this.base = base.toString().replaceAll("/+$", "");
        this.headers = headers;
        this.patience = patience;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout)
                .build();
    }

    /**
     * An object of the archive.
     *
     * @param study the UID of its study
     * @param series the UID of its series
     * @param uid its SOP instance UID
     * @param modality of its series
     */
    record Instance(String study, String series, String uid, String modality) {}

    /** Tells whether a text is a UID, and so safe in an address. */
    static boolean isUid(String text) {
        return UID.matcher(text).matches();
    }

    /**
     * Searches, page by page until one brings nothing new.
     *
     * @param path below the base, of words and UIDs
     * @param asked parameters of the search
     * @param key the attribute that distinguishes the results
     * @param most results after which the search ends
     * @return the results, at most one more than {@code most} and a page
     */
    List<JsonNode> search(String path, Map<String, String> asked, String key, int most)
            throws ArchiveFailure, InterruptedException {
        List<JsonNode> found = new ArrayList<>();
        Set<String> known = new HashSet<>();
        boolean isNew = true;
        while (isNew && found.size() <= most) {
            Map<String, String> parameters = new LinkedHashMap<>(asked);
            parameters.put("limit", String.valueOf(PAGE));
            if (!found.isEmpty()) {
                parameters.put("offset", String.valueOf(found.size()));
            }
            isNew = false;
            for (JsonNode one : page(path, parameters)) {
                if (known.add(text(one, key))) {
                    found.add(one);
                    isNew = true;
                }
            }
        }
        return found;
    }

    private JsonNode page(String path, Map<String, String> parameters) throws ArchiveFailure, InterruptedException {
        StringBuilder address = new StringBuilder(base).append('/').append(path);
        char before = '?';
        for (Map.Entry<String, String> parameter : new TreeMap<>(parameters).entrySet()) {
            address.append(before)
                    .append(parameter.getKey())
                    .append('=')
                    .append(URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8)
                            .replace("+", "%20"));
            before = '&';
        }
        HttpResponse<InputStream> response = send(address.toString(), "application/dicom+json");
        try (InputStream body = response.body()) {
            if (response.statusCode() == NO_CONTENT) {
                return JSON.createArrayNode();
            }
            checkOk(response.statusCode());
            if (response.headers().firstValue("Warning").orElse("").strip().startsWith("299")) {
                throw new ArchiveFailure(Problem.TOO_MANY_SERIES, "The archive says that its list is incomplete");
            }
            byte[] bytes = body.readNBytes(LARGEST_LIST + 1);
            JsonNode list = bytes.length > LARGEST_LIST ? JSON.nullNode() : JSON.readTree(bytes);
            if (!list.isArray() || !contentType(response).contains("json")) {
                throw new ArchiveFailure(Problem.NOT_UNDERSTOOD, "A search was not answered with a list");
            }
            return list;
        } catch (JacksonException e) {
            throw new ArchiveFailure(Problem.NOT_UNDERSTOOD, "A search was not answered with readable JSON");
        } catch (IOException e) {
            throw notAnswered();
        }
    }

    /** Returns the first value of an attribute; empty where it has none. */
    static String text(JsonNode found, String tag) {
        return found.path(tag).path("Value").path(0).asString("").strip();
    }

    /**
     * Retrieves an object into a file.
     *
     * @param most the largest size in bytes; only the head of a larger object is kept, which no reader takes for the whole
     * @return the size of the file in bytes
     */
    long retrieve(Instance instance, Path file, long most) throws ArchiveFailure, InterruptedException {
        String address =
                base + "/studies/" + instance.study() + "/series/" + instance.series() + "/instances/" + instance.uid();
        HttpResponse<InputStream> response =
                send(address, "multipart/related; type=\"application/dicom\"; transfer-syntax=*");
        try (InputStream body = response.body()) {
            checkOk(response.statusCode());
            boolean isWhole;
            try (OutputStream out = Files.newOutputStream(file)) {
                isWhole = MultipartAnswer.of(contentType(response), body).writeTo(out, most);
            }
            if (!isWhole) {
                try (var beginning = Files.newByteChannel(file, java.nio.file.StandardOpenOption.WRITE)) {
                    beginning.truncate(HEAD_OF_A_LARGE_OBJECT);
                }
            }
            return Files.size(file);
        } catch (IOException e) {
            throw notAnswered();
        }
    }

    private HttpResponse<InputStream> send(String address, String accepted)
            throws ArchiveFailure, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address))
                .timeout(patience)
                .header("Accept", accepted)
                .GET();
        headers.forEach(request::header);
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (HttpTimeoutException e) {
            throw notAnswered();
        } catch (IOException e) {
            return sendAgain(request.build());
        }
    }

    /** Once more: some archives close a connection as soon as it is idle, and the client learns it when it sends. */
    private HttpResponse<InputStream> sendAgain(HttpRequest request) throws ArchiveFailure, InterruptedException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw notAnswered();
        }
    }

    /** An interrupted reading fails like a lost connection. */
    private static ArchiveFailure notAnswered() {
        return new ArchiveFailure(Problem.NOT_ANSWERED, "The connection failed, or was silent too long");
    }

    private static String contentType(HttpResponse<?> response) {
        return response.headers().firstValue("Content-Type").orElse("");
    }

    private static void checkOk(int status) throws ArchiveFailure {
        if (status >= FAULT) {
            throw new ArchiveFailure(Problem.NOT_ANSWERED, "The archive answered " + status);
        }
        if (status != OK) {
            throw new ArchiveFailure(Problem.REFUSED, "The archive answered " + status);
        }
    }
}

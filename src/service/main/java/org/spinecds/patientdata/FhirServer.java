package org.spinecds.patientdata;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.spinecds.fhir.FhirJson;
import org.spinecds.fhir.FhirUnreadable;
import org.spinecds.hook.FhirAuthorization;
import org.spinecds.observability.EhrMeters;
import org.spinecds.patientdata.RecordSource.Question;

/**
 * Reads from the EHR's FHIR server during one call: by GET only, with the call's access token, from the server's origin
 * only, and until the deadline. No request and no response is logged.
 */
record FhirServer(URI base, Question question, Wire wire, Ehr ehr) {

    private static final String GZIP = "gzip";
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final String NO_ANSWER = "no answer in time";
    private static final int ATTEMPTS = 2;
    private static final int OK = 200;
    private static final int SERVER_FAILS = 500;
    private static final int UNAVAILABLE = 503;
    private static final Set<Integer> REFUSALS = Set.of(400, 403, 404, 405, 410, 422, 501);

    /**
     * The parts that all calls share.
     *
     * @param maxBody the greatest size of one response, in bytes, unpacked
     */
    record Wire(HttpClient client, FhirJson fhir, int maxBody, EhrMeters meters) {}

    /**
     * A response: a resource, or a refusal that the caller may handle.
     *
     * @param status of HTTP
     * @param resource null for a refusal
     */
    record Answer(int status, @Nullable Resource resource) {

        /**
         * The resource of the response.
         *
         * @throws ReadFailed when the server refused
         */
        Resource orFail() throws ReadFailed {
            if (resource == null) {
                throw new ReadFailed("answered " + status);
            }
            return resource;
        }
    }

    /** Sends one query. */
    Answer get(FhirQuery query) throws ReadFailed {
        return get(address(base + "/" + query.address()));
    }

    /**
     * Reads an address that the server has given, such as that of the next page.
     *
     * @throws ReadFailed when it is on another origin, or cannot be read
     */
    Answer follow(String link) throws ReadFailed {
        URI uri = address(base + "/").resolve(address(link));
        if (!isOwn(uri)) {
            throw new ReadFailed("a link leads to another server");
        }
        return get(uri);
    }

    /**
     * The address of a referenced resource on this server's origin; empty where it is on another origin.
     *
     * @param baseOfReference the base of an absolute reference; null or blank for a relative one
     */
    Optional<String> addressOf(@Nullable String baseOfReference, ResourceKey key) {
        String relative = key.type() + "/" + key.id();
        if (baseOfReference == null || baseOfReference.isBlank()) {
            return Optional.of(base + "/" + relative);
        }
        try {
            String named = baseOfReference.replaceAll("/+$", "");
            return isOwn(new URI(named)) ? Optional.of(named + "/" + relative) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** Sends a request, and once more after status 503 or a lost connection. A timeout is not repeated. */
    private Answer get(URI uri) throws ReadFailed {
        String failure = "";
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                Answer answer = attempt(uri);
                if (answer.status() != UNAVAILABLE) {
                    return answer;
                }
                failure = "answered " + UNAVAILABLE;
            } catch (IOException e) {
                if (e instanceof HttpTimeoutException && !(e instanceof HttpConnectTimeoutException)) {
                    throw new ReadFailed(NO_ANSWER);
                }
                failure = "no connection";
            }
        }
        throw new ReadFailed(failure);
    }

    private Answer attempt(URI uri) throws IOException, ReadFailed {
        if (question.deadline().hasPassed()) {
            throw new ReadFailed(NO_ANSWER);
        }
        if (!ehr.breaker().tryAcquirePermission()) {
            wire.meters().leftAlone(ehr.server());
            throw new ReadFailed("the FHIR server keeps failing and is left alone for a moment");
        }
        long began = System.nanoTime();
        boolean works = false;
        try {
            HttpResponse<InputStream> response =
                    wire.client().send(request(uri), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                Answer answer = answer(response, body);
                works = answer.status() < SERVER_FAILS;
                return answer;
            } catch (ReadFailed e) {
                // The server works: it answered, even if it refuses this call or its answer cannot be used.
                works = response.statusCode() < SERVER_FAILS;
                throw e;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReadFailed(NO_ANSWER);
        } finally {
            if (!works
                    && Thread.currentThread().isInterrupted()
                    && !question.deadline().hasPassed()) {
                // This read was stopped because another read of the call failed. That tells nothing about the EHR.
                ehr.breaker().releasePermission();
            } else {
                tellBreaker(works, began);
            }
        }
    }

    private void tellBreaker(boolean worked, long began) {
        long took = System.nanoTime() - began;
        wire.meters().read(ehr.server(), worked, Duration.ofNanos(took));
        ehr.last().set(worked);
        if (worked) {
            ehr.breaker().onSuccess(took, TimeUnit.NANOSECONDS);
        } else {
            ehr.breaker().onError(took, TimeUnit.NANOSECONDS, new IOException("a read failed"));
        }
    }

    private HttpRequest request(URI uri) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(question.deadline().remaining().plusMillis(1))
                .header("Accept", "application/fhir+json")
                .header("Accept-Encoding", GZIP)
                // HAPI answers a repeated search from its cache for a minute: a course entered since would be missed.
                .header("Cache-Control", "no-cache")
                .GET();
        FhirAuthorization lent = question.request().fhirAuthorization();
        if (lent != null && !lent.accessToken().isEmpty()) {
            request.header("Authorization", "Bearer " + lent.accessToken());
        }
        return request.build();
    }

    private Answer answer(HttpResponse<InputStream> response, InputStream body) throws IOException, ReadFailed {
        int status = response.statusCode();
        if (status == UNAVAILABLE || REFUSALS.contains(status)) {
            return new Answer(status, null);
        }
        if (status != OK) {
            throw new ReadFailed("answered " + status);
        }
        byte[] bytes = unpacked(response, body).readNBytes(wire.maxBody() + 1);
        if (bytes.length > wire.maxBody()) {
            throw new ReadFailed("the answer is too large");
        }
        try {
            Resource resource = wire.fhir().read(text(bytes), question.reading());
            if (resource instanceof OperationOutcome) {
                throw new ReadFailed("the answer reports a failure");
            }
            return new Answer(status, resource);
        } catch (FhirUnreadable e) {
            throw new ReadFailed("the answer is not readable FHIR");
        }
    }

    private static InputStream unpacked(HttpResponse<InputStream> response, InputStream body)
            throws IOException, ReadFailed {
        String coding = response.headers().firstValue("Content-Encoding").orElse("identity");
        return switch (coding.strip().toLowerCase(Locale.ROOT)) {
            case GZIP, "x-gzip" -> new GZIPInputStream(body);
            case "identity", "" -> body;
            default -> throw new ReadFailed("the answer has a content coding that was not asked for");
        };
    }

    /** The text of a response, without the byte order mark that some servers put first. */
    private static String text(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text;
    }

    private boolean isOwn(URI uri) {
        return origin(uri).equals(origin(base)) && uri.getRawUserInfo() == null;
    }

    static String origin(URI uri) {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("http") ? 80 : 443;
        return scheme + "://" + String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT) + ":" + port;
    }

    /** The address of a link. Some servers write bars, spaces and quotes in links without encoding them. */
    private static URI address(String text) throws ReadFailed {
        try {
            return new URI(text.replace("|", "%7C").replace(" ", "%20").replace("\"", "%22"));
        } catch (URISyntaxException e) {
            throw new ReadFailed("a link is not an address");
        }
    }
}

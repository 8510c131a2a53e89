package org.spinecds.security;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The FHIR servers that a call may name, by base URL: scheme, host and port must be equal and the path equal or below.
 * Plain http is only for this machine, and only if enabled.
 */
public final class FhirServerAllowList {

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost");

    private final List<Allowed> allowed;

    /**
     * Reads the list.
     *
     * @throws SecurityMisconfigured when an entry is not a base URL or is plain http elsewhere
     */
    public FhirServerAllowList(List<String> bases, boolean plainHttpOnLoopback) {
        allowed = bases.stream()
                .map(base -> Allowed.parse(base, plainHttpOnLoopback))
                .toList();
    }

    /**
     * Accepts an allowed server.
     *
     * @throws FhirServerNotAllowed when the server is not on the list
     */
    public void check(URI fhirServer) {
        if (!covers(fhirServer)) {
            throw new FhirServerNotAllowed("The fhirServer of this call is not among the servers this service may read"
                    + " (spinecds.fhir.allowed-servers).");
        }
    }

    /** The first entry that covers a server, as configured. */
    public Optional<String> entryFor(URI fhirServer) {
        return allowed.stream()
                .filter(entry -> entry.covers(fhirServer))
                .map(Allowed::base)
                .findFirst();
    }

    boolean covers(URI fhirServer) {
        return entryFor(fhirServer).isPresent();
    }

    /** Whether one server may be on both lists. */
    boolean overlaps(FhirServerAllowList other) {
        return allowed.stream().anyMatch(one -> other.allowed.stream().anyMatch(one::overlaps));
    }

    /** The origins of the servers, in the form of a Content-Security-Policy. */
    List<String> origins() {
        return allowed.stream().map(Allowed::origin).distinct().toList();
    }

    /** One entry; a null port means any. */
    private record Allowed(String base, String scheme, String host, @Nullable Integer port, String path) {

        private static final String ANY_PORT = ":*";

        static Allowed parse(String base, boolean plainHttpOnLoopback) {
            boolean anyPort = base.endsWith(ANY_PORT);
            URI uri = uri(anyPort ? base.substring(0, base.length() - ANY_PORT.length()) : base, base);
            String scheme = lower(uri.getScheme());
            String host = lower(uri.getHost());
            boolean loopback = LOOPBACK.contains(host);
            if (anyPort && !loopback) {
                throw refusal(base, "any port is possible for this machine alone");
            }
            if (!scheme.equals("https") && !(scheme.equals("http") && loopback && plainHttpOnLoopback)) {
                throw refusal(base, "it must be https");
            }
            return new Allowed(base, scheme, host, anyPort ? null : port(uri), withoutSlash(uri.getRawPath()));
        }

        boolean covers(URI server) {
            String serverPath = withoutSlash(server.getRawPath());
            return scheme.equals(lower(server.getScheme()))
                    && host.equals(lower(server.getHost()))
                    && (port == null || port == port(server))
                    && server.getRawUserInfo() == null
                    && !serverPath.contains("%")
                    && !serverPath.contains("/.")
                    && !serverPath.contains("//")
                    && (serverPath.equals(path) || serverPath.startsWith(path + "/"));
        }

        boolean overlaps(Allowed other) {
            return scheme.equals(other.scheme)
                    && host.equals(other.host)
                    && (port == null || other.port == null || port.equals(other.port))
                    && ((path + "/").startsWith(other.path + "/") || (other.path + "/").startsWith(path + "/"));
        }

        String origin() {
            return scheme + "://" + host + ":" + (port == null ? "*" : port);
        }

        private static URI uri(String text, String base) {
            try {
                URI uri = URI.create(text);
                if (uri.getHost() == null || uri.getScheme() == null || uri.getRawQuery() != null) {
                    throw refusal(base, "it is not a base URL");
                }
                return uri;
            } catch (IllegalArgumentException e) {
                throw refusal(base, "it is not a base URL");
            }
        }

        private static SecurityMisconfigured refusal(String base, String why) {
            return new SecurityMisconfigured(
                    "spinecds.fhir.allowed-servers names " + base + ", which is refused: " + why + ".");
        }

        private static String lower(@Nullable String text) {
            return text == null ? "" : text.toLowerCase(Locale.ROOT);
        }

        private static int port(URI uri) {
            if (uri.getPort() >= 0) {
                return uri.getPort();
            }
            return lower(uri.getScheme()).equals("http") ? 80 : 443;
        }

        private static String withoutSlash(@Nullable String path) {
            return path == null ? "" : path.replaceAll("/+$", "");
        }
    }
}

package org.spinecds;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.spinecds.logic.Evaluator;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Everything a site can configure under {@code spinecds}. A value that cannot work stops the start with a sentence.
 *
 * @param content a folder holding {@code cql} and {@code cds-hooks}; absent means the content inside the jar
 * @param overlay a folder of changed files and new cases, laid over that content; null means none
 * @param localCodes folder of ConceptMaps from the codes of the site to those of the rules; null means none
 * @param explain whether a caller may ask for the assessment and for an evaluation date
 * @param parameters site choices handed to the CQL parameters, by parameter name
 * @param fhir how the EHR's FHIR server is read
 * @param hooks what a hook call may hold
 * @param cors which browser clients may call
 * @param cards how an answer is cut to the EHR that shows it
 * @param journal what is kept of decisions, and how long
 * @param worksheet the page behind the link on the cards
 * @param security whom the service trusts
 * @param reload how a changed content or mapping is taken into force
 * @param signOff who has signed the decisions of the rules
 * @param candidate a folder of content that evaluates every call too, without its cards being shown; null means none
 * @param drain how long the service goes on answering after it was told to stop and says that it is not ready
 * @param warmUp how long the service goes on answering its own examples before it says that it is ready
 * @param timeZone in which a day begins and ends
 * @param evaluator evaluates the rules
 */
@Validated
@ConfigurationProperties(prefix = "spinecds", ignoreUnknownFields = false)
public record SpineCdsProperties(
        @Nullable Path content,
        @Nullable Path overlay,
        @Nullable Path localCodes,
        @DefaultValue("false") boolean explain,
        @DefaultValue Map<String, String> parameters,
        @Valid @DefaultValue Fhir fhir,
        @Valid @DefaultValue Hooks hooks,
        @Valid @DefaultValue Cors cors,
        @Valid @DefaultValue Cards cards,
        @Valid @DefaultValue Journal journal,
        @Valid @DefaultValue Worksheet worksheet,
        @Valid @DefaultValue Security security,
        @Valid @DefaultValue Reload reload,
        @Valid @DefaultValue SignOffs signOff,
        @Nullable Path candidate,
        @DefaultValue("0s") Duration drain,
        @DefaultValue("500ms") Duration warmUp,
        @DefaultValue("UTC") ZoneId timeZone,
        @DefaultValue("prepared") Evaluator evaluator) {

    private static final Duration LONGEST_DRAIN = Duration.ofSeconds(25);
    private static final Duration LONGEST_WARM_UP = Duration.ofMinutes(5);

    public SpineCdsProperties {
        parameters = Map.copyOf(parameters);
        if (drain.isNegative() || drain.compareTo(LONGEST_DRAIN) > 0) {
            throw new IllegalArgumentException("spinecds.drain must lie between 0 and 25 seconds.");
        }
        if (warmUp.isNegative() || warmUp.compareTo(LONGEST_WARM_UP) > 0) {
            throw new IllegalArgumentException("spinecds.warm-up must lie between 0 seconds and 5 minutes.");
        }
    }

    /**
     * How the EHR's FHIR server is read.
     *
     * @param allowedServers base URLs a call may name; {@code http://127.0.0.1:*} means any port of this machine
     * @param plainHttpOnLoopback whether an allowed server may be plain http on this machine, as in the demo
     * @param privateAddresses whether an allowed server's name may resolve to a private address
     * @param deadline for everything one call needs, from the first request to the last page
     * @param connectTimeout for one connection
     * @param maxPages of one search
     * @param maxBody of one answer
     * @param concurrency reads of one EHR at the same time, over all calls
     */
    public record Fhir(
            @NotEmpty(
                            message = "no FHIR server is allowed yet. Name the base URLs of the EHR's FHIR servers in"
                                    + " spinecds.fhir.allowed-servers, or start with the profile demo to try the"
                                    + " service")
                    @DefaultValue
                    List<String> allowedServers,
            @DefaultValue("false") boolean plainHttpOnLoopback,
            @DefaultValue("false") boolean privateAddresses,
            @DefaultValue("2s") Duration deadline,
            @DefaultValue("1s") Duration connectTimeout,
            @Min(1) @DefaultValue("200") int maxPages,
            @DefaultValue("10MB") DataSize maxBody,
            @Min(1) @Max(1024) @DefaultValue("32") int concurrency) {

        public Fhir {
            allowedServers = List.copyOf(allowedServers);
            refuseUnlessPositive(deadline, "spinecds.fhir.deadline");
            refuseUnlessPositive(connectTimeout, "spinecds.fhir.connect-timeout");
            refuseUnlessPositive(maxBody, "spinecds.fhir.max-body");
        }
    }

    /**
     * What a hook call may hold.
     *
     * @param maxBody of the request
     * @param maxNesting of its JSON
     * @param concurrency calls answered at the same time; one more is told to come again
     */
    public record Hooks(
            @DefaultValue("5MB") DataSize maxBody,
            @Min(20) @Max(500) @DefaultValue("100") int maxNesting,
            @Min(1) @Max(1000) @DefaultValue("100") int concurrency) {

        public Hooks {
            refuseUnlessPositive(maxBody, "spinecds.hooks.max-body");
        }
    }

    /**
     * Which browser clients may call.
     *
     * @param allowedOrigins such as {@code https://ehr.example.org}; {@code *} means any
     */
    public record Cors(@DefaultValue List<String> allowedOrigins) {

        private static final Pattern ORIGIN = Pattern.compile("\\*|https?://[A-Za-z0-9.-]+(:\\d+)?");

        public Cors {
            allowedOrigins = List.copyOf(allowedOrigins);
            for (String origin : allowedOrigins) {
                if (!ORIGIN.matcher(origin).matches()) {
                    throw new IllegalArgumentException("spinecds.cors.allowed-origins names " + origin
                            + ", which is no origin such as https://ehr.example.org, nor the star.");
                }
            }
        }
    }

    /**
     * How an answer is cut to the EHR that shows it.
     *
     * @param most the greatest number of cards; the rest are folded into the last, emergency and dose never
     * @param ratingExtension where no client tokens are asked for: whether the client applies a changed order only with
     *     the extension {@code pama-rating}, which then says that no criteria were consulted
     */
    public record Cards(@Min(3) @DefaultValue("7") int most, @DefaultValue("false") boolean ratingExtension) {}

    /**
     * How a changed content or mapping is taken into force.
     *
     * @param every how often the folders are looked at
     * @param testing the longest time for the worked cases; content that takes longer is not taken into force
     * @param versions the greatest number of versions that are kept to roll back to, the one in force among them
     */
    public record Reload(
            @DefaultValue("1s") Duration every,
            @DefaultValue("10m") Duration testing,
            @Min(1) @Max(20) @DefaultValue("5") int versions) {

        public Reload {
            refuseUnlessPositive(every, "spinecds.reload.every");
            refuseUnlessPositive(testing, "spinecds.reload.testing");
        }
    }

    /**
     * Who has signed the decisions that the rules take where the source leaves them open.
     *
     * @param register the site's own register, a CSV file; null means the signatures in the content
     * @param onCards whether the source line of a card says how many decisions are not signed off
     */
    public record SignOffs(@Nullable Path register, @DefaultValue("false") boolean onCards) {}

    /**
     * What is kept of decisions, and how long.
     *
     * @param key of the hashes that stand for patients; secret, and the same on every instance
     * @param retention of decisions and the feedback on them
     */
    public record Journal(
            @Size(
                            min = 32,
                            message = "the journal has no key. Set spinecds.journal.key to a secret of 32 characters or"
                                    + " more; patients are known to the journal by a hash with it")
                    @DefaultValue("")
                    String key,
            @DefaultValue("365d") Duration retention) {

        public Journal {
            refuseUnlessPositive(retention, "spinecds.journal.retention");
        }

        @Override
        public String toString() {
            return "Journal[key hidden]";
        }
    }

    /**
     * The page behind the link on every card but EMERGENCY.
     *
     * @param enabled whether cards carry the link
     * @param lifetime of a link and of the record behind it; a token that expires earlier ends it earlier
     * @param onThisMachine whether the link names this machine where {@code spinecds.security.base-url} is not set, as in
     *     the demo
     * @param smart the app it is to the EHR, where no client tokens are asked for
     * @param smartOrigins of authorization servers that are not on the origin of their FHIR server
     */
    public record Worksheet(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("30m") Duration lifetime,
            @DefaultValue("false") boolean onThisMachine,
            @DefaultValue SmartApp smart,
            @DefaultValue List<String> smartOrigins) {

        private static final Pattern ORIGIN =
                Pattern.compile("(https://[A-Za-z0-9.-]+|http://(127\\.0\\.0\\.1|localhost))(:\\d+)?");

        public Worksheet {
            smartOrigins = List.copyOf(smartOrigins);
            for (String origin : smartOrigins) {
                if (!ORIGIN.matcher(origin).matches()) {
                    throw new IllegalArgumentException("spinecds.worksheet.smart-origins names " + origin
                            + ", which is no origin such as https://login.ehr.example.org.");
                }
            }
            refuseUnlessPositive(lifetime, "spinecds.worksheet.lifetime");
        }
    }

    /**
     * The worksheet as an app of an EHR (SMART App Launch), as it is registered there.
     *
     * @param clientId under which the EHR knows it; empty means that it is not registered
     * @param scope that is asked for
     */
    public record SmartApp(@DefaultValue("") String clientId, @DefaultValue("launch openid fhirUser") String scope) {

        public boolean isRegistered() {
            return !clientId.isEmpty();
        }
    }

    /**
     * Whom the service trusts.
     *
     * @param clientTokens whether every call must carry a client's token (CDS Hooks 2.0.1, Trusting CDS Clients)
     * @param baseUrl under which clients reach the service, through proxies; what a token must name as its audience
     * @param leeway between the clocks of a client and the service
     * @param longestTokenLife a token that lives longer is refused
     * @param clients by name
     * @param administrators password hashes by name, such as {@code {bcrypt}$2a$...}
     * @param scrapers the same, of those who may read the metrics for Prometheus and nothing else
     */
    public record Security(
            @DefaultValue("true") boolean clientTokens,
            @Nullable URI baseUrl,
            @DefaultValue("30s") Duration leeway,
            @DefaultValue("1h") Duration longestTokenLife,
            @DefaultValue Map<String, @Valid TrustedClient> clients,
            @DefaultValue Map<String, String> administrators,
            @DefaultValue Map<String, String> scrapers) {

        public Security {
            clients = Map.copyOf(clients);
            administrators = Map.copyOf(administrators);
            scrapers = Map.copyOf(scrapers);
            if (baseUrl != null
                    && (baseUrl.getHost() == null || !Set.of("http", "https").contains(baseUrl.getScheme()))) {
                throw new IllegalArgumentException("spinecds.security.base-url is " + baseUrl
                        + ", which is no address such as https://cds.example.org.");
            }
            refuseUnlessPositive(leeway, "spinecds.security.leeway");
            refuseUnlessPositive(longestTokenLife, "spinecds.security.longest-token-life");
        }

        @Override
        public String toString() {
            return "Security[secrets hidden]";
        }
    }

    /**
     * A client whose tokens are trusted.
     *
     * @param issuer as its tokens name it
     * @param keys a JWK Set file of its public keys
     * @param keysUrl the https address of its JWK Set
     * @param keyUrls https addresses a token may name as {@code jku}
     * @param algorithms of signatures; never none and never symmetric
     * @param tenants its tokens may name; empty means any, or none
     * @param fhirServers base URLs its calls may name, each among {@code spinecds.fhir.allowed-servers}; empty means all
     *     of those
     * @param explain whether its calls may ask for the assessment and for an evaluation date; also needs {@code
     *     spinecds.explain}
     * @param ratingExtension whether it applies a changed order only with the extension {@code pama-rating}, which then
     *     says that no criteria were consulted
     * @param smart the app the worksheet is to it
     */
    public record TrustedClient(
            @NotEmpty(message = "a client needs its issuer, as its tokens name it") String issuer,
            @Nullable Path keys,
            @Nullable URI keysUrl,
            @DefaultValue List<URI> keyUrls,
            @DefaultValue({"ES384", "RS384"}) List<String> algorithms,
            @DefaultValue List<String> tenants,
            @DefaultValue List<String> fhirServers,
            @DefaultValue("false") boolean explain,
            @DefaultValue("false") boolean ratingExtension,
            @DefaultValue SmartApp smart) {

        public TrustedClient {
            keyUrls = List.copyOf(keyUrls);
            algorithms = List.copyOf(algorithms);
            tenants = List.copyOf(tenants);
            fhirServers = List.copyOf(fhirServers);
        }
    }

    private static void refuseUnlessPositive(Duration value, String key) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(key + " must be longer than nothing.");
        }
    }

    private static void refuseUnlessPositive(DataSize value, String key) {
        if (value.toBytes() <= 0 || value.toBytes() >= Integer.MAX_VALUE) {
            throw new IllegalArgumentException(key + " must lie between 1 byte and 2 GB.");
        }
    }
}

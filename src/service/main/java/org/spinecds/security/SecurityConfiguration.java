package org.spinecds.security;

import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.spinecds.settings.FhirServerSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

@Configuration(proxyBeanMethods = false)
@Import(UsedTokens.class)
class SecurityConfiguration {

    private static final String ADMINISTRATOR = "ADMINISTRATOR";
    private static final String SCRAPER = "SCRAPER";
    private static final Pattern PASSWORD_HASH = Pattern.compile("\\{(bcrypt|pbkdf2|scrypt|argon2|noop)[^}]*}.+");
    private static final String NOTHING_IS_LOADED = "default-src 'none'; frame-ancestors 'none'";
    private static final String CONNECTS_HERE = "connect-src 'self'";
    private static final String OWN_FILES_ARE_LOADED =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " + CONNECTS_HERE
                    + "; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    @Bean
    CallingClient callingClient(FhirServerSettings fhir, OpenCallSettings open) {
        return new CallingClient(new Client(
                Client.ANYONE,
                "",
                allServers(fhir),
                open.explain(),
                open.ratingExtension(),
                open.smart().isRegistered()));
    }

    @Bean
    SmartApps smartApps(FhirServerSettings fhir, SecuritySettings security, OpenCallSettings open) {
        List<SmartApps.Registered> apps = new ArrayList<>();
        if (security.clientTokens()) {
            security.clients().forEach((name, client) -> {
                if (client.smart().isRegistered()) {
                    apps.add(new SmartApps.Registered(servers(name, client, fhir), client.smart()));
                }
            });
        } else if (open.smart().isRegistered()) {
            apps.add(new SmartApps.Registered(allServers(fhir), open.smart()));
        }
        return new SmartApps(apps, open.smartOrigins());
    }

    @Bean
    AddressCheck addressCheck(FhirServerSettings fhir) {
        return new AddressCheck(fhir.privateAddresses(), fhir.plainHttpOnLoopback());
    }

    /**
     * Health is public. Journal, workbench, worklist of doses, metrics and the rest are for administrators. A scraper gets only the
     * metrics.
     */
    @Bean
    @Order(1)
    SecurityFilterChain administration(HttpSecurity http) throws Exception {
        return stateless(http, OWN_FILES_ARE_LOADED)
                .securityMatcher("/journal/**", "/workbench/**", "/dose/**", "/fhir/**", "/actuator/**")
                .authorizeHttpRequests(requests -> requests.requestMatchers("/actuator/health/**", "/actuator/health")
                        .permitAll()
                        .requestMatchers("/actuator/prometheus")
                        .hasAnyRole(ADMINISTRATOR, SCRAPER)
                        .anyRequest()
                        .hasRole(ADMINISTRATOR))
                .httpBasic(Customizer.withDefaults())
                .build();
    }

    /** Discovery, services and feedback: every call needs a token, if client tokens are on. */
    @Bean
    @Order(2)
    SecurityFilterChain services(
            HttpSecurity http,
            FhirServerSettings fhir,
            SecuritySettings security,
            OpenCallSettings open,
            UsedTokens used,
            Clock clock)
            throws Exception {
        if (security.clientTokens()) {
            http.addFilterBefore(
                    new ClientTokenFilter(tokens(fhir, security, open, used, clock), baseUrl(security)),
                    AuthorizationFilter.class);
        }
        return open(http, NOTHING_IS_LOADED, "/cds-services", "/cds-services/**");
    }

    /**
     * The pages of a SMART launch may call the FHIR server and its authorization server; they load only files of this
     * service.
     */
    @Bean
    @Order(3)
    SecurityFilterChain smartLaunch(HttpSecurity http, SmartApps apps) throws Exception {
        String policy =
                OWN_FILES_ARE_LOADED.replace(CONNECTS_HERE, CONNECTS_HERE + " " + String.join(" ", apps.origins()));
        return open(http, policy, "/worksheet/launch", "/worksheet/smart");
    }

    /** Pages for people load only files of this service. */
    @Bean
    @Order(4)
    SecurityFilterChain pages(HttpSecurity http) throws Exception {
        return open(http, OWN_FILES_ARE_LOADED, "/", "/demo/**", "/pages/**", "/webjars/**", "/worksheet/**");
    }

    /** Public addresses: schemas, and the demo's sample EHR. */
    @Bean
    @Order(5)
    SecurityFilterChain everythingElse(HttpSecurity http) throws Exception {
        return open(http, NOTHING_IS_LOADED, "/**");
    }

    private static SecurityFilterChain open(HttpSecurity http, String policy, String... addresses) throws Exception {
        return stateless(http, policy)
                .securityMatcher(addresses)
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .build();
    }

    @Bean
    InMemoryUserDetailsManager administrators(SecuritySettings security) {
        List<UserDetails> users = new ArrayList<>(users("administrators", security.administrators(), ADMINISTRATOR));
        users.addAll(users("scrapers", security.scrapers(), SCRAPER));
        if (users.stream().map(UserDetails::getUsername).distinct().count() < users.size()) {
            throw new SecurityMisconfigured(
                    "spinecds.security.administrators and spinecds.security.scrapers name the same user.");
        }
        return new InMemoryUserDetailsManager(users);
    }

    private static List<UserDetails> users(String kind, Map<String, String> hashes, String role) {
        return hashes.entrySet().stream()
                .map(user -> {
                    if (!PASSWORD_HASH.matcher(user.getValue()).matches()) {
                        throw new SecurityMisconfigured("spinecds.security." + kind + "." + user.getKey()
                                + " is no password hash such as {bcrypt}$2a$10$...; in braces stands how it was made.");
                    }
                    return User.withUsername(user.getKey())
                            .password(user.getValue())
                            .roles(role)
                            .build();
                })
                .toList();
    }

    /** The CORS filter answers preflights before. Without sessions no request can be forged. */
    private static HttpSecurity stateless(HttpSecurity http, String policy) throws Exception {
        return http.csrf(AbstractHttpConfigurer::disable)
                .cors(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .headers(headers -> headers.contentSecurityPolicy(own -> own.policyDirectives(policy))
                        .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER)));
    }

    private static ClientTokens tokens(
            FhirServerSettings fhir, SecuritySettings security, OpenCallSettings open, UsedTokens used, Clock clock) {
        if (security.clients().isEmpty()) {
            throw new SecurityMisconfigured("No client is trusted yet. Name the EHRs that may call under"
                    + " spinecds.security.clients, or set spinecds.security.client-tokens to false where mutual TLS"
                    + " stands in for tokens.");
        }
        Map<String, TrustedClient> clients = new HashMap<>();
        security.clients().forEach((name, configured) -> {
            TrustedClient client = new TrustedClient(
                    name,
                    configured,
                    servers(name, configured, fhir),
                    open.explain() && configured.explain(),
                    fhir.plainHttpOnLoopback());
            if (clients.put(configured.issuer(), client) != null) {
                throw new SecurityMisconfigured(
                        "spinecds.security.clients names the issuer of " + name + " for two clients.");
            }
        });
        return new ClientTokens(clients, used, security.leeway(), security.longestTokenLife(), clock);
    }

    private static String baseUrl(SecuritySettings security) {
        URI base = security.baseUrl();
        if (base == null || base.getHost() == null) {
            throw new SecurityMisconfigured(
                    "spinecds.security.base-url is missing. Clients name the address they call in"
                            + " their tokens, so the service must know the address under which they know it, such as"
                            + " https://cds.example.org.");
        }
        return base.toString().replaceAll("/+$", "");
    }

    private static FhirServerAllowList allServers(FhirServerSettings fhir) {
        return new FhirServerAllowList(fhir.allowedServers(), fhir.plainHttpOnLoopback());
    }

    /** A client's own servers, each on the service's list. */
    private static FhirServerAllowList servers(String name, TrustedClientSettings configured, FhirServerSettings fhir) {
        FhirServerAllowList all = allServers(fhir);
        if (configured.fhirServers().isEmpty()) {
            return all;
        }
        for (String server : configured.fhirServers()) {
            try {
                all.check(URI.create(server));
            } catch (FhirServerNotAllowed | IllegalArgumentException e) {
                throw new SecurityMisconfigured("spinecds.security.clients." + name + " is refused: its FHIR server "
                        + server + " is not among spinecds.fhir.allowed-servers.");
            }
        }
        return new FhirServerAllowList(configured.fhirServers(), fhir.plainHttpOnLoopback());
    }
}

package org.spinecds.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Accepts a call with a trusted client's token, as that {@link Client}. Any other gets 401 without a body; the log
 * gives the reason, without the token.
 */
final class ClientTokenFilter extends OncePerRequestFilter {

    private static final Logger log = LoggerFactory.getLogger(ClientTokenFilter.class);
    private static final String BEARER = "bearer ";

    private final ClientTokens tokens;
    private final String baseUrl;
    private final SecurityContextRepository contexts = new RequestAttributeSecurityContextRepository();

    /**
     * Creates the filter.
     *
     * @param baseUrl the external address of the service, without a slash at its end
     */
    ClientTokenFilter(ClientTokens tokens, String baseUrl) {
        this.tokens = tokens;
        this.baseUrl = baseUrl;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String header = request.getHeader("Authorization");
        if (header == null || !header.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            refuse(response, "it carries no bearer token");
            return;
        }
        try {
            Client client = tokens.client(header.substring(BEARER.length()).strip(), baseUrl + request.getRequestURI());
            SecurityContext context = SecurityContextHolder.createEmptyContext();
            context.setAuthentication(UsernamePasswordAuthenticationToken.authenticated(client, null, List.of()));
            SecurityContextHolder.setContext(context);
            contexts.saveContext(context, request, response);
        } catch (TokenRefused refusal) {
            refuse(response, "its token is refused: " + refusal.getMessage());
            return;
        } catch (DataAccessException e) {
            log.error(
                    "Whether a token was used before cannot be told: {}",
                    e.getClass().getName());
            response.setHeader("Retry-After", "5");
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            return;
        }
        chain.doFilter(request, response);
    }

    private static void refuse(HttpServletResponse response, String reason) {
        log.info("A call was answered 401: {}", reason);
        response.setHeader("WWW-Authenticate", "Bearer");
        response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
    }
}

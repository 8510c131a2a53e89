package org.spinecds.observability;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Gives every request an id for its log lines and its answer ({@code X-Request-ID}). A sender's id is accepted if it is
 * a UUID or a trace id (32 hexadecimal digits). Anything else could be the name or number of a person and is replaced
 * by a random id. It is the first of all filters, so that answers of filters have the id too.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class Correlation extends OncePerRequestFilter {

    /** The key in the logging context, and the field of structured logs (Elastic Common Schema). */
    static final String KEY = "http.request.id";

    private static final String HEADER = "X-Request-ID";
    private static final Pattern ID =
            Pattern.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}|[0-9A-Fa-f]{32}");
    private static final Pattern TRACE_PARENT = Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}");

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String id = idOf(request.getHeader(HEADER), request.getHeader("traceparent"));
        response.setHeader(HEADER, id);
        MDC.put(KEY, id);
        try {
            chain.doFilter(request, response);
        } finally {
            MDC.remove(KEY);
        }
    }

    @Override
    protected boolean shouldNotFilterErrorDispatch() {
        return false;
    }

    /** Wraps work for another thread, so that its log lines have the id of this request. */
    public static <T> Callable<T> carriedInto(Callable<T> work) {
        Map<String, String> context = MDC.getCopyOfContextMap();
        if (context == null) {
            return work;
        }
        return () -> {
            MDC.setContextMap(context);
            try {
                return work.call();
            } finally {
                MDC.clear();
            }
        };
    }

    static String idOf(@Nullable String requestId, @Nullable String traceParent) {
        if (requestId != null && ID.matcher(requestId).matches()) {
            return requestId.toLowerCase(Locale.ROOT);
        }
        Matcher trace = TRACE_PARENT.matcher(traceParent == null ? "" : traceParent);
        return trace.matches() ? trace.group(1) : UUID.randomUUID().toString();
    }
}

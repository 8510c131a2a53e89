package org.spinecds.endpoint;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.decision.Suspension;
import org.spinecds.guideline.ActiveGuideline;
import org.spinecds.logic.LogicFailed;
import org.spinecds.security.SecuritySettings;
import org.spinecds.security.SmartApps;
import org.spinecds.suspension.Suspensions;
import org.spinecds.worksheet.Handle;
import org.spinecds.worksheet.OpenedElsewhere;
import org.spinecds.worksheet.WorksheetContent;
import org.spinecds.worksheet.WorksheetGone;
import org.spinecds.worksheet.Worksheets;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The worksheet over HTTP. The page is the same for everyone. Its script sends the handle of the link in a header, so
 * that no address or log contains it, and receives HTML. A cookie marks the browser that opened a worksheet first.
 */
@RestController
@RequestMapping("/worksheet")
record WorksheetController(
        ActiveGuideline guideline,
        Worksheets worksheets,
        Suspensions suspensions,
        SmartApps apps,
        SecuritySettings security) {

    private static final Logger log = LoggerFactory.getLogger(WorksheetController.class);
    private static final String HANDLE = "Worksheet-Handle";
    private static final String BROWSER = "spinecds-worksheet";
    private static final Pattern MARK = Pattern.compile("[A-Za-z0-9_-]{43}");

    @GetMapping
    ResponseEntity<byte[]> page() {
        return page(HttpStatus.OK, "page");
    }

    /** The start and end page of a SMART launch; its script distinguishes them by the address. */
    @GetMapping({"/launch", "/smart"})
    ResponseEntity<byte[]> smart() {
        return page(HttpStatus.OK, "smart");
    }

    /**
     * The SMART app for a FHIR server; 404 for a server that is not configured. A launch page reports here an address
     * blocked by its browser.
     */
    @GetMapping("/smart-app")
    ResponseEntity<byte[]> smartApp(
            @RequestParam(name = "iss", defaultValue = "") String fhirServer,
            @RequestParam(name = "blocked", defaultValue = "") String blocked) {
        apps.refusal(fhirServer, blocked).ifPresent(refusal -> log.warn("{}", refusal));
        return apps.launchedFrom(fhirServer)
                .map(app -> Json.notKept(Map.of("clientId", app.clientId(), "scope", app.scope())))
                .orElseGet(() -> ResponseEntity.notFound().build());
    }

    /** The worksheet of a handle, with the recorded values. */
    @PostMapping("/open")
    ResponseEntity<byte[]> open(
            @RequestHeader(name = HANDLE, defaultValue = "") String handle, HttpServletRequest http) {
        return unlessClosed(inForce -> {
            String browser = browser(http).orElseGet(Handle::randomText);
            ResponseEntity<byte[]> page = Json.html(worksheets.opened(content(), handle(handle), browser, inForce));
            return ResponseEntity.ok()
                    .headers(page.getHeaders())
                    .header(HttpHeaders.SET_COOKIE, cookie(http, browser).toString())
                    .body(page.getBody());
        });
    }

    /** The answer to a form; 422 for an invalid value. */
    @PostMapping(path = "/what-if", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<byte[]> whatIf(
            @RequestHeader(name = HANDLE, defaultValue = "") String handle, HttpServletRequest http) {
        return unlessClosed(inForce -> {
            Map<String, String> form = new LinkedHashMap<>();
            http.getParameterMap().forEach((field, texts) -> form.put(field, texts[0]));
            Worksheets.Recomputed answer = worksheets.recomputed(
                    content(), handle(handle), browser(http).orElse(""), form, inForce);
            return Json.html(answer.understood() ? HttpStatus.OK : HttpStatus.UNPROCESSABLE_CONTENT, answer.html());
        });
    }

    @ExceptionHandler
    ResponseEntity<byte[]> gone(WorksheetGone fact) {
        return page(HttpStatus.NOT_FOUND, "gone");
    }

    @ExceptionHandler
    ResponseEntity<byte[]> elsewhere(OpenedElsewhere fact) {
        return page(HttpStatus.FORBIDDEN, "elsewhere");
    }

    /** The database does not answer: the worksheet may exist. */
    @ExceptionHandler
    ResponseEntity<byte[]> unavailable(DataAccessException fact) {
        log.error("A worksheet could not be read: {}", fact.getClass().getName());
        return page(HttpStatus.SERVICE_UNAVAILABLE, "unavailable");
    }

    /** The page reports it; neither page nor log quotes a message that may contain the record. */
    @ExceptionHandler
    ResponseEntity<byte[]> failed(LogicFailed failure) {
        log.error("A worksheet could not be evaluated: {}", failure.where());
        return page(HttpStatus.INTERNAL_SERVER_ERROR, "failed");
    }

    private ResponseEntity<byte[]> page(HttpStatus status, String name) {
        return Json.html(status, content().filled(name, Map.of()));
    }

    private ResponseEntity<byte[]> unlessClosed(Function<List<Suspension>, ResponseEntity<byte[]>> answer) {
        List<Suspension> inForce = suspensions.inForce();
        return content()
                .closing(inForce)
                .map(closing -> Json.html(HttpStatus.SERVICE_UNAVAILABLE, worksheets.closed(content(), closing)))
                .orElseGet(() -> answer.apply(inForce));
    }

    private WorksheetContent content() {
        return guideline.current().worksheet();
    }

    private static Handle handle(String text) {
        return Handle.of(text).orElseThrow(WorksheetGone::new);
    }

    private static Optional<String> browser(HttpServletRequest http) {
        Cookie[] cookies = http.getCookies();
        return cookies == null
                ? Optional.empty()
                : Stream.of(cookies)
                        .filter(cookie -> cookie.getName().equals(BROWSER))
                        .map(Cookie::getValue)
                        .filter(value -> MARK.matcher(value).matches())
                        .findFirst();
    }

    private ResponseCookie cookie(HttpServletRequest http, String browser) {
        URI base = security.baseUrl();
        boolean isHttps = base != null && "https".equalsIgnoreCase(base.getScheme());
        return ResponseCookie.from(BROWSER, browser)
                .path(http.getContextPath() + "/worksheet")
                .httpOnly(true)
                .secure(isHttps || http.isSecure())
                .sameSite("Strict")
                .build();
    }
}

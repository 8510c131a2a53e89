package org.spinecds.endpoint;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.security.Principal;
import java.util.Objects;
import org.spinecds.archive.DoseForm;
import org.spinecds.archive.DosePage;
import org.spinecds.archive.DoseWorklist;
import org.spinecds.archive.JudgementRefused;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** The worklist of physicists: plain forms, which work without a script. Each answers 404 where no archive is configured. */
@RestController
class DosePageController {

    private final ObjectProvider<DosePage> pages;
    private final ObjectProvider<DoseWorklist> worklists;

    DosePageController(ObjectProvider<DosePage> pages, ObjectProvider<DoseWorklist> worklists) {
        this.pages = pages;
        this.worklists = worklists;
    }

    private static <T> T known(ObjectProvider<T> provider) {
        T known = provider.getIfAvailable();
        if (known == null) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "No archive of doses is configured.");
        }
        return known;
    }

    /** The page. */
    @GetMapping("/dose")
    ResponseEntity<byte[]> page(
            @RequestParam(defaultValue = "") String sought,
            @RequestParam(defaultValue = "") String from,
            Principal physicist) {
        return Json.html(
                HttpStatus.OK, known(pages).page(physicist.getName(), sought.strip(), Math.max(0, number(from)), ""));
    }

    /**
     * Takes a decision and shows the page again. Only a page of this service knows the token of the form, so a page of another site
     * cannot make a browser decide.
     */
    @PostMapping(path = "/dose", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<byte[]> decide(HttpServletRequest http, Principal physicist) {
        try {
            known(worklists).decide(form(http), physicist.getName());
            return ResponseEntity.status(HttpStatus.SEE_OTHER)
                    .location(URI.create("dose"))
                    .build();
        } catch (JudgementRefused refusal) {
            return Json.html(
                    status(refusal.why()),
                    known(pages).page(physicist.getName(), "", 0, String.valueOf(refusal.getMessage())));
        }
    }

    private static HttpStatus status(JudgementRefused.Why why) {
        return switch (why) {
            case NOT_OUR_FORM -> HttpStatus.FORBIDDEN;
            case INCOMPLETE -> HttpStatus.BAD_REQUEST;
            case GONE, DECIDED_MEANWHILE -> HttpStatus.CONFLICT;
        };
    }

    private static DoseForm form(HttpServletRequest http) {
        return new DoseForm(
                text(http, "act"),
                text(http, "patient"),
                text(http, "subject"),
                number(text(http, "place")),
                text(http, "numbers"),
                text(http, "reason"),
                text(http, "rtplan"),
                text(http, "rtstruct"),
                text(http, "course"),
                text(http, "token"));
    }

    private static int number(String text) {
        return text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : -1;
    }

    private static String text(HttpServletRequest http, String name) {
        return Objects.requireNonNullElse(http.getParameter(name), "");
    }
}

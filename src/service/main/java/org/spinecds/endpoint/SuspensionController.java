package org.spinecds.endpoint;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Duration;
import java.util.Map;
import org.spinecds.suspension.SuspensionRefused;
import org.spinecds.suspension.Suspensions;
import org.spinecds.suspension.Suspensions.Wish;
import org.spinecds.workbench.SuspensionsPage;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Suspensions by administrators, by one call or from the workbench. */
@RestController
@RequestMapping("/workbench")
record SuspensionController(Suspensions suspensions, SuspensionsPage page, BoundedBody body) {

    /** The page's script sets this header; a page of another site cannot make a browser send it. */
    private static final String OF_THE_PAGE = "HX-Request=true";

    /** The active suspensions. */
    @GetMapping("/suspensions")
    ResponseEntity<byte[]> inForce() {
        return Json.notKept(Map.of("inForce", suspensions.inForce()));
    }

    /**
     * Suspends something: {@code {"kind": "OPTION", "code": "SBRT", "reason": "...", "for": "PT4H"}}, or with {@code
     * until} in place of {@code for}. Only JSON is accepted; a page of another site cannot make a browser send it.
     */
    @PostMapping(path = "/suspensions", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> suspend(HttpServletRequest http, Principal administrator) throws IOException {
        return Json.notKept(suspensions.suspend(Json.wish(body.of(http)), administrator.getName()));
    }

    /** Ends a suspension early. A page of another site cannot make a browser send DELETE. */
    @DeleteMapping("/suspensions/{id}")
    ResponseEntity<byte[]> lift(@PathVariable String id, Principal administrator) {
        suspensions.lift(id, administrator.getName());
        return inForce();
    }

    /** The list and the form, as a fragment of the page. */
    @GetMapping(path = "/suspensions-form", headers = OF_THE_PAGE)
    ResponseEntity<byte[]> form() {
        return Json.html(page.form());
    }

    /** The list, if it differs from that on the page, as a fragment. */
    @GetMapping(path = "/suspensions-list", headers = OF_THE_PAGE)
    ResponseEntity<byte[]> list(@RequestParam(defaultValue = "") String seen) {
        return Json.htmlOfNews(page.list(seen));
    }

    /**
     * As {@link #suspend(HttpServletRequest, Principal)}, from the form of the page.
     *
     * @param what kind and code, separated by a blank
     */
    @PostMapping(path = "/suspend-form", headers = OF_THE_PAGE)
    ResponseEntity<byte[]> suspend(
            @RequestParam(defaultValue = "") String what,
            @RequestParam(defaultValue = "") String reason,
            @RequestParam(defaultValue = "0") long hours,
            Principal administrator) {
        String[] kindAndCode = (what + " ").split(" ", 2);
        try {
            suspensions.suspend(
                    new Wish(
                            kindAndCode[0],
                            kindAndCode[1],
                            reason,
                            Duration.ofHours(hours).toString(),
                            ""),
                    administrator.getName());
            return Json.html(page.form());
        } catch (SuspensionRefused refusal) {
            return ResponseEntity.ok()
                    .header("HX-Retarget", "#refused")
                    .header("HX-Reswap", "innerHTML")
                    .contentType(Json.HTML)
                    .body(page.page()
                            .wrong(String.valueOf(refusal.getMessage()))
                            .getBytes(StandardCharsets.UTF_8));
        }
    }

    /** As {@link #lift(String, Principal)}, from a button of the page. */
    @PostMapping(path = "/lift-form", headers = OF_THE_PAGE)
    ResponseEntity<byte[]> liftByButton(@RequestParam String id, Principal administrator) {
        suspensions.lift(id, administrator.getName());
        return Json.html(page.list());
    }
}

package org.spinecds.endpoint;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.spinecds.hook.HookRequestRejected;
import org.spinecds.journal.JournalReport;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Counts of cards and feedback, for administrators, without data of single patients. */
@RestController
record JournalController(JournalReport report, Clock clock) {

    private static final Duration A_MONTH = Duration.ofDays(30);

    /**
     * The summary of a period.
     *
     * @param from RFC 3339, inclusive; default a month before the end
     * @param to RFC 3339, exclusive; default now
     */
    @GetMapping("/journal")
    ResponseEntity<byte[]> summary(
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to) {
        Instant end = to == null ? clock.instant() : moment("to", to);
        Instant begin = from == null ? end.minus(A_MONTH) : moment("from", from);
        return Json.of(report.between(begin, end));
    }

    private static Instant moment(String name, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new HookRequestRejected(name + " is not a moment such as 2026-03-02T00:00:00Z.");
        }
    }
}

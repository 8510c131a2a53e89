package org.spinecds.endpoint;

import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.hook.HookRequestRejected;
import org.spinecds.journal.UnknownCards;
import org.spinecds.patientdata.PatientDataUnavailable;
import org.spinecds.profile.RecordUnreadable;
import org.spinecds.security.FhirServerNotAllowed;
import org.spinecds.suspension.SuspensionRefused;
import org.spinecds.suspension.SuspensionUnknown;
import org.spinecds.workbench.CaseUnreadable;
import org.spinecds.workbench.OverrideRefused;
import org.spinecds.workbench.VersionUnknown;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.server.ResponseStatusException;

/**
 * Maps exceptions to status codes with an OperationOutcome (CDS Hooks 2.0.1, HTTP Status Codes). Answer and log quote
 * only messages that are free of patient data.
 */
@RestControllerAdvice
class ErrorAnswers {

    private static final Logger log = LoggerFactory.getLogger(ErrorAnswers.class);
    private static final int FRAMES = 12;
    private static final String A_SECOND = "1";
    private static final String A_FEW_SECONDS = "5";
    private static final Map<Class<?>, HttpStatus> STATUSES = Map.of(
            HookRequestRejected.class, HttpStatus.BAD_REQUEST,
            RecordUnreadable.class, HttpStatus.BAD_REQUEST,
            CaseUnreadable.class, HttpStatus.BAD_REQUEST,
            SuspensionRefused.class, HttpStatus.BAD_REQUEST,
            FhirServerNotAllowed.class, HttpStatus.FORBIDDEN,
            VersionUnknown.class, HttpStatus.NOT_FOUND,
            SuspensionUnknown.class, HttpStatus.NOT_FOUND,
            UnknownCards.class, HttpStatus.NOT_FOUND,
            OverrideRefused.class, HttpStatus.CONFLICT,
            PatientDataUnavailable.class, HttpStatus.PRECONDITION_FAILED);

    @ExceptionHandler
    ResponseEntity<byte[]> refused(ResponseStatusException fact) {
        HttpStatusCode status = fact.getStatusCode();
        return status.value() == HttpStatus.SERVICE_UNAVAILABLE.value()
                ? later(String.valueOf(fact.getReason()), A_SECOND)
                : refusal(status, fact.getReason());
    }

    /** Nothing was stored, so the client may send it again. */
    @ExceptionHandler
    ResponseEntity<byte[]> notKept(DataAccessException fact) {
        log.error("The journal did not take what was sent: {}", fact.getClass().getName());
        return later("The journal cannot take this now; send it again.", A_FEW_SECONDS);
    }

    @ExceptionHandler
    ResponseEntity<byte[]> anythingElse(Exception exception) {
        HttpStatus known = STATUSES.get(exception.getClass());
        if (known != null) {
            return refusal(known, exception.getMessage());
        }
        if (exception instanceof ErrorResponse error) {
            HttpStatusCode status = error.getStatusCode();
            return answer(
                    status,
                    error.getHeaders(),
                    OutcomeWords.code(status.value()),
                    OutcomeWords.sentence(status.value()));
        }
        String number = UUID.randomUUID().toString();
        log.error(
                "A call could not be answered, see {}: {} at {}",
                number,
                exception.getClass().getName(),
                Arrays.stream(exception.getStackTrace())
                        .limit(FRAMES)
                        .map(StackTraceElement::toString)
                        .collect(Collectors.joining(" < ")));
        return answer(
                HttpStatus.INTERNAL_SERVER_ERROR,
                HttpHeaders.EMPTY,
                "exception",
                "The service failed to answer this call; its log says more under " + number + ".");
    }

    private static ResponseEntity<byte[]> later(String sentence, String seconds) {
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, seconds);
        return answer(HttpStatus.SERVICE_UNAVAILABLE, headers, "throttled", sentence);
    }

    private static ResponseEntity<byte[]> refusal(HttpStatusCode status, @Nullable String sentence) {
        log.info("A call was answered {}: {}", status.value(), sentence);
        return answer(status, HttpHeaders.EMPTY, OutcomeWords.code(status.value()), String.valueOf(sentence));
    }

    private static ResponseEntity<byte[]> answer(
            HttpStatusCode status, HttpHeaders headers, String code, String sentence) {
        return ResponseEntity.status(status)
                .headers(headers)
                .contentType(OutcomeWords.FHIR_JSON)
                .body(Json.outcome(code, sentence));
    }
}

package org.spinecds.endpoint;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.spinecds.hook.HookSettings;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/** Reads the body of a request, up to the configured size. */
@Component
class BoundedBody {

    private final int most;

    BoundedBody(HookSettings settings) {
        this.most = Math.toIntExact(settings.maxBody().toBytes());
    }

    /**
     * The whole body.
     *
     * @throws ResponseStatusException when it is larger than configured
     */
    byte[] of(HttpServletRequest http) throws IOException {
        byte[] body = http.getContentLengthLong() > most
                ? null
                : http.getInputStream().readNBytes(most + 1);
        if (body == null || body.length > most) {
            throw new ResponseStatusException(
                    HttpStatus.CONTENT_TOO_LARGE,
                    "The body of the call is larger than " + most + " bytes (spinecds.hooks.max-body).");
        }
        return body;
    }
}

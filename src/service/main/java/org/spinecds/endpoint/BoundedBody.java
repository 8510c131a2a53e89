package org.spinecds.endpoint;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Arrays;
import org.spinecds.hook.HookSettings;
import org.springframework.stereotype.Component;

/** Reads the body of a request, up to the configured size. */
@Component
class BoundedBody {

    /**
     * For a declared length up to this size, the whole buffer is allocated at once; a larger body must arrive first.
     */
    private static final int AT_ONCE = 1024 * 1024;

    private final int most;

    BoundedBody(HookSettings settings) {
        this.most = Math.toIntExact(settings.maxBody().toBytes());
    }

    /**
     * The whole body.
     *
     * @throws BodyTooLarge when it is larger than configured
     */
    byte[] of(HttpServletRequest http) throws IOException {
        if (http.getContentLengthLong() > most) {
            throw new BodyTooLarge(most);
        }
        int length = http.getContentLength();
        if (0 < length && length <= AT_ONCE) {
            return wholly(http, length);
        }
        byte[] body = http.getInputStream().readNBytes(most + 1);
        if (body.length > most) {
            throw new BodyTooLarge(most);
        }
        return body;
    }

    private static byte[] wholly(HttpServletRequest http, int length) throws IOException {
        byte[] body = new byte[length];
        int read = http.getInputStream().readNBytes(body, 0, length);
        return read == length ? body : Arrays.copyOf(body, read);
    }
}

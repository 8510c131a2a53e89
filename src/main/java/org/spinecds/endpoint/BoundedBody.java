package org.spinecds.endpoint;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.spinecds.SpineCdsProperties;
import org.springframework.stereotype.Component;

/** Reads the body of a request, up to the size configured. */
@Component
class BoundedBody {

    private final int most;

    BoundedBody(SpineCdsProperties properties) {
        this.most = Math.toIntExact(properties.hooks().maxBody().toBytes());
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
        byte[] body = http.getInputStream().readNBytes(most + 1);
        if (body.length > most) {
            throw new BodyTooLarge(most);
        }
        return body;
    }
}

package org.spinecds.worksheet;

import java.net.URI;
import java.util.Optional;
import org.spinecds.security.SecuritySettings;
import org.springframework.core.env.Environment;

/**
 * The address at which a browser reaches the worksheet: the configured one, or that of this machine where it is
 * allowed.
 */
record WorksheetAddress(WorksheetSettings settings, SecuritySettings security, Environment environment) {

    /** The address without a slash at its end; empty where worksheets are off or no address is known. */
    Optional<String> base() {
        if (!settings.enabled()) {
            return Optional.empty();
        }
        URI known = security.baseUrl();
        if (known != null) {
            return Optional.of(known.toString().replaceAll("/+$", ""));
        }
        String port = environment.getProperty("local.server.port");
        return settings.onThisMachine() && port != null ? Optional.of("http://127.0.0.1:" + port) : Optional.empty();
    }
}

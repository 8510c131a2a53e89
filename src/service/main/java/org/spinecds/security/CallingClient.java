package org.spinecds.security;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/** The sender of the current call: the client of its token, or anyone without client tokens. */
public record CallingClient(Client anyone) {

    public Client get() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication != null && authentication.getPrincipal() instanceof Client client ? client : anyone;
    }
}

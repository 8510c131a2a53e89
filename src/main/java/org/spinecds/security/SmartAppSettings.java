package org.spinecds.security;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The worksheet as an app of an EHR (SMART App Launch), as it is registered there.
 *
 * @param clientId under which the EHR knows it; empty means that it is not registered
 * @param scope that is asked for
 */
public record SmartAppSettings(
        @DefaultValue("") String clientId, @DefaultValue("launch openid fhirUser") String scope) {

    public boolean isRegistered() {
        return !clientId.isEmpty();
    }
}

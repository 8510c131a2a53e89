package org.spinecds.security;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The registration of the worksheet as SMART app of an EHR (SMART App Launch).
 *
 * @param clientId its client id at the EHR; empty if not registered
 * @param scope requested at launch
 */
public record SmartAppSettings(
        @DefaultValue("") String clientId, @DefaultValue("launch openid fhirUser") String scope) {

    public boolean isRegistered() {
        return !clientId.isEmpty();
    }
}

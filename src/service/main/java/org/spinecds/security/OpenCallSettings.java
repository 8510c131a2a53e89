package org.spinecds.security;

import java.util.List;

/**
 * Permissions of calls without client tokens, and origins for the browser.
 *
 * @param explain whether a caller may request the assessment and an evaluation date
 * @param ratingExtension without client tokens: whether the client needs the extension {@code pama-rating}
 * @param smart without client tokens: the worksheet as SMART app of the EHR
 * @param smartOrigins of authorization servers that are not on the origin of their FHIR server
 */
public record OpenCallSettings(
        boolean explain, boolean ratingExtension, SmartAppSettings smart, List<String> smartOrigins) {

    public OpenCallSettings {
        smartOrigins = List.copyOf(smartOrigins);
    }
}

package org.spinecds.security;

import java.util.List;

/**
 * What a call may ask for, and where a browser may be sent.
 *
 * @param explain whether a caller may ask for the assessment and for an evaluation date
 * @param ratingExtension where no client tokens are asked for: whether the client needs the extension {@code pama-rating}
 * @param smart where no client tokens are asked for: the app the worksheet is to the EHR
 * @param smartOrigins of authorization servers that are not on the origin of their FHIR server
 */
public record OpenCallSettings(
        boolean explain, boolean ratingExtension, SmartAppSettings smart, List<String> smartOrigins) {

    public OpenCallSettings {
        smartOrigins = List.copyOf(smartOrigins);
    }
}

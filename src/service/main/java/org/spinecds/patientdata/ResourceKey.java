package org.spinecds.patientdata;

import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Resource;

/** The type and id of a resource: they are the same in the prefetch and on the server. */
record ResourceKey(String type, String id) {

    private static final Pattern FHIR_ID = Pattern.compile("[A-Za-z0-9.-]{1,255}");

    static ResourceKey of(Resource resource) {
        return new ResourceKey(
                resource.fhirType(), String.valueOf(resource.getIdElement().getIdPart()));
    }

    boolean isReadable() {
        return FHIR_ID.matcher(id).matches();
    }
}

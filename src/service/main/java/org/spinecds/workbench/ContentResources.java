package org.spinecds.workbench;

import ca.uhn.fhir.context.FhirContext;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.jspecify.annotations.Nullable;
import org.spinecds.content.Content;
import org.spinecds.guideline.Guideline;

/**
 * A cache of the resources, including profiles, of the last requested guideline: building them takes longer than
 * reading them.
 */
public final class ContentResources {

    private final FhirContext fhir;
    private volatile @Nullable Made made;

    ContentResources(FhirContext fhir) {
        this.fhir = fhir;
    }

    private record Made(Content content, List<Resource> resources) {}

    /** Every resource of a guideline; do not modify them. */
    public List<Resource> of(Guideline guideline) {
        Made last = made;
        if (last != null && last.content().equals(guideline.content())) {
            return last.resources();
        }
        List<Resource> resources = new ArrayList<>(ContentBundle.resources(guideline, fhir));
        guideline
                .content()
                .list("fhir-profiles/profiles", ".json")
                .forEach(path -> resources.add(fhir.newJsonParser()
                        .parseResource(
                                StructureDefinition.class, guideline.content().text(path))));
        made = new Made(guideline.content(), List.copyOf(resources));
        return List.copyOf(resources);
    }
}

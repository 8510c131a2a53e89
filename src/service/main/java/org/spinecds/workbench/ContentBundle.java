package org.spinecds.workbench;

import ca.uhn.fhir.context.FhirContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Library;
import org.hl7.fhir.r4.model.RelatedArtifact;
import org.hl7.fhir.r4.model.Resource;
import org.spinecds.guideline.Guideline;

/**
 * The content as FHIR resources for other clinical quality servers: a Library with CQL and ELM for each library, the
 * plan definitions, the value sets with their expansions, and the code systems.
 */
public final class ContentBundle {

    private static final String BASE = "http://spinecds.org/fhir/";
    private static final String CQL = "cql/input/cql";
    private static final List<String> RESOURCES = List.of(
            "cql/input/resources/plandefinition", "cql/input/vocabulary/valueset", "cql/input/vocabulary/codesystem");
    private static final Pattern INCLUDE = Pattern.compile("(?m)^include\\s+(\\w+)\\s+version\\s+'([^']+)'");

    private ContentBundle() {}

    /** Every resource, libraries first. */
    public static List<Resource> resources(Guideline guideline, FhirContext fhir) {
        List<Resource> resources = new ArrayList<>(libraries(guideline));
        for (String folder : RESOURCES) {
            guideline
                    .content()
                    .listIfThere(folder, ".json")
                    .forEach(path -> resources.add((Resource) fhir.newJsonParser()
                            .parseResource(guideline.content().text(path))));
        }
        return resources;
    }

    /** The resources as a collection, named by the version of the content. */
    public static Bundle of(Guideline guideline, FhirContext fhir) {
        Bundle bundle = new Bundle();
        bundle.setType(Bundle.BundleType.COLLECTION);
        bundle.getIdentifier().setSystem(BASE + "content-version").setValue(guideline.version());
        resources(guideline, fhir).forEach(resource -> bundle.addEntry()
                .setFullUrl(BASE + resource.fhirType() + "/"
                        + resource.getIdElement().getIdPart())
                .setResource(resource));
        return bundle;
    }

    private static List<Library> libraries(Guideline guideline) {
        Map<String, String> elm = guideline.logic().knowledge().elm();
        List<Library> libraries = new ArrayList<>();
        new TreeMap<>(guideline.logic().knowledge().versions())
                .forEach((name, version) -> libraries.add(library(
                        name,
                        version,
                        guideline.content().text(CQL + "/" + name + ".cql"),
                        elm.getOrDefault(name, ""))));
        return libraries;
    }

    private static Library library(String name, String version, String cql, String elm) {
        Library library = new Library();
        library.setId(name);
        library.setUrl(BASE + "Library/" + name);
        library.setName(name);
        library.setVersion(version);
        library.setStatus(PublicationStatus.ACTIVE);
        library.setType(new CodeableConcept(
                new Coding("http://terminology.hl7.org/CodeSystem/library-type", "logic-library", null)));
        INCLUDE.matcher(cql)
                .results()
                .filter(line -> !line.group(1).equals("FHIRHelpers"))
                .forEach(line -> library.addRelatedArtifact()
                        .setType(RelatedArtifact.RelatedArtifactType.DEPENDSON)
                        .setResource(BASE + "Library/" + line.group(1) + "|" + line.group(2)));
        library.addContent().setContentType("text/cql").setData(cql.getBytes(StandardCharsets.UTF_8));
        library.addContent().setContentType("application/elm+json").setData(elm.getBytes(StandardCharsets.UTF_8));
        return library;
    }
}

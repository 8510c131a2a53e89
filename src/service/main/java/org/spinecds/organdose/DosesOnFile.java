package org.spinecds.organdose;

import java.util.HashSet;
import java.util.Set;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.spinecds.content.Content;
import org.spinecds.content.ContentUnreadable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells which Observations of a record are doses of the thecal sac or the cord, as SpineRecurrenceRadiotherapy reads them
 * (Maxima On File, StructureOfSite): a dose of the lung is none.
 *
 * @param statistics the codes of a dose that the rules read, each as {@code system|code}
 * @param sites the codes of the sac and the cord, each as {@code system|code}
 */
public record DosesOnFile(Set<String> statistics, Set<String> sites) {

    private static final String FOLDER = "cql/input/vocabulary/valueset/";
    private static final String OWN_SITES = "http://spinecds.org/fhir/CodeSystem/oar-structure";
    private static final String SNOMED = "http://snomed.info/sct";
    private static final Set<String> NAMES = Set.of("ThecalSac", "CaudaEquina", "SpinalCanal");
    private static final Set<ObservationStatus> TAKEN_BACK =
            Set.of(ObservationStatus.CANCELLED, ObservationStatus.ENTEREDINERROR);

    public DosesOnFile {
        statistics = Set.copyOf(statistics);
        sites = Set.copyOf(sites);
    }

    /**
     * Reads the value sets of a content.
     *
     * @throws ContentUnreadable where one is missing
     */
    static DosesOnFile of(Content content) {
        Set<String> sites = new HashSet<>(codes(content, "thecal-sac.json"));
        sites.addAll(codes(content, "true-cord.json"));
        return new DosesOnFile(codes(content, "thecal-sac-dose-statistic.json"), sites);
    }

    private static Set<String> codes(Content content, String file) {
        String text = content.texts().get(FOLDER + file);
        if (text == null) {
            throw new ContentUnreadable("The content has no " + FOLDER + file + ", which the doses on file need.");
        }
        Set<String> codes = new HashSet<>();
        for (JsonNode code : JsonMapper.shared().readTree(text).at("/expansion/contains")) {
            codes.add(code.path("system").asString() + "|" + code.path("code").asString());
        }
        return codes;
    }

    /** Tells whether the rules read an Observation as a dose of the sac or the cord, or as one of an unknown organ. */
    public boolean has(Observation observation) {
        return !TAKEN_BACK.contains(observation.getStatus())
                && isIn(statistics, observation.getCode())
                && !isOfAnother(observation.getBodySite());
    }

    private boolean isOfAnother(CodeableConcept site) {
        String text = site.getText();
        boolean isNamed = text != null && (text.startsWith("SpinalCord") || NAMES.contains(text));
        return !isNamed
                && !isIn(sites, site)
                && site.getCoding().stream().noneMatch(code -> OWN_SITES.equals(code.getSystem()))
                && site.getCoding().stream().anyMatch(code -> SNOMED.equals(code.getSystem()));
    }

    private static boolean isIn(Set<String> codes, CodeableConcept concept) {
        return concept.getCoding().stream()
                .map((Coding code) -> code.getSystem() + "|" + code.getCode())
                .anyMatch(codes::contains);
    }
}

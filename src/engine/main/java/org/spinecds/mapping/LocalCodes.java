package org.spinecds.mapping;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.BodyStructure;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ConceptMap;
import org.hl7.fhir.r4.model.Enumerations.ConceptMapEquivalence;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import org.spinecds.content.ContentUnreadable;
import org.spinecds.fhir.FhirJson;
import org.spinecds.fhir.R4;

/**
 * Maps the local codes of a site to those of the rules. A standard coding is added beside the local one, which stays. A
 * group with the source {@value #TEXT} maps texts and names of volumes. A group with the source {@value #TEXT}, a slash
 * and a code of an observation maps the values of those observations. Texts are case-insensitive.
 */
public record LocalCodes(
        FhirContext fhir, Map<String, List<Coding>> standard, Map<String, Set<String>> local, List<String> texts) {

    static final String TEXT = "http://spinecds.org/fhir/local-text";
    private static final String YES_OR_NO = "http://terminology.hl7.org/CodeSystem/v2-0136";
    private static final Set<ConceptMapEquivalence> THE_SAME =
            Set.of(ConceptMapEquivalence.EQUAL, ConceptMapEquivalence.EQUIVALENT);

    /** No local codes. */
    public static LocalCodes none() {
        return in(null, R4.context());
    }

    /**
     * Reads the ConceptMaps of a folder.
     *
     * @param folder of JSON files; null means that the site uses the codes of the rules
     * @throws ContentUnreadable when a file is not a ConceptMap, or maps to a code that is not equivalent
     */
    public static LocalCodes in(@Nullable Path folder, FhirContext fhir) {
        LocalCodes codes = new LocalCodes(fhir, new LinkedHashMap<>(), new LinkedHashMap<>(), new ArrayList<>());
        if (folder != null) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".json")).sorted().forEach(codes::take);
            } catch (IOException e) {
                throw new ContentUnreadable("The folder " + folder + " (spinecds.local-codes) cannot be read.");
            }
        }
        return codes;
    }

    /**
     * Reads stored ConceptMaps.
     *
     * @param texts as returned by {@link #texts}
     * @throws ContentUnreadable as above
     */
    public static LocalCodes of(List<String> texts, FhirContext fhir) {
        LocalCodes codes = new LocalCodes(fhir, new LinkedHashMap<>(), new LinkedHashMap<>(), new ArrayList<>());
        texts.forEach(text -> codes.take("that was kept", text));
        return codes;
    }

    /** The ConceptMaps as written, in the order read; they are part of the fingerprint of the content. */
    @Override
    public List<String> texts() {
        return List.copyOf(texts);
    }

    /** A prefetch template with the local codes beside the standard ones. */
    public String widened(String template) {
        int begin = template.indexOf("code=");
        if (begin < 0 || local.isEmpty()) {
            return template;
        }
        int end = template.indexOf('&', begin) < 0 ? template.length() : template.indexOf('&', begin);
        Set<String> codes = new LinkedHashSet<>(
                List.of(template.substring(begin + "code=".length(), end).split(",", -1)));
        for (String code : List.copyOf(codes)) {
            codes.addAll(local.getOrDefault(code, Set.of()));
        }
        return template.substring(0, begin) + "code=" + String.join(",", codes) + template.substring(end);
    }

    /** Whether the site uses the codes of the rules. */
    public boolean isEmpty() {
        return standard.isEmpty();
    }

    /** Adds the standard codings to a resource, in place. */
    public void addStandardCodings(Resource resource) {
        if (isEmpty()) {
            return;
        }
        FhirJson.changed(resource);
        fhir.newTerser()
                .getAllPopulatedChildElementsOfType(resource, CodeableConcept.class)
                .forEach(this::addStandardCodings);
        if (resource instanceof Observation observation) {
            readValue(observation);
        }
        if (resource instanceof BodyStructure volume && !volume.hasLocation()) {
            locate(volume);
        }
    }

    private void addStandardCodings(CodeableConcept concept) {
        List<Coding> added = new ArrayList<>();
        concept.getCoding().forEach(coding -> added.addAll(of(coding.getSystem(), coding.getCode())));
        added.addAll(of(TEXT, concept.getText()));
        added.forEach(coding -> add(concept, coding));
    }

    private void readValue(Observation observation) {
        String text = textOf(observation.getValue());
        for (Coding code : observation.getCode().getCoding()) {
            for (Coding value : of(TEXT + "/" + code.getCode(), text)) {
                if (YES_OR_NO.equals(value.getSystem())) {
                    observation.setValue(new BooleanType("Y".equals(value.getCode())));
                } else if (observation.getValue() instanceof CodeableConcept concept) {
                    add(concept, value);
                } else {
                    observation.setValue(new CodeableConcept(value.copy()).setText(text));
                }
            }
        }
    }

    private static @Nullable String textOf(@Nullable Type value) {
        if (value instanceof CodeableConcept concept) {
            return concept.getText();
        }
        return value instanceof StringType string ? string.getValue() : null;
    }

    private void locate(BodyStructure volume) {
        List<String> names = new ArrayList<>();
        volume.getIdentifier().stream()
                .filter(identifier -> identifier.getUse() == Identifier.IdentifierUse.USUAL)
                .forEach(identifier -> names.add(identifier.getValue()));
        names.add(volume.getDescription());
        for (String name : names) {
            of(TEXT, name).forEach(coding -> add(volume.getLocation(), coding));
        }
    }

    private static void add(CodeableConcept concept, Coding coding) {
        if (concept.getCoding().stream().noneMatch(there -> there.equalsDeep(coding))) {
            concept.addCoding(coding.copy());
        }
    }

    private List<Coding> of(@Nullable String system, @Nullable String code) {
        return system == null || code == null ? List.of() : standard.getOrDefault(key(system, code), List.of());
    }

    private void take(Path file) {
        try {
            take(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw notAMap(file.toString());
        }
    }

    private static ContentUnreadable notAMap(String file) {
        return new ContentUnreadable("The file " + file + " (spinecds.local-codes) is no ConceptMap in JSON.");
    }

    private void take(String file, String text) {
        try {
            texts.add(text);
            ConceptMap map = fhir.newJsonParser().parseResource(ConceptMap.class, text);
            for (ConceptMap.ConceptMapGroupComponent group : map.getGroup()) {
                if (!group.hasSource() || !group.hasTarget()) {
                    throw new ContentUnreadable("A group of " + file + " has no source or no target.");
                }
                group.getElement().forEach(element -> take(file, group, element));
            }
        } catch (DataFormatException e) {
            throw notAMap(file);
        }
    }

    private void take(
            String file, ConceptMap.ConceptMapGroupComponent group, ConceptMap.SourceElementComponent element) {
        for (ConceptMap.TargetElementComponent target : element.getTarget()) {
            if (!element.hasCode() || !target.hasCode() || !THE_SAME.contains(target.getEquivalence())) {
                throw new ContentUnreadable("The code " + element.getCode() + " in " + file
                        + " must be mapped to a code that is equal or equivalent: the rules would take it for that.");
            }
            standard.computeIfAbsent(key(group.getSource(), element.getCode()), key -> new ArrayList<>())
                    .add(new Coding(group.getTarget(), target.getCode(), target.getDisplay()));
            if (!group.getSource().startsWith(TEXT)) {
                local.computeIfAbsent(group.getTarget() + "|" + target.getCode(), key -> new LinkedHashSet<>())
                        .add(group.getSource() + "|" + element.getCode());
            }
        }
    }

    private static String key(String system, String code) {
        return system + "|" + (system.startsWith(TEXT) ? code.strip().toLowerCase(Locale.ROOT) : code);
    }
}

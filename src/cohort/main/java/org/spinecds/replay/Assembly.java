package org.spinecds.replay;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.spinecds.fhir.FhirJson;
import org.spinecds.fhir.FhirUnreadable;
import org.spinecds.fhir.R4;
import org.spinecds.fhir.Subject;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Puts the kept lines of one patient together. Of several versions of a resource the newest counts, by {@code meta.lastUpdated},
 * then by a version that is a number, then by its text: so the order of the files does not matter. Deleted resources are left out, and
 * those that were corrected to another patient.
 */
final class Assembly {

    private static final JsonMapper JSON = FhirJson.mapper(StreamReadConstraints.defaults());

    private static final Comparator<Version> NEWER = Comparator.comparing(Version::age)
            .thenComparing(version -> version.line().text());

    private final Export export;
    private final ExportPass.Result read;
    private final Set<String> corrected;

    /**
     * Prepares to put records together.
     *
     * @param corrected the resources that were corrected to another patient, as {@link Corrections#key}
     */
    Assembly(Export export, ExportPass.Result read, Set<String> corrected) {
        this.export = export;
        this.read = read;
        this.corrected = Set.copyOf(corrected);
    }

    /** One version of a resource. */
    private record Version(Spill.Kept line, JsonNode json, Age age) {

        String key() {
            return json.path("resourceType").asString("") + "/"
                    + json.path("id").asString("");
        }
    }

    /** The record of one patient; null where the patient is deleted. */
    @Nullable
    PatientRecord of(String patient, boolean isCandidate, List<Spill.Kept> lines) {
        List<Quarantined> unreadable = new ArrayList<>();
        Map<String, Version> newest = new TreeMap<>();
        for (Spill.Kept line : lines) {
            if (line.isUnusable()) {
                continue;
            }
            try {
                JsonNode json = JSON.readTree(line.text());
                if (corrected.contains(Corrections.key(patient, file(line).site(), json))) {
                    continue;
                }
                Version version = new Version(line, json, Age.of(json));
                newest.merge(version.key(), version, (one, other) -> NEWER.compare(one, other) >= 0 ? one : other);
            } catch (JacksonException e) {
                unreadable.add(quarantined(line, Reason.UNREADABLE, null));
            }
        }
        String id = patient.substring(patient.lastIndexOf('/') + 1);
        FhirJson fhir = new FhirJson(R4.context());
        List<Resource> resources = new ArrayList<>();
        // A person with several records is the patient of one of them.
        boolean isOfSeveral =
                newest.keySet().stream().anyMatch(key -> key.startsWith("Patient/") && !key.equals("Patient/" + id));
        for (Version version : newest.values()) {
            if (isDeleted(version)) {
                if (version.key().equals("Patient/" + id) && !isOfSeveral) {
                    return null;
                }
                continue;
            }
            if (isOfSeveral
                    && version.key().startsWith("Patient/")
                    && !version.key().equals("Patient/" + id)) {
                continue;
            }
            try {
                resources.add(fhir.read(version.json()));
            } catch (FhirUnreadable e) {
                unreadable.add(quarantined(
                        version.line(),
                        Reason.UNREADABLE,
                        version.json().path("resourceType").asString(null)));
            }
        }
        boolean isComplete = unreadable.isEmpty()
                && lines.stream().noneMatch(Spill.Kept::isUnusable)
                && !isReplaced(resources, isOfSeveral);
        return new PatientRecord(patient, id, isCandidate, isComplete, resources, unreadable);
    }

    /** Whether the record is replaced by another: one that also replaces it, or is not in the export. */
    private static boolean isReplaced(List<Resource> resources, boolean isOfSeveral) {
        return resources.stream()
                .filter(Patient.class::isInstance)
                .map(Patient.class::cast)
                .findFirst()
                .map(Subject::isReplaced)
                .orElse(isOfSeveral);
    }

    private boolean isDeleted(Version version) {
        return read.deletions()
                .isDeleted(
                        file(version.line()).site(),
                        version.json().path("resourceType").asString(""),
                        version.json().path("id").asString(""),
                        version.age().updated());
    }

    /** A kept line that is not used after all. */
    Quarantined quarantined(Spill.Kept line, Reason reason, @Nullable String type) {
        String file = file(line).name();
        long before = read.before().getOrDefault(new ExportPass.Start(file, line.unit()), 0L);
        byte[] text = line.text().getBytes(StandardCharsets.UTF_8);
        return new Quarantined(
                file,
                line.offset(),
                before + line.number(),
                reason,
                type,
                HexFormat.of().formatHex(Lines.sha256(text, 0, text.length).digest()));
    }

    private ExportFile file(Spill.Kept line) {
        return export.files().get(line.file());
    }
}

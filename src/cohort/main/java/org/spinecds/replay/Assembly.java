package org.spinecds.replay;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
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
 * then by a version that is a number, then by its text: so the order of the files does not matter. Deleted resources are left out.
 */
final class Assembly {

    private static final JsonMapper JSON = FhirJson.mapper(StreamReadConstraints.defaults());

    private static final Comparator<Version> NEWER = Comparator.comparing(
                    Version::updated, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparingLong(Version::number)
            .thenComparing(version -> version.line().text());

    private final Export export;
    private final ExportPass.Result read;

    Assembly(Export export, ExportPass.Result read) {
        this.export = export;
        this.read = read;
    }

    /** One version of a resource. */
    private record Version(Spill.Kept line, JsonNode json, @Nullable Instant updated, long number) {

        static Version of(Spill.Kept line, JsonNode json) {
            String version = json.path("meta").path("versionId").asString("");
            return new Version(
                    line,
                    json,
                    Deletions.instant(json.path("meta").path("lastUpdated").asString("")),
                    version.matches("\\d{1,18}") ? Long.parseLong(version) : -1);
        }

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
                Version version = Version.of(line, JSON.readTree(line.text()));
                newest.merge(version.key(), version, (one, other) -> NEWER.compare(one, other) >= 0 ? one : other);
            } catch (JacksonException e) {
                unreadable.add(quarantined(line, Reason.UNREADABLE, null));
            }
        }
        String id = patient.substring(patient.lastIndexOf('/') + 1);
        FhirJson fhir = new FhirJson(R4.context());
        List<Resource> resources = new ArrayList<>();
        // A person with several records is the patient of one of them.
        boolean isOfSeveral = newest.keySet().stream()
                .anyMatch(key -> key.startsWith("Patient/") && !key.equals("Patient/" + id));
        for (Version version : newest.values()) {
            if (isDeleted(version)) {
                if (version.key().equals("Patient/" + id) && !isOfSeveral) {
                    return null;
                }
                continue;
            }
            if (isOfSeveral && version.key().startsWith("Patient/") && !version.key().equals("Patient/" + id)) {
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
        boolean isComplete =
                unreadable.isEmpty() && lines.stream().noneMatch(Spill.Kept::isUnusable) && !isReplaced(resources, isOfSeveral);
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
                        version.updated());
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

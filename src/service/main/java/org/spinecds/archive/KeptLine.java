package org.spinecds.archive;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spinecds.dose.finding.DoseNumbers;
import org.spinecds.dose.finding.DoseObjects;
import org.spinecds.dose.finding.DoseRange;
import org.spinecds.dose.finding.Finding;
import org.spinecds.dose.finding.Flag;
import org.spinecds.dose.finding.Note;
import org.spinecds.dose.finding.OrganDose;
import org.spinecds.dose.finding.Reason;
import org.spinecds.dose.finding.Unknown;
import org.spinecds.organdose.DoseLines;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A line of a reading with all that an Observation needs of it.
 *
 * @param dose the line
 * @param widestVoxelMm the widest spacing of the voxels in mm; null where the dose has no numbers
 * @param levelCode the SNOMED CT code of its level; null without one
 */
record KeptLine(OrganDose dose, @Nullable Double widestVoxelMm, @Nullable String levelCode) {

    /** Returns the JSON of the command {@code dose}, with the members that this leaves out. */
    ObjectNode json() {
        ObjectNode json = DoseLines.json(dose);
        json.put("file", dose.objects().file());
        json.put("widestVoxelMm", widestVoxelMm);
        json.put("levelCode", levelCode);
        if (dose.finding() instanceof DoseNumbers numbers) {
            json.put("upperBound", numbers.upperBound());
            json.put("changePerMm", DoseLines.rounded(numbers.changePerMm()));
        } else if (dose.finding() instanceof Unknown unknown) {
            json.put("detail", unknown.detail());
            var candidates = json.putArray("candidates");
            unknown.candidates().forEach(candidates::add);
        }
        return json;
    }

    /** Reads a line that {@link #json} wrote. */
    static KeptLine of(JsonNode json) {
        DoseObjects objects = new DoseObjects(
                text(json.path("rtdose")),
                text(json.path("rtstruct")),
                text(json.path("rtplan")),
                text(json.path("file")));
        Finding finding = json.has("reason") ? unknown(json) : numbers(json);
        return new KeptLine(
                new OrganDose(
                        objects,
                        text(json.path("roi")),
                        text(json.path("structure")),
                        text(json.path("level")),
                        finding),
                json.path("widestVoxelMm").isNumber()
                        ? json.path("widestVoxelMm").asDouble()
                        : null,
                text(json.path("levelCode")));
    }

    private static Unknown unknown(JsonNode json) {
        List<String> candidates = new ArrayList<>();
        json.path("candidates").forEach(uid -> candidates.add(uid.asString()));
        return new Unknown(
                Reason.valueOf(json.path("reason").asString()),
                json.path("detail").asString(),
                candidates);
    }

    private static DoseNumbers numbers(JsonNode json) {
        List<Note> flags = new ArrayList<>();
        json.path("flags").forEach(flag -> flags.add(note(flag.asString())));
        return new DoseNumbers(
                json.required("d003ccGy").asDouble(),
                json.required("d01ccGy").asDouble(),
                json.required("dmaxGy").asDouble(),
                new DoseRange(
                        json.required("range").required("lo").asDouble(),
                        json.required("range").required("hi").asDouble()),
                json.required("changePerMm").asDouble(),
                json.required("volumeCc").asDouble(),
                json.required("volumeOutsideGridCc").asDouble(),
                json.required("fractions").asInt(),
                null,
                json.required("lowerBound").asBoolean(),
                json.required("upperBound").asBoolean(),
                flags);
    }

    private static Note note(String name) {
        return Stream.concat(Stream.of(Flag.values()), Stream.of(Reason.values()))
                .map(Note.class::cast)
                .filter(note -> note.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static @Nullable String text(JsonNode value) {
        return value.isString() ? value.asString() : null;
    }
}

package org.spinecds.organdose;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spinecds.dose.finding.DoseNumbers;
import org.spinecds.dose.finding.DoseObjects;
import org.spinecds.dose.finding.Note;
import org.spinecds.dose.finding.OrganDose;
import org.spinecds.dose.finding.Unknown;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The lines of a reading as JSON: an object for each region and level, with numbers or with a reason. */
public final class DoseLines {

    private static final double PLACES = 1e6;

    private DoseLines() {}

    /** Returns an array with an object for each line. */
    public static ArrayNode json(List<OrganDose> lines) {
        ArrayNode array = JsonMapper.shared().createArrayNode();
        lines.forEach(line -> array.add(json(line)));
        return array;
    }

    /** Returns the object of one line. */
    public static ObjectNode json(OrganDose line) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        DoseObjects objects = line.objects();
        put(json, "rtdose", objects.rtdose());
        put(json, "rtstruct", objects.rtstruct());
        put(json, "rtplan", objects.rtplan());
        put(json, "roi", line.roi());
        put(json, "structure", line.structure());
        put(json, "level", line.level());
        if (line.finding() instanceof DoseNumbers numbers) {
            add(json, numbers);
        } else if (line.finding() instanceof Unknown unknown) {
            json.put("reason", unknown.reason().name());
            json.put("sentence", sentence(objects, unknown));
        }
        return json;
    }

    private static void add(ObjectNode json, DoseNumbers numbers) {
        json.put("d003ccGy", rounded(numbers.d003ccGy()));
        json.put("d01ccGy", rounded(numbers.d01ccGy()));
        json.put("dmaxGy", rounded(numbers.dmaxGy()));
        json.putObject("range")
                .put("lo", rounded(numbers.range().lo()))
                .put("hi", rounded(numbers.range().hi()));
        json.put("volumeCc", rounded(numbers.volumeCc()));
        json.put("volumeOutsideGridCc", rounded(numbers.volumeOutsideGridCc()));
        json.put("fractions", numbers.fractions());
        Double eqd2 = numbers.eqd2Gy();
        if (eqd2 == null) {
            json.putNull("eqd2Gy");
        } else {
            json.put("eqd2Gy", rounded(eqd2));
        }
        json.put("lowerBound", numbers.lowerBound());
        ArrayNode flags = json.putArray("flags");
        numbers.flags().stream().map(Note::name).forEach(flags::add);
    }

    /** Returns the reason in words, with the file or the objects it is about. */
    public static String sentence(DoseObjects objects, Unknown unknown) {
        String file = objects.file() == null ? "" : objects.file() + ": ";
        String candidates = unknown.candidates().isEmpty()
                ? ""
                : "; objects of this patient: " + String.join(", ", unknown.candidates());
        return file + unknown.detail() + candidates + ".";
    }

    private static void put(ObjectNode json, String member, @Nullable String text) {
        if (text == null) {
            json.putNull(member);
        } else {
            json.put(member, text);
        }
    }

    /** A millionth of a gray or of a cc is far below any accuracy here. */
    public static double rounded(double value) {
        return Math.round(value * PLACES) / PLACES;
    }
}

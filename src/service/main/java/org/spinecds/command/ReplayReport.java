package org.spinecds.command;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.spinecds.replay.FileCount;
import org.spinecds.replay.Folders;
import org.spinecds.replay.Found;
import org.spinecds.replay.Quarantined;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The files of a replay. Those in {@code restricted} tell of patients: the folder is for its owner alone. The report is written
 * beside its place and moved there when it is whole. It has no time and no name of a machine, so the same input gives the same bytes.
 */
final class ReplayReport {

    private static final JsonMapper LINE = JsonMapper.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();
    private static final JsonMapper PAGE =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Found<ReplayQuestion.Row> found;
    private final List<ReplayQuestion.Row> rows;

    /**
     * @param question for the rows of patients with a record that is too large
     * @throws IllegalStateException when the lines of a file, or the patients of the occasions, do not add up
     */
    ReplayReport(Found<ReplayQuestion.Row> found, ReplayQuestion question) {
        this.found = found;
        List<ReplayQuestion.Row> all = new ArrayList<>(found.answers());
        found.tooLarge().forEach(patient -> all.add(question.tooLarge(patient)));
        found.othersTooLarge().forEach(patient -> all.add(question.notVerified(patient)));
        all.sort(Comparator.comparing(ReplayQuestion.Row::patient)
                .thenComparing(ReplayQuestion.Row::day)
                .thenComparing(ReplayQuestion.Row::occasion));
        this.rows = List.copyOf(all);
        refuseUnlessWhole();
    }

    /** Every line has one end, every candidate has an occasion, and no occasion is there twice. */
    private void refuseUnlessWhole() {
        found.files().stream().filter(file -> !file.addsUp()).findFirst().ifPresent(file -> {
            throw new IllegalStateException("The lines of " + file.file() + " do not add up.");
        });
        Set<String> patients = new HashSet<>();
        Set<List<String>> occasions = new HashSet<>();
        for (ReplayQuestion.Row row : rows) {
            if (!occasions.add(List.of(row.patient(), row.occasion()))) {
                throw new IllegalStateException("An occasion of a patient is there twice.");
            }
            if (row.outcome() != ReplayQuestion.Outcome.NOT_VERIFIED) {
                patients.add(row.patient());
            }
        }
        if (patients.size() != candidates()) {
            throw new IllegalStateException(
                    "There are " + candidates() + " candidates, and occasions of " + patients.size() + " patients.");
        }
    }

    /** The number of occasions by outcome. */
    Map<ReplayQuestion.Outcome, Long> outcomes() {
        Map<ReplayQuestion.Outcome, Long> outcomes = new EnumMap<>(ReplayQuestion.Outcome.class);
        rows.forEach(row -> outcomes.merge(row.outcome(), 1L, Long::sum));
        return outcomes;
    }

    /** The number of candidates. */
    int candidates() {
        return found.patients() + found.tooLarge().size();
    }

    /** The number of patients that are no candidates, were asked about, and have no cards. */
    long verified() {
        return found.verified()
                + found.othersTooLarge().size()
                - outcomes().getOrDefault(ReplayQuestion.Outcome.NOT_VERIFIED, 0L);
    }

    /** The number of unusable lines that may be a part of anyone's record. */
    long ofUnknownPatient() {
        return sum(FileCount::unknownPatient);
    }

    /** The share of the lines that are in quarantine, from 0 to 1. */
    double share() {
        long lines = found.lines();
        return lines == 0 ? 0 : (double) found.quarantine().size() / lines;
    }

    /**
     * Writes the files.
     *
     * @param out the folder, which must not exist
     * @param settings of the run, such as the versions of the contents
     */
    void write(Path out, Map<String, @Nullable Object> settings) throws IOException {
        Path beside = out.resolveSibling(out.getFileName() + ".partial");
        Folders.delete(beside);
        Files.createDirectories(beside);
        Path restricted = Folders.ofOwner(beside.resolve("restricted"));
        try (OutputStream results =
                new GZIPOutputStream(Files.newOutputStream(restricted.resolve("results.ndjson.gz")))) {
            for (ReplayQuestion.Row row : rows) {
                results.write(line(row.line()));
            }
        }
        try (OutputStream quarantine = Files.newOutputStream(restricted.resolve("quarantine.ndjson"))) {
            for (Quarantined line : found.quarantine()) {
                quarantine.write(line(line));
            }
        }
        Files.writeString(beside.resolve("run.json"), PAGE.writeValueAsString(run(settings)) + "\n");
        Files.move(beside, out, StandardCopyOption.ATOMIC_MOVE);
    }

    private static byte[] line(Object value) {
        return (LINE.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private Map<String, @Nullable Object> run(Map<String, @Nullable Object> settings) {
        Map<String, @Nullable Object> run = new LinkedHashMap<>(settings);
        run.put("lines", found.lines());
        run.put("kept", sum(FileCount::kept));
        run.put("passedOver", sum(FileCount::passedOver));
        run.put("quarantined", sum(FileCount::inQuarantine));
        run.put("quarantinedOfUnknownPatient", ofUnknownPatient());
        run.put("blank", sum(FileCount::blank));
        run.put("deletions", found.deletions());
        run.put("candidates", candidates());
        run.put("verifiedToHaveNoCards", verified());
        run.put("occasions", rows.size());
        run.put("outcomes", outcomes());
        run.put("files", found.files());
        run.put("types", new TreeMap<>(found.types()));
        return run;
    }

    private long sum(ToLongFunction<FileCount> part) {
        return found.files().stream().mapToLong(part).sum();
    }
}

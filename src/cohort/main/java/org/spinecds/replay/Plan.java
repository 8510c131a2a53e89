package org.spinecds.replay;

import java.util.List;
import java.util.Map;
import org.spinecds.fhir.FhirJson;

/**
 * The contents of an export, counted before anything is evaluated: files, types, completeness, lines that cannot be used, and
 * the most disk that a replay takes.
 *
 * @param files in the order of their names
 * @param types the counts by type of resource
 * @param quarantine the lines that cannot be used
 * @param deletions the number of resources that the export says are deleted
 * @param ignored the names of the files that are not read
 */
public record Plan(
        List<FileCount> files,
        Map<String, TypeCount> types,
        List<Quarantined> quarantine,
        int deletions,
        List<String> ignored) {

    public Plan {
        files = List.copyOf(files);
        types = Map.copyOf(types);
        quarantine = List.copyOf(quarantine);
        ignored = List.copyOf(ignored);
    }

    /**
     * Reads the whole export once.
     *
     * @param threads that read at once
     * @throws ExportUnreadable when a file cannot be read
     */
    public static Plan of(Export export, int threads) {
        return of(export, new ExportPass(export, threads).read(file -> true, line -> false));
    }

    static Plan of(Export export, ExportPass.Result result) {
        return new Plan(
                result.files(),
                result.types(),
                result.quarantine(),
                result.deletions().size(),
                export.ignored());
    }

    /** All lines. */
    public long lines() {
        return files.stream().mapToLong(FileCount::lines).sum();
    }

    /** The bytes of all files, without compression. */
    public long bytes() {
        return files.stream().mapToLong(FileCount::bytes).sum();
    }

    /** The most disk that the work folder takes, in bytes: the lines of every type that a record may hold. */
    public long mostDisk() {
        return types.entrySet().stream()
                .filter(type -> FhirJson.RECORD_TYPES.contains(type.getKey()))
                .mapToLong(type -> type.getValue().bytes())
                .sum();
    }
}

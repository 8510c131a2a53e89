package org.spinecds.replay;

import java.util.List;
import java.util.Map;

/**
 * The candidates of an export and the answers about them.
 *
 * @param files the counts of lines, in the order of the names of the files
 * @param types the counts by type of resource
 * @param quarantine the lines that were not used, in the order of files and places
 * @param deletions the number of resources that the export says are deleted
 * @param patients the number of candidates that were asked about
 * @param verified the number of other patients that were asked about
 * @param tooLarge the keys of the candidates with a record that is too large, in their order
 * @param othersTooLarge the same of the patients that are none, but were to be asked about
 * @param answers in the order of the keys of the patients
 */
public record Found<A>(
        List<FileCount> files,
        Map<String, TypeCount> types,
        List<Quarantined> quarantine,
        int deletions,
        int patients,
        int verified,
        List<String> tooLarge,
        List<String> othersTooLarge,
        List<A> answers) {

    public Found {
        files = List.copyOf(files);
        types = Map.copyOf(types);
        quarantine = List.copyOf(quarantine);
        tooLarge = List.copyOf(tooLarge);
        othersTooLarge = List.copyOf(othersTooLarge);
        answers = List.copyOf(answers);
    }

    /** All lines. */
    public long lines() {
        return files.stream().mapToLong(FileCount::lines).sum();
    }
}

package org.spinecds.replay;

import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file of an export.
 *
 * @param site the name of the source; empty where there is one alone
 * @param name the path within the export, after the name of the source
 * @param type of all its resources, by the manifest or by the name of the file; null where neither tells it
 * @param size on disk, in bytes
 * @param isGzip whether it is compressed
 * @param count of its resources by the manifest; negative where it tells none
 */
public record ExportFile(
        String site, String name, Path path, @Nullable String type, long size, boolean isGzip, long count) {

    /** Whether the file may hold a resource of some type. */
    boolean mayHold(Set<String> types) {
        return type == null || types.contains(type);
    }
}

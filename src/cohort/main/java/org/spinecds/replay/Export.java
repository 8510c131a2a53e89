package org.spinecds.replay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.ResourceType;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The files of an export in the form of FHIR Bulk Data: newline-delimited JSON, plain or gzip, in one folder or below it. A
 * file is named by the type of its resources, such as {@code Observation.2.ndjson.gz}, or holds any type. A manifest, where
 * one was stored beside the files, names them instead.
 *
 * @param files in the order of their names
 * @param transactionTime of the manifests, as they are written; null where a source has none
 * @param ignored the names of the other files, which are not read: of another ending, or of the errors of the export
 */
public record Export(List<ExportFile> files, @Nullable String transactionTime, List<String> ignored) {

    private static final Pattern DATA = Pattern.compile("(?i).+\\.(?:ndjson|jsonl)(?:\\.gz)?");
    private static final Pattern OF_TYPE = Pattern.compile("(?:\\d+[._-])?([A-Z][A-Za-z]+)(?:[._-].*)?");
    private static final Set<String> TYPES = types();

    public Export {
        files = List.copyOf(files);
        ignored = List.copyOf(ignored);
    }

    /**
     * The export in one folder.
     *
     * @throws ExportUnreadable when there is none, or it has other files than its manifest says
     */
    public static Export in(Path folder) {
        return in(Map.of("", folder));
    }

    /**
     * The exports of several sources.
     *
     * @param folders by the name of the source
     * @throws ExportUnreadable when there is none, or one has other files than its manifest says
     */
    public static Export in(Map<String, Path> folders) {
        List<ExportFile> files = new ArrayList<>();
        Set<String> times = new TreeSet<>();
        Set<String> untold = new TreeSet<>();
        Set<String> ignored = new TreeSet<>();
        new TreeMap<>(folders).forEach((site, folder) -> {
            try {
                Manifest manifest = Manifest.in(folder);
                List<ExportFile> read = manifest == null ? found(site, folder) : manifest.files(site, folder);
                files.addAll(read);
                ignored.addAll(ignored(site, folder, read));
                if (manifest == null) {
                    untold.add(site);
                } else {
                    times.addAll(manifest.times());
                }
            } catch (IOException e) {
                throw new ExportUnreadable("The folder " + folder + " cannot be read.", e);
            } catch (UncheckedIOException e) {
                throw new ExportUnreadable(
                        "The folder " + folder + " cannot be read, or a link in it leads back to it.", e);
            }
        });
        if (files.isEmpty()) {
            throw new ExportUnreadable("There are no files of newline-delimited JSON in " + folders.values() + ".");
        }
        files.sort(Comparator.comparing(ExportFile::name));
        return new Export(files, untold.isEmpty() ? String.join(", ", times) : null, List.copyOf(ignored));
    }

    /** The size of all files on disk, in bytes. */
    public long size() {
        return files.stream().mapToLong(ExportFile::size).sum();
    }

    private static List<ExportFile> found(String site, Path folder) throws IOException {
        List<ExportFile> files = new ArrayList<>();
        for (Path file : dataBelow(folder)) {
            files.add(file(site, folder, file, typeOf(file), -1));
        }
        return files;
    }

    private static List<Path> dataBelow(Path folder) throws IOException {
        return filesBelow(folder).stream()
                .filter(file -> DATA.matcher(String.valueOf(file.getFileName())).matches())
                .toList();
    }

    private static List<Path> filesBelow(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            return files.filter(file -> !Files.isDirectory(file)).sorted().toList();
        }
    }

    private static List<String> ignored(String site, Path folder, List<ExportFile> read) throws IOException {
        Set<Path> known = new HashSet<>(Manifest.of(folder).keySet());
        read.forEach(file -> known.add(file.path()));
        return filesBelow(folder).stream()
                .filter(file -> !known.contains(file))
                .map(file -> name(site, folder, file))
                .toList();
    }

    private static String name(String site, Path folder, Path file) {
        String within = folder.relativize(file).toString().replace('\\', '/');
        return site.isEmpty() ? within : site + "/" + within;
    }

    private static ExportFile file(String site, Path folder, Path file, @Nullable String type, long count)
            throws IOException {
        return new ExportFile(site, name(site, folder, file), file, type, Files.size(file), Lines.isGzip(file), count);
    }

    /** The type by the name of a file; null where the name is of another form, or the folder is one of deletions. */
    private static @Nullable String typeOf(Path file) {
        Matcher name = OF_TYPE.matcher(
                String.valueOf(file.getFileName()).replaceFirst("(?i)\\.(?:ndjson|jsonl)(?:\\.gz)?$", ""));
        return name.matches() && TYPES.contains(name.group(1)) ? name.group(1) : null;
    }

    /** Whether FHIR R4 has a type of this name. */
    static boolean isType(String name) {
        return TYPES.contains(name) || name.equals("Bundle");
    }

    private static Set<String> types() {
        Set<String> types = new HashSet<>();
        for (ResourceType type : ResourceType.values()) {
            types.add(type.name());
        }
        // A file of Bundles holds deletions, and these are looked for everywhere.
        types.remove("Bundle");
        return Set.copyOf(types);
    }

    /** The answer of the server that ended the export (Bulk Data Access, response of the status request). */
    private record Manifest(List<JsonNode> parts) {

        private static final JsonMapper JSON = JsonMapper.builder().build();

        /** The manifests in a folder; several where the answer had pages. Null without any. */
        static @Nullable Manifest in(Path folder) throws IOException {
            Map<Path, JsonNode> parts = of(folder);
            return parts.isEmpty() ? null : new Manifest(List.copyOf(parts.values()));
        }

        /** The files of a folder that are manifests. */
        static Map<Path, JsonNode> of(Path folder) throws IOException {
            Map<Path, JsonNode> parts = new TreeMap<>();
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(one -> one.toString().endsWith(".json"))
                        .sorted()
                        .toList()) {
                    JsonNode json = read(file);
                    if (json.path("output").isArray()
                            && json.path("transactionTime").isString()) {
                        parts.put(file, json);
                    }
                }
            }
            return parts;
        }

        private static JsonNode read(Path file) throws IOException {
            try {
                return JSON.readTree(Files.readString(file));
            } catch (JacksonException e) {
                return JSON.createObjectNode();
            }
        }

        List<String> times() {
            return parts.stream()
                    .map(part -> part.path("transactionTime").asString(""))
                    .toList();
        }

        List<ExportFile> files(String site, Path folder) throws IOException {
            Map<String, Path> there = new TreeMap<>();
            for (Path file : dataBelow(folder)) {
                String name = plain(String.valueOf(file.getFileName()));
                if (there.put(name, file) != null) {
                    throw new ExportUnreadable(
                            "Two files in " + folder + " have the name " + name + ", and the manifest names one.");
                }
            }
            List<ExportFile> files = new ArrayList<>();
            Set<String> missing = new TreeSet<>();
            Set<String> others = new TreeSet<>(there.keySet());
            for (JsonNode part : parts) {
                for (String member : List.of("output", "deleted")) {
                    for (JsonNode entry : part.path(member)) {
                        String name = nameOf(entry);
                        Path file = there.get(name);
                        if (file == null) {
                            missing.add(name);
                        } else if (others.remove(name)) {
                            files.add(file(
                                    site,
                                    folder,
                                    file,
                                    member.equals("output") ? entry.path("type").asString(null) : null,
                                    entry.path("count").asLong(-1)));
                        }
                    }
                }
                part.path("error").forEach(entry -> others.remove(nameOf(entry)));
            }
            if (!missing.isEmpty()) {
                throw new ExportUnreadable("The manifest names files that are not in " + folder + ": " + missing + ".");
            }
            if (!others.isEmpty()) {
                throw new ExportUnreadable("The manifest does not name these files in " + folder + ": " + others
                        + ". Move them away, or the manifest.");
            }
            return files;
        }

        private static String nameOf(JsonNode entry) {
            String url = entry.path("url").asString("");
            String path;
            try {
                path = String.valueOf(URI.create(url).getPath());
            } catch (IllegalArgumentException e) {
                path = url;
            }
            return plain(path.substring(path.lastIndexOf('/') + 1));
        }

        /** A file may have been compressed after it was fetched. */
        private static String plain(String name) {
            return name.endsWith(".gz") ? name.substring(0, name.length() - ".gz".length()) : name;
        }
    }
}

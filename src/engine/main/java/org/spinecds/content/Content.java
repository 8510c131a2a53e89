package org.spinecds.content;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of the content, named by their path below its root with forward slashes, such as {@code
 * cds-hooks/services/a.json}. All are read at once, from a folder or from the jar: a later change of a file is another
 * content. The worked cases are separate and read at first use.
 */
public final class Content {

    private static final List<String> ROOTS = List.of("cql", "cds-hooks", "fhir-profiles");
    private static final Set<String> ENDINGS = Set.of("cql", "json", "md", "csv", "html", "mustache");
    private static final String CASES = "cql/input/tests/";
    private static final List<String> VERSIONED = List.of(
            "cql/guideline",
            "cql/input/cql/",
            "cql/input/vocabulary/",
            "cds-hooks/services/",
            "cds-hooks/cards/",
            "cds-hooks/suggestions/",
            "cds-hooks/worksheet/");

    /** Examples of records have no effect on answers, and are not in the jar. */
    private static final List<String> NEVER_TRIED = List.of("fhir-profiles/examples/", "fhir-profiles/site-example/");

    /** The file with the reasons of removed cases: besides cases the only new file that an overlay may add. */
    private static final String CASES_REMOVED = "cql/cases-removed.csv";

    private static final String JAR = "the jar";

    private final String place;
    private final Map<String, String> texts;
    private final Supplier<CaseFiles> readCases;
    private @Nullable CaseFiles cases;

    private Content(String place, Map<String, String> texts, Supplier<CaseFiles> readCases) {
        this.place = place;
        this.texts = Collections.unmodifiableMap(new TreeMap<>(texts));
        this.readCases = readCases;
    }

    /**
     * A stored content.
     *
     * @param place of storage, for messages
     */
    public static Content of(String place, Map<String, String> texts, CaseFiles cases) {
        return new Content(place, texts, () -> cases);
    }

    /**
     * The content of a folder, or of the jar, as it is now.
     *
     * @param folder holding {@code cql} and {@code cds-hooks}; null means the content inside the jar
     * @throws ContentUnreadable when it is not a folder, or a file cannot be read
     */
    public static Content at(@Nullable Path folder) {
        if (folder != null && !Files.isDirectory(folder)) {
            throw new ContentUnreadable("The content folder " + folder + " (spinecds.content) does not exist.");
        }
        if (folder == null) {
            return new Content(JAR, OwnBuild.files(), OwnBuild::cases);
        }
        Path root = folder.toAbsolutePath().normalize();
        return new Content(folder.toString(), readFolder(root), () -> casesBelow(root));
    }

    /**
     * The same with the files of an overlay folder.
     *
     * @param overlay folder with only changed files and new cases; null means none
     * @throws ContentUnreadable also when a file of the overlay replaces no file and is no case
     */
    public static Content at(@Nullable Path folder, @Nullable Path overlay) {
        Content base = at(folder);
        return overlay == null ? base : base.under(overlay);
    }

    private Content under(Path overlay) {
        if (!Files.isDirectory(overlay)) {
            throw new ContentUnreadable("The overlay folder " + overlay + " (spinecds.overlay) does not exist.");
        }
        Map<String, String> laidOver = new TreeMap<>();
        Map<String, String> casesLaidOver = new TreeMap<>();
        read(overlay.toAbsolutePath().normalize(), overlay.toAbsolutePath().normalize(), Content::isVisible)
                .forEach((path, text) -> {
                    if (isCase(path)) {
                        casesLaidOver.put(path, text);
                    } else if (texts.containsKey(path) || path.equals(CASES_REMOVED)) {
                        laidOver.put(path, text);
                    } else {
                        throw new ContentUnreadable("The overlay " + overlay + " (spinecds.overlay) holds " + path
                                + ", which stands for no file of the content in " + place
                                + ". An overlay holds changed files, by their path in the content, and new cases.");
                    }
                });
        Map<String, String> all = new TreeMap<>(texts);
        all.putAll(laidOver);
        return new Content(
                place + " under " + overlay,
                all,
                casesLaidOver.isEmpty() ? this::cases : () -> cases().under(casesLaidOver));
    }

    /**
     * The files of the worked cases below a content folder; none without tests.
     *
     * @throws ContentUnreadable when a file cannot be read
     */
    public static CaseFiles casesBelow(Path folder) {
        return CaseFiles.of(readCases(folder.toAbsolutePath().normalize()));
    }

    /** The worked cases, read at the first call. */
    public synchronized CaseFiles cases() {
        CaseFiles read = cases;
        if (read == null) {
            read = readCases.get();
            cases = read;
        }
        return read;
    }

    /** The texts of all files by path, without the cases. */
    public Map<String, String> texts() {
        return texts;
    }

    /** Whether files and cases are those of the jar, which the build has tested. */
    public boolean isOfTheBuild() {
        return place.equals(JAR) || digest(List.of()).equals(OfTheJar.DIGEST);
    }

    private static final class OfTheJar {
        private static final String DIGEST = at(null).digest(List.of());
    }

    /**
     * A fingerprint of everything that affects a test of the content: all files, the cases, and the texts of the site.
     *
     * @param ofTheSite as for {@link #version}
     */
    public String digest(List<String> ofTheSite) {
        Digest digest = new Digest();
        texts.forEach((path, text) -> {
            if (NEVER_TRIED.stream().noneMatch(path::startsWith)) {
                digest.add(path, text);
            }
        });
        digest.add(CASES, cases().digest());
        ofTheSite.forEach(text -> digest.add("", text));
        return digest.hex();
    }

    /**
     * The text of one file.
     *
     * @throws ContentUnreadable when there is no such file
     */
    public String text(String path) {
        String text = texts.get(path);
        if (text == null) {
            throw new ContentUnreadable("The content has no readable file " + path + " in " + place + ".");
        }
        return text;
    }

    /**
     * The files below a folder with names that end in the suffix, sorted.
     *
     * @throws ContentUnreadable when there is no such folder
     */
    public List<String> list(String below, String suffix) {
        if (texts.keySet().stream().noneMatch(path -> path.startsWith(below + "/"))) {
            throw new ContentUnreadable("The content has no readable folder " + below + " in " + place + ".");
        }
        return listIfThere(below, suffix);
    }

    /** The same; none without such a folder. */
    public List<String> listIfThere(String below, String suffix) {
        return texts.keySet().stream()
                .filter(path -> path.startsWith(below + "/") && path.endsWith(suffix))
                .toList();
    }

    /** Whether another content has the same files below a folder. */
    public boolean isSameBelow(String folder, Content other) {
        return below(folder).equals(other.below(folder));
    }

    private Map<String, String> below(String folder) {
        Map<String, String> files = new TreeMap<>(texts);
        files.keySet().removeIf(path -> !path.startsWith(folder + "/"));
        return files;
    }

    /**
     * A fingerprint of everything that affects answers: SHA-256 of every guideline, library, value set, service and card,
     * and of the texts of the site.
     *
     * @param ofTheSite further texts that affect answers, such as the site's ConceptMaps
     */
    public String version(List<String> ofTheSite) {
        MessageDigest digest = Digest.sha256();
        for (String below : VERSIONED) {
            texts.forEach((path, text) -> {
                if (path.startsWith(below)) {
                    digest.update((path + "\n").getBytes(StandardCharsets.UTF_8));
                    digest.update(text.getBytes(StandardCharsets.UTF_8));
                }
            });
        }
        for (String text : ofTheSite) {
            digest.update((text.length() + "\n" + text).getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static Map<String, String> readFolder(Path folder) {
        Map<String, String> texts = new TreeMap<>();
        for (String root : ROOTS) {
            if (Files.isDirectory(folder.resolve(root))) {
                texts.putAll(read(folder, folder.resolve(root), Content::belongs));
            }
        }
        return texts;
    }

    private static Map<String, String> readCases(Path folder) {
        Path cases = folder.resolve(CASES);
        return Files.isDirectory(cases) ? read(folder, cases, Content::isCase) : Map.of();
    }

    /** Links are followed, because Kubernetes volumes consist of them. */
    private static Map<String, String> read(Path folder, Path below, Predicate<String> wanted) {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.walk(below, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String path = folder.relativize(file).toString().replace('\\', '/');
                if (wanted.test(path)) {
                    texts.put(path, Files.readString(file));
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw new ContentUnreadable("The content below " + below + " cannot be read: " + e.getMessage(), e);
        }
        return texts;
    }

    /** Excludes files that editors and tools leave beside the content. */
    private static boolean belongs(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return !name.startsWith(".")
                && ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1))
                && !path.startsWith(CASES);
    }

    private static boolean isCase(String path) {
        return path.startsWith(CASES) && path.endsWith(CaseFiles.ENDING);
    }

    /** Neither the file nor a folder above it begins with a dot. */
    private static boolean isVisible(String path) {
        return !("/" + path).contains("/.");
    }
}

package org.spinecds.content;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * The knowledge as files, named by their path below the content's root with forward slashes, such as {@code
 * cds-hooks/services/a.json}. All of them are read at once, from a folder while it is being worked on, else from inside
 * the jar: a later change of a file is another content. The worked cases are not part of it.
 */
public final class Content {

    private static final String IN_THE_JAR = "content/";
    private static final List<String> ROOTS = List.of("cql", "cds-hooks", "fhir-profiles");
    private static final Set<String> ENDINGS = Set.of("cql", "json", "md", "csv", "html", "mustache");
    private static final String CASES = "cql/input/tests/";
    private static final List<String> VERSIONED = List.of(
            "cql/input/cql",
            "cql/input/vocabulary",
            "cds-hooks/services",
            "cds-hooks/cards",
            "cds-hooks/suggestions",
            "cds-hooks/worksheet");

    private final String place;
    private final Map<String, String> texts;

    private Content(String place, Map<String, String> texts) {
        this.place = place;
        this.texts = Collections.unmodifiableMap(new TreeMap<>(texts));
    }

    /**
     * The content in a folder, or the content in the jar, as it is now.
     *
     * @param folder holding {@code cql} and {@code cds-hooks}; null means the content inside the jar
     * @throws ContentUnreadable when it is not a folder, or a file cannot be read
     */
    public static Content at(@Nullable Path folder) {
        if (folder != null && !Files.isDirectory(folder)) {
            throw new ContentUnreadable("The content folder " + folder + " (spinecds.content) does not exist.");
        }
        return folder == null
                ? new Content("the jar", readJar())
                : new Content(
                        folder.toString(), readFolder(folder.toAbsolutePath().normalize()));
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
     * The files below a folder whose names end in the suffix, sorted.
     *
     * @throws ContentUnreadable when there is no such folder
     */
    public List<String> list(String below, String suffix) {
        List<String> paths = texts.keySet().stream()
                .filter(path -> path.startsWith(below + "/"))
                .toList();
        if (paths.isEmpty()) {
            throw new ContentUnreadable("The content has no readable folder " + below + " in " + place + ".");
        }
        return paths.stream().filter(path -> path.endsWith(suffix)).toList();
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
     * A fingerprint of all that decides and words: SHA-256 of every file of CQL, value sets, services and cards, and of
     * what the site adds to them.
     *
     * @param ofTheSite texts that decide too and are none of the content, such as the site's ConceptMaps
     */
    public String version(List<String> ofTheSite) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String below : VERSIONED) {
                texts.forEach((path, text) -> {
                    if (path.startsWith(below + "/")) {
                        digest.update((path + "\n").getBytes(StandardCharsets.UTF_8));
                        digest.update(text.getBytes(StandardCharsets.UTF_8));
                    }
                });
            }
            for (String text : ofTheSite) {
                digest.update((text.length() + "\n" + text).getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }

    private static Map<String, String> readJar() {
        Map<String, String> texts = new TreeMap<>();
        try {
            for (Resource file :
                    new PathMatchingResourcePatternResolver().getResources("classpath*:" + IN_THE_JAR + "**/*.*")) {
                String url = file.getURL().toString();
                String path = url.substring(url.lastIndexOf("/" + IN_THE_JAR) + IN_THE_JAR.length() + 1);
                if (belongs(path)) {
                    try (InputStream stream = file.getInputStream()) {
                        texts.put(path, new String(stream.readAllBytes(), StandardCharsets.UTF_8));
                    }
                }
            }
        } catch (IOException e) {
            throw new ContentUnreadable("The content inside the jar cannot be read.", e);
        }
        return texts;
    }

    private static Map<String, String> readFolder(Path folder) {
        Map<String, String> texts = new TreeMap<>();
        for (String root : ROOTS) {
            if (!Files.isDirectory(folder.resolve(root))) {
                continue;
            }
            try (Stream<Path> files = Files.walk(folder.resolve(root))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String path = folder.relativize(file).toString().replace('\\', '/');
                    if (belongs(path)) {
                        texts.put(path, Files.readString(file));
                    }
                }
            } catch (IOException e) {
                throw new ContentUnreadable(
                        "The content below " + folder.resolve(root) + " cannot be read: " + e.getMessage(), e);
            }
        }
        return texts;
    }

    /** Editors and tools leave files of their own beside those of the content. */
    private static boolean belongs(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return !name.startsWith(".")
                && ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1))
                && !path.startsWith(CASES);
    }
}

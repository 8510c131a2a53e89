package org.spinecds.content;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * The knowledge as files, named by their path below the content's root with forward slashes, such as {@code
 * cds-hooks/services/a.json}. Read from a folder while it is being worked on, else from inside the jar.
 */
public final class Content {

    private static final String IN_THE_JAR = "content/";
    private static final List<String> VERSIONED =
            List.of("cql/input/cql", "cql/input/vocabulary", "cds-hooks/services", "cds-hooks/cards");

    private final @Nullable Path folder;
    private final PathMatchingResourcePatternResolver jar = new PathMatchingResourcePatternResolver();

    private Content(@Nullable Path folder) {
        this.folder = folder;
    }

    /**
     * The content in a folder, or the content in the jar.
     *
     * @param folder holding {@code cql} and {@code cds-hooks}; null means the content inside the jar
     * @throws ContentUnreadable when it is not a folder
     */
    public static Content at(@Nullable Path folder) {
        if (folder != null && !Files.isDirectory(folder)) {
            throw new ContentUnreadable("The content folder " + folder + " (spinecds.content) does not exist.");
        }
        return new Content(folder == null ? null : folder.toAbsolutePath().normalize());
    }

    /**
     * The text of one file.
     *
     * @throws ContentUnreadable when there is no such file
     */
    public String text(String path) {
        try {
            return folder == null ? fromJar(path) : Files.readString(inside(folder, path));
        } catch (IOException e) {
            throw new ContentUnreadable("The content has no readable file " + path + " in " + place() + ".", e);
        }
    }

    /**
     * The files below a folder whose names end in the suffix, sorted.
     *
     * @throws ContentUnreadable when there is no such folder
     */
    public List<String> list(String below, String suffix) {
        try {
            List<String> paths = folder == null ? listJar(below, suffix) : listFolder(folder, below, suffix);
            return paths.stream().sorted().toList();
        } catch (IOException e) {
            throw new ContentUnreadable("The content has no readable folder " + below + " in " + place() + ".", e);
        }
    }

    /** A fingerprint of all that decides and words: SHA-256 of every file of CQL, value sets, services and cards. */
    public String version() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String below : VERSIONED) {
                for (String path : list(below, "")) {
                    digest.update((path + "\n").getBytes(StandardCharsets.UTF_8));
                    digest.update(text(path).getBytes(StandardCharsets.UTF_8));
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }

    private String place() {
        return folder == null ? "the jar" : folder.toString();
    }

    private String fromJar(String path) throws IOException {
        try (InputStream stream =
                jar.getResource("classpath:" + IN_THE_JAR + path).getInputStream()) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private List<String> listJar(String below, String suffix) throws IOException {
        Resource[] files = jar.getResources("classpath*:" + IN_THE_JAR + below + "/**/*");
        if (files.length == 0) {
            throw new FileNotFoundException(below);
        }
        return Stream.of(files)
                .map(file -> below + "/" + pathBelow(file, below))
                .filter(path -> path.endsWith(suffix))
                .distinct()
                .toList();
    }

    private static String pathBelow(Resource resource, String below) {
        try {
            String url = resource.getURL().toString();
            String root = "/" + IN_THE_JAR + below + "/";
            return url.substring(url.lastIndexOf(root) + root.length());
        } catch (IOException e) {
            throw new ContentUnreadable("A file of the content below " + below + " has no address.", e);
        }
    }

    private static List<String> listFolder(Path folder, String below, String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(inside(folder, below))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .filter(path -> path.endsWith(suffix))
                    .toList();
        }
    }

    private static Path inside(Path folder, String path) {
        Path file = folder.resolve(path).normalize();
        if (!file.startsWith(folder)) {
            throw new ContentUnreadable("The path " + path + " leads out of the content.");
        }
        return file;
    }
}

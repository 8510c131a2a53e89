package org.spinecds.content;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The content in the jar: its files, its worked cases, and an id of this build, which changes with the code, a library or
 * the content.
 */
public final class OwnBuild {

    private static final List<Path> PROJECT_FILES =
            List.of(Path.of("pom.xml"), Path.of("src/engine/pom.xml"), Path.of("src/service/pom.xml"));
    private static final String FOLDER = "content/";

    /** The paths of all files, since a jar cannot be listed everywhere that it is read. */
    private static final String FILES = "content/files.txt";

    private static final String CASES = "content/cases.json.gz";
    private static final String DIGEST_OF_CASES = "content/cases.sha256";
    private static final String NAME = "content/build.sha256";

    /** Classes compiled by an editor have no id, so test results of one run are not valid for the next. */
    private static final String UNKNOWN = "unknown-" + UUID.randomUUID();

    private OwnBuild() {}

    /** The id of this build; a new one at every start if the build did not compile the classes. */
    public static String name() {
        return Objects.requireNonNullElse(text(NAME), UNKNOWN);
    }

    /**
     * The files of the content in the jar.
     *
     * @throws ContentUnreadable when the build has not added them
     */
    static Map<String, String> files() {
        String names = text(FILES);
        if (names == null) {
            throw new ContentUnreadable("The classes hold no content: only the build adds it. Build with ./mvnw, or set"
                    + " spinecds.content to a folder.");
        }
        Map<String, String> texts = new TreeMap<>();
        for (String path : names.lines().toList()) {
            String text = text(FOLDER + path);
            if (text == null) {
                throw new ContentUnreadable("The content inside the jar lacks " + path + ".");
            }
            texts.put(path, text);
        }
        return texts;
    }

    /** The worked cases of the content in the jar; none if the build did not compile the classes. */
    static CaseFiles cases() {
        String digest = text(DIGEST_OF_CASES);
        byte[] packed = read(CASES);
        return digest == null || packed == null ? CaseFiles.of(Map.of()) : new CaseFiles(digest, packed);
    }

    /** A text on the class path; null where there is none. */
    public static @Nullable String text(String path) {
        byte[] text = read(path);
        return text == null ? null : new String(text, StandardCharsets.UTF_8);
    }

    private static byte @Nullable [] read(String name) {
        try (InputStream file = OwnBuild.class.getResourceAsStream("/" + name)) {
            return file == null ? null : file.readAllBytes();
        } catch (IOException e) {
            throw new ContentUnreadable("The file " + name + " inside the jar cannot be read.", e);
        }
    }

    /**
     * Writes the list of the content's files, its cases and the id of the build beside the classes of the jar.
     *
     * @param project folder of the content and of the project files, which list the dependencies
     * @param classes the folder of classes for the jar
     * @param others folders or jars of further classes of the build
     */
    public static void pack(Path project, Path classes, List<Path> others) throws IOException {
        Content content = Content.at(project);
        Files.write(
                classes.resolve(FILES),
                content.texts().keySet().stream()
                        .filter(path -> Files.exists(classes.resolve(FOLDER + path)))
                        .toList());
        CaseFiles cases = content.cases();
        Path digest = classes.resolve(DIGEST_OF_CASES);
        if (!Files.exists(digest) || !Files.readString(digest).equals(cases.digest())) {
            Files.write(classes.resolve(CASES), cases.packed());
            Files.writeString(digest, cases.digest());
        }
        Files.writeString(classes.resolve(NAME), nameOf(project, classes, others));
    }

    private static String nameOf(Path project, Path classes, List<Path> others) throws IOException {
        Digest digest = new Digest();
        List<Path> roots = new ArrayList<>(others);
        roots.add(classes);
        for (Path projectFile : PROJECT_FILES) {
            digest.add(projectFile.toString(), Files.readAllBytes(project.resolve(projectFile)));
        }
        for (Path root : roots) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    String path = root.relativize(file).toString().replace('\\', '/');
                    if (!path.equals(NAME)) {
                        digest.add(path, Files.readAllBytes(file));
                    }
                }
            }
        }
        return digest.hex();
    }
}

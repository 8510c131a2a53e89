package org.spinecds.content;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The build's additions to the content in the jar: its worked cases, packed, and an id of this build, which changes
 * with the code, a library or the content.
 */
public final class OwnBuild {

    private static final String CASES = "content/cases.json.gz";
    private static final String DIGEST_OF_CASES = "content/cases.sha256";
    private static final String NAME = "content/build.sha256";

    /** Classes compiled by an editor have no id, so test results of one run are not valid for the next. */
    private static final String UNKNOWN = "unknown-" + UUID.randomUUID();

    private OwnBuild() {}

    /** The id of this build; a new one at every start if the build did not compile the classes. */
    public static String name() {
        byte[] name = read(NAME);
        return name == null ? UNKNOWN : new String(name, StandardCharsets.UTF_8);
    }

    /** The worked cases of the content in the jar; none if the build did not compile the classes. */
    static CaseFiles cases() {
        byte[] digest = read(DIGEST_OF_CASES);
        byte[] packed = read(CASES);
        return digest == null || packed == null
                ? CaseFiles.of(Map.of())
                : new CaseFiles(new String(digest, StandardCharsets.UTF_8), packed);
    }

    private static byte @Nullable [] read(String name) {
        try (InputStream file = OwnBuild.class.getResourceAsStream("/" + name)) {
            return file == null ? null : file.readAllBytes();
        } catch (IOException e) {
            throw new ContentUnreadable("The file " + name + " inside the jar cannot be read.", e);
        }
    }

    /**
     * Called by the build between compiling and testing.
     *
     * @param arguments the project folder; the folder of classes for the jar
     */
    public static void main(String[] arguments) throws IOException {
        Path project = Path.of(arguments[0]);
        Path classes = Path.of(arguments[1]);
        CaseFiles cases = Content.at(project).cases();
        Path digest = classes.resolve(DIGEST_OF_CASES);
        if (!Files.exists(digest) || !Files.readString(digest).equals(cases.digest())) {
            Files.write(classes.resolve(CASES), cases.packed());
            Files.writeString(digest, cases.digest());
        }
        Files.writeString(classes.resolve(NAME), nameOf(project, classes));
    }

    /** The project file lists the libraries. */
    private static String nameOf(Path project, Path classes) throws IOException {
        Digest digest = new Digest();
        digest.add("pom.xml", Files.readAllBytes(project.resolve("pom.xml")));
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String path = classes.relativize(file).toString().replace('\\', '/');
                if (!path.equals(NAME)) {
                    digest.add(path, Files.readAllBytes(file));
                }
            }
        }
        return digest.hex();
    }
}

package org.spinecds.logic;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.cqframework.cql.cql2elm.model.CompiledLibrary;
import org.cqframework.cql.cql2elm.tracking.Trackable;
import org.cqframework.cql.elm.serializing.ElmJsonLibraryReader;
import org.cqframework.cql.elm.serializing.ElmJsonLibraryWriter;
import org.hl7.cql.model.DataType;
import org.hl7.cql.model.IntervalType;
import org.hl7.cql.model.ListType;
import org.hl7.elm.r1.IntervalTypeSpecifier;
import org.hl7.elm.r1.Library;
import org.hl7.elm.r1.ListTypeSpecifier;
import org.hl7.elm.r1.TypeSpecifier;
import org.hl7.elm.r1.Union;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The libraries as the build has translated them, in the jar below a key of all that they were made from: the texts, the
 * translator and its options. What was made from anything else is not found there, so nothing stale can be.
 *
 * <p>What is stored evaluates and names its places, and leaves out the text that the translator repeats beside every node.
 * The engine asks one thing that ELM does not say: whether a union is one of lists or of intervals. That is stored as the
 * type of the union.
 *
 * @param libraries of the content, and FHIRHelpers
 * @param warnings what the translator had to say
 */
record StoredElm(List<Library> libraries, List<String> warnings) {

    private static final String FOLDER = "elm";
    private static final String ENDING = ".elm.json";
    private static final String WARNINGS = "warnings.json";
    private static final String REPEATED_TEXT = "annotation";
    private static final JsonMapper JSON = JsonMapper.shared();

    StoredElm {
        libraries = List.copyOf(libraries);
        warnings = List.copyOf(warnings);
    }

    /** What the build has stored of these texts. */
    static Optional<StoredElm> of(LibraryTexts texts) {
        String place = "/" + FOLDER + "/" + key(texts) + "/";
        String warnings = resource(place + WARNINGS);
        if (warnings == null) {
            return Optional.empty();
        }
        List<Library> libraries = new ArrayList<>();
        for (String name : names(texts)) {
            String elm = resource(place + name + ENDING);
            if (elm == null) {
                return Optional.empty();
            }
            Library library = new ElmJsonLibraryReader().read(elm);
            unions(library, StoredElm::takeType);
            libraries.add(library);
        }
        return Optional.of(new StoredElm(libraries, List.of(JSON.readValue(warnings, String[].class))));
    }

    /**
     * Stores what a translation has made, in place of all that is stored.
     *
     * @param classes the folder whose files go into the jar
     */
    static void write(Path classes, LibraryTexts texts, Translation translation) throws IOException {
        Path elm = classes.resolve(FOLDER);
        remove(elm);
        Path place = Files.createDirectories(elm.resolve(key(texts)));
        for (CompiledLibrary compiled :
                translation.libraries().getCompiledLibraries().values()) {
            Library library = compiled.getLibrary();
            if (library != null && library.getIdentifier() != null) {
                unions(library, StoredElm::giveType);
                Files.writeString(
                        place.resolve(library.getIdentifier().getId() + ENDING),
                        withoutRepeatedText(new ElmJsonLibraryWriter().writeAsString(library)));
            }
        }
        Files.writeString(place.resolve(WARNINGS), JSON.writeValueAsString(translation.warnings()));
    }

    /** Whether the build has stored what these texts are translated to. */
    static boolean isIn(Path classes, LibraryTexts texts) {
        return Files.isRegularFile(classes.resolve(FOLDER).resolve(key(texts)).resolve(WARNINGS));
    }

    private static Set<String> names(LibraryTexts texts) {
        Set<String> names = new TreeSet<>(texts.byName().keySet());
        names.add(String.valueOf(Translation.FHIR_HELPERS.getId()));
        return names;
    }

    private static String key(LibraryTexts texts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            add(digest, Translation.translator());
            add(digest, Translation.textOfFhirHelpers());
            texts.byName().forEach((name, text) -> {
                add(digest, name);
                add(digest, text);
            });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }

    /** With its length, so that nothing of one text can stand at the beginning of the next. */
    private static void add(MessageDigest digest, String text) {
        digest.update((text.length() + "\n" + text).getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable String resource(String path) {
        try (InputStream stream = StoredElm.class.getResourceAsStream(path)) {
            return stream == null ? null : new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file :
                        files.sorted((one, other) -> other.compareTo(one)).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static String withoutRepeatedText(String elm) {
        JsonNode tree = JSON.readTree(elm);
        tree.findParents(REPEATED_TEXT).forEach(node -> ((ObjectNode) node).remove(REPEATED_TEXT));
        return JSON.writeValueAsString(tree);
    }

    private static void unions(Library library, Consumer<Union> task) {
        new LibraryWalk() {

            @Override
            public Boolean visitUnion(Union union, Library within) {
                task.accept(union);
                return super.visitUnion(union, within);
            }
        }.through(library);
    }

    private static void giveType(Union union) {
        DataType type = Trackable.INSTANCE.getResultType(union);
        if (type instanceof ListType) {
            union.setResultTypeSpecifier(new ListTypeSpecifier());
        } else if (type instanceof IntervalType) {
            union.setResultTypeSpecifier(new IntervalTypeSpecifier());
        }
    }

    private static void takeType(Union union) {
        TypeSpecifier type = union.getResultTypeSpecifier();
        if (type instanceof ListTypeSpecifier) {
            Trackable.INSTANCE.setResultType(union, new ListType(DataType.Companion.getANY()));
        } else if (type instanceof IntervalTypeSpecifier) {
            Trackable.INSTANCE.setResultType(union, new IntervalType(DataType.Companion.getANY()));
        }
        union.setResultTypeSpecifier(null);
    }
}

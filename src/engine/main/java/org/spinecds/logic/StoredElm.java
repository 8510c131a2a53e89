package org.spinecds.logic;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
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
import org.spinecds.content.Digest;
import org.spinecds.content.OwnBuild;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The libraries as the build has translated them, stored in the jar. The folder's name is a hash of their source: the
 * texts, FHIRHelpers, the translator and its options. So libraries of another source are never found.
 *
 * <p>The stored libraries have the locators, but not the text that the translator repeats beside every node. The engine
 * also needs to know whether a union is of lists or of intervals, which ELM does not tell; it is stored as the result
 * type of the union.
 *
 * @param libraries the libraries of the content, and FHIRHelpers
 * @param warnings the warnings of the translator
 * @param shapes the types of the answers, by library
 */
record StoredElm(List<Library> libraries, List<String> warnings, Map<String, Map<String, @Nullable Object>> shapes) {

    private static final String FOLDER = "elm";
    private static final String ENDING = ".elm.json";
    private static final String WARNINGS = "warnings.json";
    private static final String SHAPES = "shapes.json";
    private static final String REPEATED_TEXT = "annotation";
    private static final JsonMapper JSON = JsonMapper.shared();

    StoredElm {
        libraries = List.copyOf(libraries);
        warnings = List.copyOf(warnings);
        shapes = Map.copyOf(shapes);
    }

    /** The stored libraries of these texts; empty where the build has stored none or only a part. */
    static Optional<StoredElm> of(LibraryTexts texts) {
        String place = FOLDER + "/" + key(texts) + "/";
        String warnings = OwnBuild.text(place + WARNINGS);
        String shapes = OwnBuild.text(place + SHAPES);
        if (warnings == null || shapes == null) {
            return Optional.empty();
        }
        List<Library> libraries = new ArrayList<>();
        for (String name : names(texts)) {
            String elm = OwnBuild.text(place + name + ENDING);
            if (elm == null) {
                return Optional.empty();
            }
            Library library = new ElmJsonLibraryReader().read(elm);
            unions(library, StoredElm::takeType);
            libraries.add(library);
        }
        return Optional.of(new StoredElm(
                libraries,
                List.of(JSON.readValue(warnings, String[].class)),
                JSON.readValue(shapes, new TypeReference<>() {})));
    }

    /**
     * Stores a translation, and removes everything stored before.
     *
     * @param classes the folder of the classes that go into the jar
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
        Files.writeString(place.resolve(SHAPES), JSON.writeValueAsString(translation.shapes()));
        Files.writeString(place.resolve(WARNINGS), JSON.writeValueAsString(translation.warnings()));
    }

    /** Whether the build has stored the translation of these texts. */
    static boolean isIn(Path classes, LibraryTexts texts) {
        return Files.isRegularFile(classes.resolve(FOLDER).resolve(key(texts)).resolve(SHAPES));
    }

    private static Set<String> names(LibraryTexts texts) {
        Set<String> names = new TreeSet<>(texts.byName().keySet());
        names.add(String.valueOf(Translation.FHIR_HELPERS.getId()));
        return names;
    }

    private static String key(LibraryTexts texts) {
        MessageDigest digest = Digest.sha256();
        add(digest, Translation.translator());
        add(digest, Translation.textOfFhirHelpers());
        texts.byName().forEach((name, text) -> {
            add(digest, name);
            add(digest, text);
        });
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Adds a text with its length, so that two different lists of texts never give the same bytes. */
    private static void add(MessageDigest digest, String text) {
        digest.update((text.length() + "\n" + text).getBytes(StandardCharsets.UTF_8));
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

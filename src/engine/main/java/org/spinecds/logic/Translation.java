package org.spinecds.logic;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import kotlinx.io.Buffer;
import kotlinx.io.Source;
import kotlinx.io.Utf8Kt;
import org.cqframework.cql.cql2elm.CqlCompilerException;
import org.cqframework.cql.cql2elm.CqlCompilerOptions;
import org.cqframework.cql.cql2elm.LibraryBuilder;
import org.cqframework.cql.cql2elm.LibraryManager;
import org.cqframework.cql.cql2elm.LibrarySourceProvider;
import org.cqframework.cql.cql2elm.ModelManager;
import org.cqframework.cql.cql2elm.model.CompiledLibrary;
import org.cqframework.cql.cql2elm.quick.FhirLibrarySourceProvider;
import org.cqframework.cql_to_elm.BuildConfig;
import org.hl7.elm.r1.Library;
import org.hl7.elm.r1.VersionedIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * The translated libraries of a content, with FHIRHelpers: those that the build has stored, or else translated here.
 */
final class Translation {

    static final VersionedIdentifier FHIR_HELPERS =
            new VersionedIdentifier().withId("FHIRHelpers").withVersion("4.0.1");

    private static final Pattern INCLUDE_LINE = Pattern.compile("(?m)^include\\s+(\\w+)");

    private final LibraryTexts texts;
    private final LibraryManager libraries;
    private final List<String> findings = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final Map<String, Map<String, @Nullable Object>> shapes = new HashMap<>();

    private Translation(LibraryTexts texts) {
        this.texts = texts;
        libraries = new LibraryManager(new ModelManager(), options());
        libraries.getLibrarySourceLoader().registerProvider(new StoredLibraries(texts.byName()));
        libraries.getLibrarySourceLoader().registerProvider(new FhirLibrarySourceProvider());
    }

    /** The libraries that the build has stored for these texts; translated now where it has none. */
    static Translation of(LibraryTexts texts) {
        Translation translation = new Translation(texts);
        StoredElm.of(texts).ifPresentOrElse(translation::add, translation::translateInOrder);
        return translation;
    }

    /** The libraries translated now, with the annotations that stored libraries lack. */
    static Translation anew(LibraryTexts texts) {
        Translation translation = new Translation(texts);
        translation.translateInOrder();
        return translation;
    }

    private void add(StoredElm stored) {
        warnings.addAll(stored.warnings());
        shapes.putAll(stored.shapes());
        for (Library library : stored.libraries()) {
            CompiledLibrary compiled = new CompiledLibrary();
            compiled.setIdentifier(library.getIdentifier());
            compiled.setLibrary(library);
            libraries.getCompiledLibraries().put(Objects.requireNonNull(library.getIdentifier()), compiled);
        }
    }

    LibraryTexts texts() {
        return texts;
    }

    LibraryManager libraries() {
        return libraries;
    }

    /** The errors; with any of them, nothing can be evaluated. */
    List<String> findings() {
        return List.copyOf(findings);
    }

    /** The warnings of the translator. */
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** The types of the answers, by library and define. */
    Map<String, Map<String, @Nullable Object>> shapes() {
        return Collections.unmodifiableMap(shapes);
    }

    private static CqlCompilerOptions options() {
        CqlCompilerOptions options = new CqlCompilerOptions(
                CqlCompilerOptions.Options.EnableAnnotations,
                CqlCompilerOptions.Options.EnableLocators,
                CqlCompilerOptions.Options.DisableListDemotion,
                CqlCompilerOptions.Options.DisableListPromotion);
        options.setSignatureLevel(LibraryBuilder.SignatureLevel.Overloads);
        options.setValidateUnits(true);
        return options;
    }

    /** The version and options of the translator: with the texts, they determine the translation. */
    static String translator() {
        CqlCompilerOptions options = options();
        return String.join(
                " ",
                BuildConfig.IMPLEMENTATION_VERSION,
                String.valueOf(options),
                String.valueOf(options.getSignatureLevel()),
                options.getCompatibilityLevel(),
                String.valueOf(options.getValidateUnits()));
    }

    /** The text of FHIRHelpers, which comes with the translator. */
    static String textOfFhirHelpers() {
        Source source = Objects.requireNonNull(new FhirLibrarySourceProvider().getLibrarySource(FHIR_HELPERS));
        return Utf8Kt.readString(source);
    }

    /**
     * Translates each library after those that it includes. A library that includes a broken one is not translated: the
     * translator would translate the broken one again on every path to it, which takes hours.
     */
    private void translateInOrder() {
        Set<String> sound = new HashSet<>();
        Set<String> waiting = new TreeSet<>(texts.byName().keySet());
        boolean isProgress = true;
        while (isProgress) {
            isProgress = false;
            for (String name : List.copyOf(waiting)) {
                if (sound.containsAll(included(name))) {
                    List<String> found = translate(
                            name, Objects.requireNonNull(texts.identifiers().get(name)));
                    waiting.remove(name);
                    isProgress = true;
                    findings.addAll(found);
                    if (found.isEmpty()) {
                        sound.add(name);
                        shapes.put(name, Shapes.of(library(name)));
                    }
                }
            }
        }
        if (findings.isEmpty() && !waiting.isEmpty()) {
            findings.add("The libraries " + String.join(", ", waiting) + " include one another in a circle.");
        }
    }

    private Library library(String name) {
        return Objects.requireNonNull(libraries
                .resolveLibrary(Objects.requireNonNull(texts.identifiers().get(name)))
                .getLibrary());
    }

    private Set<String> included(String name) {
        Set<String> included = new HashSet<>();
        INCLUDE_LINE
                .matcher(texts.byName().getOrDefault(name, ""))
                .results()
                .forEach(line -> included.add(line.group(1)));
        included.retainAll(texts.identifiers().keySet());
        return included;
    }

    private List<String> translate(String name, VersionedIdentifier identifier) {
        List<CqlCompilerException> errors = new ArrayList<>();
        List<String> found = new ArrayList<>();
        try {
            libraries.resolveLibrary(identifier, errors);
        } catch (CqlCompilerException e) {
            found.add(name + ": " + e.getMessage());
        }
        errors.forEach(error -> (error.getSeverity() == CqlCompilerException.ErrorSeverity.Error ? found : warnings)
                .add(describe(name, error)));
        return found;
    }

    private static String describe(String name, CqlCompilerException error) {
        int line = error.getLocator() == null ? 0 : error.getLocator().getStartLine();
        int column = error.getLocator() == null ? 0 : error.getLocator().getStartChar();
        Finding.Severity severity = error.getSeverity() == CqlCompilerException.ErrorSeverity.Error
                ? Finding.Severity.ERROR
                : Finding.Severity.WARNING;
        return new Finding(
                        LibraryTexts.FOLDER + "/" + libraryOf(name, error) + ".cql",
                        line,
                        column,
                        severity,
                        String.valueOf(error.getMessage()))
                .toString();
    }

    private static String libraryOf(String asked, CqlCompilerException error) {
        VersionedIdentifier library =
                error.getLocator() == null ? null : error.getLocator().getLibrary();
        return library == null || library.getId() == null ? asked : library.getId();
    }

    private record StoredLibraries(Map<String, String> sources) implements LibrarySourceProvider {

        @Override
        public @Nullable Source getLibrarySource(VersionedIdentifier identifier) {
            String text = sources.get(identifier.getId());
            if (text == null) {
                return null;
            }
            Buffer buffer = new Buffer();
            Utf8Kt.writeString(buffer, text, 0, text.length());
            return buffer;
        }
    }
}

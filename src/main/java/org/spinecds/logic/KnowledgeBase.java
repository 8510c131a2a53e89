package org.spinecds.logic;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import java.math.BigDecimal;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kotlin.Pair;
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
import org.hl7.elm.r1.Library;
import org.hl7.elm.r1.ParameterDef;
import org.hl7.elm.r1.ValueSetDef;
import org.hl7.elm.r1.VersionedIdentifier;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ValueSet;
import org.jspecify.annotations.Nullable;
import org.opencds.cqf.cql.engine.data.CompositeDataProvider;
import org.opencds.cqf.cql.engine.execution.CqlEngine;
import org.opencds.cqf.cql.engine.execution.Environment;
import org.opencds.cqf.cql.engine.execution.EvaluationParams;
import org.opencds.cqf.cql.engine.execution.EvaluationResult;
import org.opencds.cqf.cql.engine.execution.ExpressionResult;
import org.opencds.cqf.cql.engine.fhir.model.R4FhirModelResolver;
import org.opencds.cqf.cql.engine.model.CachingModelResolverDecorator;
import org.opencds.cqf.cql.engine.model.ModelResolver;
import org.spinecds.content.Content;

/**
 * The guideline's libraries, translated and checked once, and evaluated per patient. What is wrong with the content is
 * found here, before the first patient: translation errors, a library whose file and name differ, a value set without a
 * stored expansion, a setting the content does not know.
 */
public final class KnowledgeBase {

    static final String SETTINGS_LIBRARY = "SpineRecurrenceSettings";

    private static final String FHIR_MODEL = "http://hl7.org/fhir";
    private static final String ORDERS_PARAMETER = "SpineRecurrenceElements.Orders";
    private static final String HOOK_PARAMETER = "SpineRecurrenceElements.Hook";
    private static final Pattern LIBRARY_LINE =
            Pattern.compile("(?m)^library\\s+(\\w+)\\s+version\\s+'(\\d+\\.\\d+\\.\\d+)'");

    private final LibraryManager libraries;
    private final ValueSets valueSets;
    private final ModelResolver model = new CachingModelResolverDecorator(new R4FhirModelResolver());
    private final Map<String, VersionedIdentifier> identifiers = new TreeMap<>();
    private final Map<String, Object> settings;
    private final List<ChangedSetting> changedSettings;

    /**
     * Translates and checks the content.
     *
     * @param cqlByFileName the text of each library by its file name
     * @param storedValueSets every value set the libraries name, with its expansion
     * @param configured settings by name that replace a default of the settings library
     * @throws ContentBroken with everything found wrong
     */
    public KnowledgeBase(
            Map<String, String> cqlByFileName, List<ValueSet> storedValueSets, Map<String, String> configured) {
        valueSets = new ValueSets(storedValueSets);
        List<String> findings = new ArrayList<>();
        Map<String, String> sources = new HashMap<>();
        cqlByFileName.forEach((fileName, text) -> {
            Matcher line = LIBRARY_LINE.matcher(text);
            if (!line.find() || !fileName.equals(line.group(1) + ".cql")) {
                findings.add(fileName + " does not declare the library it is named after, with a semantic version.");
                return;
            }
            sources.put(line.group(1), text);
            identifiers.put(
                    line.group(1),
                    new VersionedIdentifier().withId(line.group(1)).withVersion(line.group(2)));
        });
        stopOn(findings);
        libraries = new LibraryManager(new ModelManager(), options());
        libraries.getLibrarySourceLoader().registerProvider(new StoredLibraries(sources));
        libraries.getLibrarySourceLoader().registerProvider(new FhirLibrarySourceProvider());
        identifiers.forEach((name, identifier) -> findings.addAll(translate(name, identifier)));
        stopOn(findings);
        Map<String, Object> standard = standardSettings();
        settings = settings(configured, standard, findings);
        stopOn(findings);
        changedSettings = changedSettings(standard);
    }

    /**
     * Translates and checks the libraries and value sets of a content.
     *
     * @throws ContentBroken with everything found wrong
     */
    public static KnowledgeBase of(Content content, FhirContext fhir, Map<String, String> configured) {
        Map<String, String> libraries = new LinkedHashMap<>();
        content.list("cql/input/cql", ".cql")
                .forEach(path -> libraries.put(path.substring(path.lastIndexOf('/') + 1), content.text(path)));
        List<ValueSet> valueSets = content.list("cql/input/vocabulary/valueset", ".json").stream()
                .map(path -> valueSet(fhir, path, content.text(path)))
                .toList();
        return new KnowledgeBase(libraries, valueSets, configured);
    }

    private static ValueSet valueSet(FhirContext fhir, String path, String text) {
        try {
            return fhir.newJsonParser().parseResource(ValueSet.class, text);
        } catch (DataFormatException e) {
            throw new ContentBroken(List.of(path + " is not a ValueSet: " + e.getMessage()));
        }
    }

    private static void stopOn(List<String> findings) {
        if (!findings.isEmpty()) {
            throw new ContentBroken(findings);
        }
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

    private List<String> translate(String name, VersionedIdentifier identifier) {
        List<CqlCompilerException> errors = new ArrayList<>();
        List<String> findings = new ArrayList<>();
        CompiledLibrary library = null;
        try {
            library = libraries.resolveLibrary(identifier, errors);
        } catch (CqlCompilerException e) {
            findings.add(name + ": " + e.getMessage());
        }
        errors.stream()
                .filter(error -> error.getSeverity() == CqlCompilerException.ErrorSeverity.Error)
                .forEach(error -> findings.add(describe(name, error)));
        if (library != null
                && library.getLibrary() != null
                && library.getLibrary().getValueSets() != null) {
            for (ValueSetDef valueSet : library.getLibrary().getValueSets().getDef()) {
                if (!valueSets.has(valueSet.getId())) {
                    findings.add(name + ": value set " + valueSet.getId() + " is not stored.");
                }
            }
        }
        return findings;
    }

    private static String describe(String name, CqlCompilerException error) {
        String place = error.getLocator() == null
                ? name
                : libraryOf(name, error) + ", line " + error.getLocator().getStartLine() + ", column "
                        + error.getLocator().getStartChar();
        return place + ": " + error.getMessage();
    }

    private static String libraryOf(String asked, CqlCompilerException error) {
        VersionedIdentifier library =
                error.getLocator() == null ? null : error.getLocator().getLibrary();
        return library == null || library.getId() == null ? asked : library.getId();
    }

    private Map<String, Object> standardSettings() {
        VersionedIdentifier identifier = identifiers.get(SETTINGS_LIBRARY);
        Map<String, Object> standard = new LinkedHashMap<>();
        if (identifier != null) {
            var parameters = libraries.resolveLibrary(identifier).getLibrary().getParameters();
            CqlEngine engine = engine(new PatientIndex(List.of(), valueSets));
            if (parameters != null) {
                for (ParameterDef parameter : parameters.getDef()) {
                    Object value = engine.resolveParameterDefault(identifier, parameter.getName());
                    if (value != null) {
                        standard.put(parameter.getName(), value);
                    }
                }
            }
        }
        return standard;
    }

    private static Map<String, Object> settings(
            Map<String, String> configured, Map<String, Object> standard, List<String> findings) {
        Map<String, Object> settings = new LinkedHashMap<>();
        configured.forEach((name, text) -> {
            Object model = standard.get(name);
            if (model == null) {
                findings.add("The setting spinecds.parameters." + name + " is not one of " + standard.keySet() + ".");
                return;
            }
            try {
                settings.put(name, valueLike(model, text.strip()));
            } catch (IllegalArgumentException e) {
                findings.add("The setting spinecds.parameters." + name + " must be a value like " + model + ".");
            }
        });
        return settings;
    }

    private static Object valueLike(Object model, String text) {
        if (model instanceof BigDecimal) {
            return new BigDecimal(text);
        }
        if (model instanceof Integer) {
            return Integer.valueOf(text);
        }
        if (model instanceof Boolean && !text.matches("true|false")) {
            throw new IllegalArgumentException("neither true nor false");
        }
        return model instanceof Boolean ? Boolean.valueOf(text) : text;
    }

    private List<ChangedSetting> changedSettings(Map<String, Object> standard) {
        List<ChangedSetting> changed = new ArrayList<>();
        settings.forEach((name, value) -> {
            Object model = standard.get(name);
            if (!sameValue(model, value)) {
                changed.add(new ChangedSetting(name, String.valueOf(value), String.valueOf(model)));
            }
        });
        return List.copyOf(changed);
    }

    private static boolean sameValue(@Nullable Object one, Object other) {
        if (one instanceof BigDecimal left && other instanceof BigDecimal right) {
            return left.compareTo(right) == 0;
        }
        return other.equals(one);
    }

    private CqlEngine engine(PatientIndex index) {
        CompositeDataProvider data = new CompositeDataProvider(model, index);
        return new CqlEngine(
                new Environment(libraries, Map.of(FHIR_MODEL, data), valueSets),
                Set.of(CqlEngine.Options.EnableExpressionCaching));
    }

    /** The translated libraries by name. */
    Map<String, Library> translated() {
        Map<String, Library> translated = new TreeMap<>();
        identifiers.forEach((name, identifier) -> {
            Library library = libraries.resolveLibrary(identifier).getLibrary();
            if (library != null) {
                translated.put(name, library);
            }
        });
        return translated;
    }

    /** Settings whose configured value differs from the default in the content. */
    public List<ChangedSetting> changedSettings() {
        return changedSettings;
    }

    /**
     * Evaluates named expressions of one library for one patient.
     *
     * @param patient every resource known of the patient, the Patient among them
     * @param orders the orders the call is about
     * @param hook the hook that fired
     * @param moment the time of evaluation; its date is the CQL's today
     * @return the value of each expression as plain maps, lists, numbers, strings and booleans
     * @throws LogicFailed when the engine cannot evaluate
     */
    public Map<String, @Nullable Object> evaluate(
            String library,
            Set<String> expressions,
            List<? extends Resource> patient,
            List<ServiceRequest> orders,
            String hook,
            ZonedDateTime moment) {
        VersionedIdentifier identifier = identifiers.get(library);
        if (identifier == null) {
            throw new IllegalArgumentException("There is no library " + library + ".");
        }
        Map<String, Object> parameters = new HashMap<>();
        settings.forEach((name, value) -> parameters.put(SETTINGS_LIBRARY + "." + name, value));
        parameters.put(ORDERS_PARAMETER, orders);
        parameters.put(HOOK_PARAMETER, hook);
        EvaluationParams.Builder request = new EvaluationParams.Builder();
        EvaluationParams.LibraryParams.Builder asked = new EvaluationParams.LibraryParams.Builder();
        asked.expressions(expressions);
        request.library(identifier, asked.build());
        request.setContextParameter(new Pair<>("Patient", "of this call"));
        request.setParameters(parameters);
        request.setEvaluationDateTime(moment);
        try {
            EvaluationResult result = engine(new PatientIndex(patient, valueSets))
                    .evaluate(request.build())
                    .getOnlyResultOrThrow();
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            for (String expression : expressions) {
                ExpressionResult value = result.get(expression);
                values.put(expression, value == null ? null : PlainValues.of(value.getValue()));
            }
            return values;
        } catch (RuntimeException e) {
            throw new LogicFailed("The library " + library + " could not be evaluated.", e);
        }
    }

    /** A setting that a site has changed. */
    public record ChangedSetting(String name, String value, String standard) {}

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

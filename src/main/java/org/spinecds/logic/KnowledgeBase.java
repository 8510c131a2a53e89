package org.spinecds.logic;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import kotlin.Pair;
import org.cqframework.cql.cql2elm.LibraryManager;
import org.cqframework.cql.cql2elm.model.CompiledLibrary;
import org.cqframework.cql.elm.serializing.ElmJsonLibraryWriter;
import org.hl7.elm.r1.FunctionDef;
import org.hl7.elm.r1.Library;
import org.hl7.elm.r1.ParameterDef;
import org.hl7.elm.r1.ValueSetDef;
import org.hl7.elm.r1.VersionedIdentifier;
import org.hl7.fhir.r4.model.NamingSystem;
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
import org.opencds.cqf.cql.engine.execution.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.content.Content;
import org.spinecds.fhir.CodeNames;

/**
 * The guideline's libraries, translated and checked once, and evaluated per patient. What is wrong with the content is
 * found here, before the first patient: translation errors, a library whose file and name differ, a value set without a
 * stored expansion, a setting the content does not know.
 */
public final class KnowledgeBase {

    private static final Logger LOG = LoggerFactory.getLogger(KnowledgeBase.class);
    static final String SETTINGS_LIBRARY = "SpineRecurrenceSettings";

    private static final String FHIR_MODEL = "http://hl7.org/fhir";
    private static final String ORDERS_PARAMETER = "SpineRecurrenceElements.Orders";
    private static final String HOOK_PARAMETER = "SpineRecurrenceElements.Hook";
    private static final String CONTEXT = "Patient";
    private static final String OF_THIS_CALL = "of this call";
    private static final @Nullable Object[] NO_VARIABLES = {};
    private static final ZonedDateTime ANY_MOMENT = ZonedDateTime.ofInstant(Instant.EPOCH, ZoneOffset.UTC);

    private final ValueSets valueSets;
    private final CodeNames codeNames;
    private final FhirElements model;
    private final Translation translation;
    private final PreparedRules prepared;
    private final Map<String, Object> settings;
    private final List<ChangedSetting> changedSettings;
    private final @Nullable Coverage covered;

    /**
     * Translates and checks the content.
     *
     * @param cqlByFileName the text of each library by its file name
     * @param storedValueSets every value set the libraries name, with its expansion
     * @param configured settings by name that replace a default of the settings library
     * @throws ContentBroken with everything found wrong
     */
    public KnowledgeBase(
            FhirContext fhir,
            Map<String, String> cqlByFileName,
            List<ValueSet> storedValueSets,
            Map<String, String> configured) {
        this(
                fhir,
                Translation.of(LibraryTexts.of(cqlByFileName)),
                new Vocabulary(storedValueSets, List.of()),
                configured);
    }

    /** The stored terminology: the value sets, and the names of the code systems. */
    private record Vocabulary(List<ValueSet> valueSets, List<NamingSystem> namingSystems) {

        static Vocabulary of(Content content, FhirContext fhir) {
            return new Vocabulary(
                    all(content, fhir, "cql/input/vocabulary/valueset", ValueSet.class),
                    all(content, fhir, "cql/input/vocabulary/namingsystem", NamingSystem.class));
        }

        private static <T extends Resource> List<T> all(
                Content content, FhirContext fhir, String folder, Class<T> type) {
            return content.list(folder, ".json").stream()
                    .map(path -> one(fhir, path, content.text(path), type))
                    .toList();
        }

        private static <T extends Resource> T one(FhirContext fhir, String path, String text, Class<T> type) {
            try {
                return fhir.newJsonParser().parseResource(type, text);
            } catch (DataFormatException e) {
                throw new ContentBroken(List.of(path + " is not a " + type.getSimpleName() + ": " + e.getMessage()));
            }
        }
    }

    private KnowledgeBase(FhirContext fhir, Translation made, Vocabulary vocabulary, Map<String, String> configured) {
        model = new FhirElements(fhir);
        valueSets = new ValueSets(vocabulary.valueSets());
        codeNames = CodeNames.of(vocabulary.namingSystems(), valueSets.allMembers());
        translation = made;
        covered = null;
        List<String> findings = new ArrayList<>(translation.findings());
        findings.addAll(valueSetsThatAreNotStored());
        stopOn(findings);
        Map<String, Object> standard = standardSettings();
        settings = settings(configured, standard, findings);
        stopOn(findings);
        changedSettings = changedSettings(standard);
        prepared = prepare();
    }

    private PreparedRules prepare() {
        return new PreparedRules(
                Stream.concat(Stream.of(Translation.FHIR_HELPERS), identifiers().values().stream())
                        .map(this::libraryOf)
                        .toList(),
                model,
                states(new PatientIndex(List.of(), valueSets), new Asked("", Set.of(), List.of(), "", ANY_MOMENT)));
    }

    private KnowledgeBase(KnowledgeBase translated, PreparedRules rules, @Nullable Coverage coverage) {
        model = translated.model;
        valueSets = translated.valueSets;
        codeNames = translated.codeNames;
        translation = translated.translation;
        prepared = rules;
        settings = Map.of();
        changedSettings = List.of();
        covered = coverage;
    }

    /** The same libraries as they are now, prepared anew; for a test that turns what they say. */
    KnowledgeBase preparedAnew() {
        return new KnowledgeBase(this, prepare(), null);
    }

    /** The same libraries with every setting at its default. */
    KnowledgeBase asWritten() {
        return new KnowledgeBase(this, prepared, null);
    }

    /** The same libraries with every setting at its default, telling a coverage what is evaluated. */
    KnowledgeBase asWritten(Coverage coverage) {
        return new KnowledgeBase(this, prepared, coverage);
    }

    /** What the translator has to say that does not stop it. */
    List<String> warnings() {
        return translation.warnings();
    }

    /**
     * Translates and checks the libraries and value sets of a content.
     *
     * @throws ContentBroken with everything found wrong
     */
    public static KnowledgeBase of(Content content, FhirContext fhir, Map<String, String> configured) {
        return new KnowledgeBase(
                fhir,
                Translation.of(LibraryTexts.of(LibraryTexts.filesOf(content))),
                Vocabulary.of(content, fhir),
                configured);
    }

    /**
     * The same of a content that was changed, with as much of this as the change leaves alone.
     *
     * @throws ContentBroken with everything found wrong
     */
    KnowledgeBase after(Content content, FhirContext fhir, Map<String, String> configured) {
        return new KnowledgeBase(
                fhir,
                Translation.after(translation, LibraryTexts.of(LibraryTexts.filesOf(content))),
                Vocabulary.of(content, fhir),
                configured);
    }

    /**
     * The names that a record may have for the codes of a content.
     *
     * @throws ContentBroken with everything found wrong in its terminology
     */
    public static CodeNames codeNames(Content content, FhirContext fhir) {
        Vocabulary vocabulary = Vocabulary.of(content, fhir);
        return CodeNames.of(vocabulary.namingSystems(), new ValueSets(vocabulary.valueSets()).allMembers());
    }

    /** The names that a record may have for the codes of the value sets. */
    CodeNames codeNames() {
        return codeNames;
    }

    private static void stopOn(List<String> findings) {
        if (!findings.isEmpty()) {
            throw new ContentBroken(findings);
        }
    }

    /** Of the libraries that could be translated. */
    private List<String> valueSetsThatAreNotStored() {
        List<String> findings = new ArrayList<>();
        identifiers().forEach((name, identifier) -> {
            CompiledLibrary compiled =
                    translation.libraries().getCompiledLibraries().get(identifier);
            Library library = compiled == null ? null : compiled.getLibrary();
            if (library != null && library.getValueSets() != null) {
                for (ValueSetDef valueSet : library.getValueSets().getDef()) {
                    if (!valueSets.has(valueSet.getId())) {
                        findings.add(name + ": value set " + valueSet.getId() + " is not stored.");
                    }
                }
            }
        });
        return findings;
    }

    private Map<String, Object> standardSettings() {
        VersionedIdentifier identifier = identifiers().get(SETTINGS_LIBRARY);
        Map<String, Object> standard = new LinkedHashMap<>();
        if (identifier != null) {
            var parameters = translation
                    .libraries()
                    .resolveLibrary(identifier)
                    .getLibrary()
                    .getParameters();
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

    /** In the order of the settings library, so that every instance names the same ones first. */
    private List<ChangedSetting> changedSettings(Map<String, Object> standard) {
        List<ChangedSetting> changed = new ArrayList<>();
        standard.forEach((name, model) -> {
            Object value = settings.get(name);
            if (value != null && !sameValue(model, value)) {
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

    private CqlEngine engine(PatientIndex index, CqlEngine.Options... further) {
        return new CqlEngine(environment(index), EnumSet.of(CqlEngine.Options.EnableExpressionCaching, further));
    }

    private Environment environment(PatientIndex index) {
        return new Environment(
                translation.libraries(), Map.of(FHIR_MODEL, new CompositeDataProvider(model, index)), valueSets);
    }

    /** The translated libraries by name. */
    Map<String, Library> translated() {
        Map<String, Library> translated = new TreeMap<>();
        identifiers().forEach((name, identifier) -> {
            Library library = translation.libraries().resolveLibrary(identifier).getLibrary();
            if (library != null) {
                translated.put(name, library);
            }
        });
        return translated;
    }

    /** The codes of a need, as {@code system|code}. */
    Set<String> codes(DataNeed need) {
        return need.valueSet().isEmpty() ? Set.of(need.code()) : valueSets.members(need.valueSet());
    }

    /** Settings whose configured value differs from the default in the content. */
    List<ChangedSetting> changedSettings() {
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
        PatientIndex index = new PatientIndex(patient, valueSets);
        Asked asked = new Asked(library, expressions, orders, hook, moment);
        return orFailed(
                asked, () -> covered == null ? evaluatePrepared(index, asked) : evaluateCovered(index, asked, covered));
    }

    private static Map<String, @Nullable Object> orFailed(
            Asked asked, Supplier<Map<String, @Nullable Object>> evaluation) {
        try {
            return evaluation.get();
        } catch (RuntimeException e) {
            throw new LogicFailed("The library " + asked.library() + " could not be evaluated.", e);
        }
    }

    /**
     * The same by the engine alone, without what {@link PreparedRules} does to be quick; for tests that hold the two against
     * each other.
     */
    Map<String, @Nullable Object> evaluateByEngine(
            String library,
            Set<String> expressions,
            List<? extends Resource> patient,
            List<ServiceRequest> orders,
            String hook,
            ZonedDateTime moment) {
        Asked asked = new Asked(library, expressions, orders, hook, moment);
        return orFailed(asked, () -> evaluateByEngine(engine(new PatientIndex(patient, valueSets)), asked));
    }

    /** Where a prepared rule fails the engine is asked itself: it says in which line, and what it can evaluate counts. */
    private Map<String, @Nullable Object> evaluatePrepared(PatientIndex index, Asked asked) {
        Library library = libraryOf(identifier(asked.library()));
        Run run = new Run(index, prepared, library, states(index, asked));
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        try {
            for (String expression : asked.expressions()) {
                values.put(expression, prepared.define(library, expression).in(run, NO_VARIABLES));
            }
        } catch (RuntimeException e) {
            EngineFallbacks.happened();
            LOG.warn(
                    "The prepared rules of {} failed in {} with {}; the engine is asked.",
                    asked.library(),
                    run.failed(),
                    e.getClass().getName());
            return evaluateByEngine(engine(index), asked);
        }
        values.replaceAll((expression, value) -> PlainValues.of(value));
        return values;
    }

    /** What is asked, beside the patient. */
    private record Asked(
            String library, Set<String> expressions, List<ServiceRequest> orders, String hook, ZonedDateTime moment) {}

    /** Name and version of each library, by name. */
    private Map<String, VersionedIdentifier> identifiers() {
        return translation.texts().identifiers();
    }

    private VersionedIdentifier identifier(String library) {
        VersionedIdentifier identifier = identifiers().get(library);
        if (identifier == null) {
            throw new IllegalArgumentException("There is no library " + library + ".");
        }
        return identifier;
    }

    private Map<String, Object> parameters(Asked asked) {
        Map<String, Object> parameters = new HashMap<>();
        settings.forEach((name, value) -> parameters.put(SETTINGS_LIBRARY + "." + name, value));
        parameters.put(ORDERS_PARAMETER, asked.orders());
        parameters.put(HOOK_PARAMETER, asked.hook());
        return parameters;
    }

    /** States of the engine that are about one patient and one question. */
    private Run.States states(PatientIndex index, Asked asked) {
        Environment environment = environment(index);
        Map<String, Object> parameters = parameters(asked);
        return library -> {
            State state = new State(environment, EnumSet.of(CqlEngine.Options.EnableExpressionCaching));
            state.getCache().setExpressionCaching(true);
            state.setEvaluationDateTime(asked.moment());
            state.init(library);
            state.setContextValue(CONTEXT, OF_THIS_CALL);
            state.enterContext(CONTEXT);
            state.setParameters(library, parameters);
            state.beginEvaluation();
            return state;
        };
    }

    /** What the engine itself makes of it, telling a coverage. */
    private Map<String, @Nullable Object> evaluateCovered(PatientIndex index, Asked asked, Coverage coverage) {
        CqlEngine engine = engine(index, CqlEngine.Options.EnableCoverageCollection);
        Map<String, @Nullable Object> values = evaluateByEngine(engine, asked);
        coverage.add(engine.getState()
                .getGlobalCoverage()
                .exportLcovInfo(List.copyOf(identifiers().values())));
        return values;
    }

    private Library libraryOf(VersionedIdentifier identifier) {
        return Objects.requireNonNull(
                translation.libraries().resolveLibrary(identifier).getLibrary());
    }

    private Map<String, @Nullable Object> evaluateByEngine(CqlEngine engine, Asked asked) {
        EvaluationParams.LibraryParams.Builder wanted = new EvaluationParams.LibraryParams.Builder();
        wanted.expressions(asked.expressions());
        EvaluationParams.Builder request = new EvaluationParams.Builder();
        request.library(identifier(asked.library()), wanted.build());
        request.setContextParameter(new Pair<>(CONTEXT, OF_THIS_CALL));
        request.setParameters(parameters(asked));
        request.setEvaluationDateTime(asked.moment());
        EvaluationResult result = engine.evaluate(request.build()).getOnlyResultOrThrow();
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (String expression : asked.expressions()) {
            ExpressionResult value = result.get(expression);
            values.put(expression, value == null ? null : PlainValues.of(value.getValue()));
        }
        return values;
    }

    /**
     * Why an expression came to its value: the tree of defines behind it.
     *
     * @param depth the greatest number of defines between the expression and what is shown
     * @throws LogicFailed when the engine cannot evaluate
     */
    Explanation explain(
            AssessmentLogic.Question question,
            String expression,
            int depth,
            List<? extends Resource> patient,
            List<ServiceRequest> orders,
            ZonedDateTime moment) {
        CqlEngine engine = engine(new PatientIndex(patient, valueSets));
        Asked asked = new Asked(question.library(), Set.of(expression), orders, question.hook(), moment);
        orFailed(asked, () -> evaluateByEngine(engine, asked));
        Map<String, Map<String, ExpressionResult>> values = new HashMap<>();
        engine.getCache()
                .getExpressions()
                .forEach((identifier, results) -> values.put(String.valueOf(identifier.getId()), results));
        return new Explainer(translated(), values, depth).of(question.library(), expression);
    }

    /** The libraries as ELM in JSON, by name, translated anew with all that the translator tells. */
    Map<String, String> elm() {
        LibraryManager anew = Translation.anew(translation.texts()).libraries();
        Map<String, String> elm = new TreeMap<>();
        ElmJsonLibraryWriter writer = new ElmJsonLibraryWriter();
        identifiers()
                .forEach((name, identifier) -> elm.put(
                        name,
                        writer.writeAsString(Objects.requireNonNull(
                                anew.resolveLibrary(identifier).getLibrary()))));
        return elm;
    }

    /** The versions of the libraries, by name. */
    Map<String, String> versions() {
        Map<String, String> versions = new TreeMap<>();
        identifiers().forEach((name, identifier) -> versions.put(name, String.valueOf(identifier.getVersion())));
        return versions;
    }

    /** The defines of a library, for those who choose one; functions left out. */
    List<String> defines(String library) {
        Library translated = translated().get(library);
        return translated == null || translated.getStatements() == null
                ? List.of()
                : translated.getStatements().getDef().stream()
                        .filter(define -> !(define instanceof FunctionDef))
                        .map(define -> String.valueOf(define.getName()))
                        .toList();
    }

    /** A setting that a site has changed. */
    public record ChangedSetting(String name, String value, String standard) {}
}

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
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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
import org.spinecds.content.Content;
import org.spinecds.content.GuidelineFile;
import org.spinecds.decision.AnswerTree;
import org.spinecds.fhir.CodeNames;
import org.spinecds.logic.evaluation.EngineLibraries;
import org.spinecds.logic.evaluation.FhirElements;
import org.spinecds.logic.evaluation.ReferenceEvaluator;
import org.spinecds.logic.evaluation.RuleEvaluator;
import org.spinecds.logic.evaluation.RuleQuestion;
import org.spinecds.logic.evaluation.ValueSets;

/**
 * The guideline's libraries: translated and checked once, evaluated for each patient. Faults of the content are found
 * here, before the first patient: translation errors, a library with another name than its file, a value set without a
 * stored expansion, an unknown setting.
 */
public final class KnowledgeBase {

    private final ValueSets valueSets;
    private final CodeNames codeNames;
    private final Translation translation;
    private final EngineLibraries libraries;
    private final ReferenceEvaluator reference;
    private final Evaluator choice;
    private final RuleEvaluator evaluator;
    private final List<GuidelineFile> guidelines;

    /** The configured settings, by LIBRARY.NAME. */
    private final Map<String, Object> settings;

    private final List<ChangedSetting> changedSettings;

    /**
     * Translates and checks the content.
     *
     * @param cqlByFileName the text of each library, by file name
     * @param storedValueSets every value set that the libraries name, with its expansion
     * @param configured the settings that replace a default of the settings library, by name
     * @throws ContentBroken with all findings
     */
    public KnowledgeBase(
            FhirContext fhir,
            List<GuidelineFile> guidelines,
            Map<String, String> cqlByFileName,
            List<ValueSet> storedValueSets,
            Map<String, String> configured) {
        this(
                fhir,
                guidelines,
                Translation.of(LibraryTexts.of(cqlByFileName)),
                new Vocabulary(storedValueSets, List.of()),
                configured,
                Evaluator.PREPARED);
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

    private KnowledgeBase(
            FhirContext fhir,
            List<GuidelineFile> guidelines,
            Translation made,
            Vocabulary vocabulary,
            Map<String, String> configured,
            Evaluator choice) {
        this.guidelines = List.copyOf(guidelines);
        valueSets = stored(vocabulary);
        codeNames = CodeNames.of(vocabulary.namingSystems(), valueSets.allMembers());
        translation = made;
        libraries = new EngineLibraries(
                translation.libraries(),
                translation.texts().identifiers(),
                Translation.FHIR_HELPERS,
                new FhirElements(fhir),
                valueSets);
        reference = new ReferenceEvaluator(libraries);
        List<String> findings = new ArrayList<>(translation.findings());
        findings.addAll(valueSetsThatAreNotStored());
        stopOn(findings);
        Map<String, StandardSetting> standard = standardSettings(findings);
        settings = settings(configured, standard, findings);
        stopOn(findings);
        changedSettings = changedSettings(standard);
        this.choice = choice;
        evaluator = choice.of(libraries, reference);
    }

    /** A setting with its default. */
    private record StandardSetting(String library, String name, Object value) {

        String parameter() {
            return library + "." + name;
        }
    }

    /** The types of the answers, by the name of the guideline's library. */
    public Map<String, AnswerTree> shapes() {
        return guidelines.stream()
                .map(GuidelineFile::library)
                .distinct()
                .collect(Collectors.toMap(
                        library -> library,
                        library -> AnswerTree.of(translation.shapes().getOrDefault(library, Map.of()))));
    }

    /** The names of a library's answers that the service acts on. */
    Set<String> actedOn(String library) {
        return guidelines.stream()
                .filter(guideline -> guideline.library().equals(library))
                .flatMap(guideline -> guideline.answers().stream())
                .collect(Collectors.toSet());
    }

    private static ValueSets stored(Vocabulary vocabulary) {
        ValueSets valueSets = new ValueSets(vocabulary.valueSets());
        stopOn(valueSets.findings());
        return valueSets;
    }

    private KnowledgeBase(KnowledgeBase translated, Evaluator choice, RuleEvaluator evaluator) {
        guidelines = translated.guidelines;
        valueSets = translated.valueSets;
        codeNames = translated.codeNames;
        translation = translated.translation;
        libraries = translated.libraries;
        reference = translated.reference;
        this.choice = choice;
        this.evaluator = evaluator;
        settings = Map.of();
        changedSettings = List.of();
    }

    /**
     * The same libraries with every setting at its default, and a new evaluator.
     *
     * @param other the kind of evaluator
     */
    KnowledgeBase by(Evaluator other) {
        return new KnowledgeBase(this, other, other.of(libraries, reference));
    }

    /** The same libraries with every setting at its default. */
    KnowledgeBase asWritten() {
        return new KnowledgeBase(this, choice, evaluator);
    }

    /**
     * The same libraries with every setting at its default.
     *
     * @param coverage records the evaluated lines and branches
     */
    KnowledgeBase asWritten(Coverage coverage) {
        return new KnowledgeBase(this, choice, question -> reference.evaluate(question, coverage::add));
    }

    /** The warnings of the translator. */
    public List<String> warnings() {
        return translation.warnings();
    }

    /**
     * Translates and checks the libraries and value sets of a content.
     *
     * @param configured the settings that replace a default, by name
     * @param evaluator the kind of evaluator
     * @throws ContentBroken with all findings
     */
    public static KnowledgeBase of(
            Content content, FhirContext fhir, Map<String, String> configured, Evaluator evaluator) {
        return new KnowledgeBase(
                fhir,
                GuidelineFile.of(content),
                Translation.of(LibraryTexts.of(LibraryTexts.filesOf(content))),
                Vocabulary.of(content, fhir),
                configured,
                evaluator);
    }

    /**
     * The names of code systems that a record may use instead of those of a content.
     *
     * @throws ContentBroken with all findings in its terminology
     */
    public static CodeNames codeNames(Content content, FhirContext fhir) {
        Vocabulary vocabulary = Vocabulary.of(content, fhir);
        return CodeNames.of(vocabulary.namingSystems(), stored(vocabulary).allMembers());
    }

    /** The names of code systems that a record may use instead of those of the value sets. */
    public CodeNames codeNames() {
        return codeNames;
    }

    private static void stopOn(List<String> findings) {
        if (!findings.isEmpty()) {
            throw new ContentBroken(findings);
        }
    }

    /** A finding for each value set that a translated library names and the content lacks. */
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

    private Map<String, StandardSetting> standardSettings(List<String> findings) {
        Map<String, StandardSetting> standard = new LinkedHashMap<>();
        guidelines.stream()
                .map(GuidelineFile::settings)
                .filter(Objects::nonNull)
                .distinct()
                .forEach(library -> {
                    for (String name : parameters(library)) {
                        Object value = reference.defaultOf(library, name);
                        if (value == null) {
                            continue;
                        }
                        StandardSetting other = standard.put(name, new StandardSetting(library, name, value));
                        if (other != null) {
                            findings.add("The setting " + name + " is one of " + other.library() + " and one of "
                                    + library + ": a name may stand for one setting alone.");
                        }
                    }
                });
        return standard;
    }

    private List<String> parameters(String library) {
        VersionedIdentifier identifier = identifiers().get(library);
        if (identifier == null) {
            return List.of();
        }
        var parameters = Objects.requireNonNull(
                        translation.libraries().resolveLibrary(identifier).getLibrary())
                .getParameters();
        return parameters == null
                ? List.of()
                : parameters.getDef().stream()
                        .map(ParameterDef::getName)
                        .map(String::valueOf)
                        .toList();
    }

    private static Map<String, Object> settings(
            Map<String, String> configured, Map<String, StandardSetting> standard, List<String> findings) {
        Map<String, Object> settings = new LinkedHashMap<>();
        configured.forEach((name, text) -> {
            StandardSetting model = standard.get(name);
            if (model == null) {
                findings.add("The setting spinecds.parameters." + name + " is not one of " + standard.keySet() + ".");
                return;
            }
            try {
                settings.put(model.parameter(), valueLike(model.value(), text.strip()));
            } catch (IllegalArgumentException e) {
                findings.add(
                        "The setting spinecds.parameters." + name + " must be a value like " + model.value() + ".");
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

    /**
     * The settings with another value than their default, in the order of the settings library: every instance then
     * names the same ones first.
     */
    private List<ChangedSetting> changedSettings(Map<String, StandardSetting> standard) {
        List<ChangedSetting> changed = new ArrayList<>();
        standard.values().forEach(model -> {
            Object value = settings.get(model.parameter());
            if (value != null && !sameValue(model.value(), value)) {
                changed.add(new ChangedSetting(
                        model.library(), model.name(), String.valueOf(value), String.valueOf(model.value())));
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

    /** The codes of a retrieve, as {@code system|code}. */
    Set<String> codes(DataNeed need) {
        return need.valueSet().isEmpty() ? Set.of(need.code()) : valueSets.members(need.valueSet());
    }

    /** The settings with a value other than the default of the content. */
    public List<ChangedSetting> changedSettings() {
        return changedSettings;
    }

    /** The codes of a value set, as {@code system|code}. */
    Set<String> members(String url) {
        return valueSets.members(url);
    }

    /**
     * Evaluates expressions of one library for one patient.
     *
     * @param patient every known resource of the patient, the Patient among them
     * @param orders the orders that the call concerns
     * @param hook the hook of the call
     * @param moment the time of evaluation; its date is today in CQL
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
        return orFailed(library, () -> evaluator.evaluate(asked(library, expressions, patient, orders, hook, moment)));
    }

    /**
     * The value of a function of a library for numbers.
     *
     * @param numbers a {@link BigDecimal} for each Decimal, an {@link Integer} for each Integer
     * @throws LogicFailed when there is no such function, it has no value, or the engine cannot evaluate it
     */
    Object valueOf(String library, String function, List<Number> numbers, ZonedDateTime moment) {
        return orFailed(
                library,
                () -> reference.valueOf(asked(library, Set.of(), List.of(), List.of(), "", moment), function, numbers));
    }

    private static <T> T orFailed(String library, Supplier<T> evaluation) {
        try {
            return evaluation.get();
        } catch (RuntimeException e) {
            throw new LogicFailed("The library " + library + " could not be evaluated.", e);
        }
    }

    private RuleQuestion asked(
            String library,
            Set<String> expressions,
            List<? extends Resource> patient,
            List<ServiceRequest> orders,
            String hook,
            ZonedDateTime moment) {
        Map<String, Object> parameters = new HashMap<>(settings);
        for (GuidelineFile guideline : guidelines) {
            if (guideline.orders() != null) {
                parameters.put(guideline.orders(), orders);
            }
            if (guideline.hook() != null) {
                parameters.put(guideline.hook(), hook);
            }
        }
        return new RuleQuestion(library, expressions, patient, parameters, moment);
    }

    /** The name and version of each library, by name. */
    private Map<String, VersionedIdentifier> identifiers() {
        return translation.texts().identifiers();
    }

    /**
     * The tree of defines behind the value of an expression.
     *
     * @param depth the greatest number of defines between the expression and a reason
     * @throws LogicFailed when the engine cannot evaluate
     */
    public Explanation explain(
            AssessmentLogic.Question question,
            String expression,
            int depth,
            List<? extends Resource> patient,
            List<ServiceRequest> orders,
            ZonedDateTime moment) {
        RuleQuestion asked = asked(question.library(), Set.of(expression), patient, orders, question.hook(), moment);
        return new Explainer(translated(), orFailed(question.library(), () -> reference.valuesOnTheWay(asked)), depth)
                .of(question.library(), expression);
    }

    /**
     * The libraries as ELM in JSON, by name. They are translated again, since stored libraries lack the annotations.
     */
    public Map<String, String> elm() {
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
    public Map<String, String> versions() {
        Map<String, String> versions = new TreeMap<>();
        identifiers().forEach((name, identifier) -> versions.put(name, String.valueOf(identifier.getVersion())));
        return versions;
    }

    /** The names of a library's defines, without functions. */
    List<String> defines(String library) {
        Library translated = translated().get(library);
        return translated == null || translated.getStatements() == null
                ? List.of()
                : translated.getStatements().getDef().stream()
                        .filter(define -> !(define instanceof FunctionDef))
                        .map(define -> String.valueOf(define.getName()))
                        .toList();
    }

    /**
     * A setting that a site has changed.
     *
     * @param library the library that declares it
     * @param value its value at this site
     * @param standard its default in the content
     */
    public record ChangedSetting(String library, String name, String value, String standard) {}
}

package org.spinecds.content;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.type.LogicalType;

/**
 * A guideline of the content: the file {@code cql/guideline.json}, or {@code cql/guideline-NAME.json} for a further one. It
 * names the libraries and defines that the service asks.
 *
 * @param path of the file
 * @param library the entry library: its defines answer
 * @param settings the library with the settings that a site may change; null means none
 * @param orders the parameter, as LIBRARY.NAME, that takes the orders of the call; null means none
 * @param hook the parameter, as LIBRARY.NAME, that takes the name of the hook; null means none
 * @param candidates the define, as LIBRARY.DEFINE, without which a record has no cards; null means that any record may have some
 * @param occasions the define, as LIBRARY.DEFINE, of the orders on file that would have asked the service; null means none
 * @param services by the id of a service: the define that says which cards it shows
 * @param own the types of resource that the service gives itself: no service asks an EHR for them, and none is taken from one
 * @param answers those of {@link #ACTED_ON} that the library gives; the service acts on them
 * @param explain the shape of the document that explains an answer; an object
 * @param suspended the places in an answer that a suspension empties; an object
 */
public record GuidelineFile(
        String path,
        String library,
        @Nullable String settings,
        @Nullable String orders,
        @Nullable String hook,
        @Nullable String candidates,
        @Nullable String occasions,
        Map<String, String> services,
        Set<String> own,
        Set<String> answers,
        JsonNode explain,
        JsonNode suspended) {

    /**
     * The answers that the service itself acts on: whether to speak, the cards that a summary sums up, the problems of the record,
     * the codes that no value set knows, and the drafts to offer.
     */
    public static final Set<String> ACTED_ON =
            Set.of("Trigger", "Cards Summed Up", "Problems", "Unknown Order Codes", "Advice");

    /** The file of the only guideline, or of the first of several. */
    public static final String FIRST = "cql/guideline.json";

    private static final Pattern NAME = Pattern.compile("cql/guideline(-[\\w-]+)?\\.json");
    private static final Pattern NAME_IN_A_LIBRARY = Pattern.compile("\\w+\\.[^.]+");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .withCoercionConfig(LogicalType.Textual, texts -> Stream.of(
                            CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean)
                    .forEach(other -> texts.setCoercion(other, CoercionAction.Fail)))
            .build();

    public GuidelineFile {
        services = Map.copyOf(Objects.requireNonNullElse(services, Map.of()));
        own = Set.copyOf(Objects.requireNonNullElse(own, Set.of()));
        answers = Set.copyOf(Objects.requireNonNullElse(answers, Set.of()));
        explain = Objects.requireNonNullElse(explain, MissingNode.getInstance());
        suspended = Objects.requireNonNullElse(suspended, MissingNode.getInstance());
        refuse(library == null || library.isBlank(), "it names no library");
        refuse(services.isEmpty(), "it names no service");
        refuse(!own.stream().allMatch(type -> type.matches("[A-Z]\\w+")), "own is no list of types of resource");
        refuse(
                !ACTED_ON.containsAll(answers),
                "it names answers " + new TreeSet<>(answers) + "; the service acts on " + new TreeSet<>(ACTED_ON)
                        + " alone");
        for (String name : Arrays.asList(orders, hook, candidates, occasions)) {
            refuse(name != null && !NAME_IN_A_LIBRARY.matcher(name).matches(), name + " is no LIBRARY.NAME");
        }
    }

    private static void refuse(boolean isWrong, String sentence) {
        if (isWrong) {
            throw new IllegalArgumentException(sentence);
        }
    }

    /**
     * The guidelines of a content, in the order of their files.
     *
     * @throws ContentUnreadable when there is none, a file is no such object, or two name the same service
     */
    public static List<GuidelineFile> of(Content content) {
        List<GuidelineFile> guidelines = content.texts().keySet().stream()
                .filter(path -> NAME.matcher(path).matches())
                .map(path -> read(path, content.text(path)))
                .toList();
        if (guidelines.isEmpty()) {
            throw new ContentUnreadable("The content has no guideline: cql/guideline.json is missing.");
        }
        Map<String, String> known = new LinkedHashMap<>();
        guidelines.forEach(guideline -> guideline.services().keySet().forEach(service -> {
            String other = known.put(service, guideline.path());
            if (other != null) {
                throw new ContentUnreadable("The guidelines " + other + " and " + guideline.path()
                        + " both name the service " + service + ".");
            }
        }));
        return guidelines;
    }

    /** Whether two contents name the same libraries and parameters. */
    public static boolean areSame(Content one, Content other) {
        return of(one).equals(of(other));
    }

    /** The parameters that a call fills, each as LIBRARY.NAME. */
    public List<String> parametersOfTheCall() {
        return Stream.of(orders, hook).filter(Objects::nonNull).toList();
    }

    /** The defines that a cohort is searched with, each as LIBRARY.DEFINE. */
    public List<String> definesOfCohorts() {
        return Stream.of(candidates, occasions).filter(Objects::nonNull).toList();
    }

    /** The file of the settings library, if there is one. */
    public @Nullable String settingsFile() {
        return settings == null ? null : fileOf(settings);
    }

    /** The file of a library. */
    public static String fileOf(String library) {
        return "cql/input/cql/" + library + ".cql";
    }

    private static GuidelineFile read(String path, String text) {
        try {
            ObjectNode file = (ObjectNode) JSON.readTree(text);
            return JSON.treeToValue(file.put("path", path), GuidelineFile.class);
        } catch (ClassCastException | JacksonException e) {
            String sentence = e.getCause() instanceof IllegalArgumentException
                    ? e.getCause().getMessage()
                    : e.getMessage();
            throw new ContentUnreadable("The guideline " + path + " cannot be read: " + sentence, e);
        }
    }
}

package org.spinecds.content;

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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

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
    private static final Set<String> MEMBERS = Set.of(
            "library",
            "settings",
            "orders",
            "hook",
            "candidates",
            "occasions",
            "services",
            "own",
            "answers",
            "explain",
            "suspended");

    public GuidelineFile {
        services = Map.copyOf(services);
        own = Set.copyOf(own);
        answers = Set.copyOf(answers);
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
        JsonNode file;
        try {
            file = JsonMapper.shared().readTree(text);
        } catch (JacksonException e) {
            throw new ContentUnreadable("The guideline " + path + " is not JSON: " + e.getOriginalMessage(), e);
        }
        Set<String> unknown = new TreeSet<>(file.propertyNames());
        unknown.removeAll(MEMBERS);
        if (!unknown.isEmpty()) {
            throw new ContentUnreadable("The guideline " + path + " has unknown members: " + unknown + ".");
        }
        String library = optional(path, file, "library");
        if (library == null) {
            throw new ContentUnreadable("The guideline " + path + " names no library.");
        }
        Map<String, String> services = new LinkedHashMap<>();
        file.path("services").properties().forEach(service -> {
            if (!service.getValue().isString()) {
                throw new ContentUnreadable("The guideline " + path + " names no define for the cards of the service "
                        + service.getKey() + ".");
            }
            services.put(service.getKey(), service.getValue().stringValue());
        });
        if (services.isEmpty()) {
            throw new ContentUnreadable("The guideline " + path + " names no service.");
        }
        return new GuidelineFile(
                path,
                library,
                optional(path, file, "settings"),
                parameter(path, file, "orders"),
                parameter(path, file, "hook"),
                define(path, file, "candidates"),
                define(path, file, "occasions"),
                services,
                own(path, file.path("own")),
                answers(path, file.path("answers")),
                file.path("explain"),
                file.path("suspended"));
    }

    private static Set<String> own(String path, JsonNode types) {
        Set<String> own = new TreeSet<>();
        types.forEach(type -> own.add(type.asString("")));
        if (!(types.isMissingNode() || types.isArray()) || !own.stream().allMatch(type -> type.matches("[A-Z]\\w+"))) {
            throw new ContentUnreadable("The guideline " + path + ": own is no list of types of resource.");
        }
        return own;
    }

    private static Set<String> answers(String path, JsonNode names) {
        Set<String> answers = new TreeSet<>();
        names.forEach(name -> answers.add(name.asString("")));
        if (!ACTED_ON.containsAll(answers)) {
            throw new ContentUnreadable("The guideline " + path + " names answers " + answers + "; the service acts on "
                    + new TreeSet<>(ACTED_ON) + " alone.");
        }
        return answers;
    }

    private static @Nullable String parameter(String path, JsonNode file, String member) {
        String name = optional(path, file, member);
        if (name != null && !name.matches("\\w+\\.\\w+")) {
            throw new ContentUnreadable("The guideline " + path + ": " + member + " is no LIBRARY.NAME.");
        }
        return name;
    }

    private static @Nullable String define(String path, JsonNode file, String member) {
        String name = optional(path, file, member);
        if (name != null && !name.matches("\\w+\\.[^.]+")) {
            throw new ContentUnreadable("The guideline " + path + ": " + member + " is no LIBRARY.DEFINE.");
        }
        return name;
    }

    private static @Nullable String optional(String path, JsonNode file, String member) {
        JsonNode value = file.path(member);
        if (!value.isMissingNode() && (!value.isString() || value.stringValue().isBlank())) {
            throw new ContentUnreadable("The guideline " + path + " has no text for " + member + ".");
        }
        return value.isString() ? value.stringValue() : null;
    }
}

package org.spinecds.card;

import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.StrictErrorHandler;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import java.io.Reader;
import java.io.StringReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spinecds.content.Content;
import org.spinecds.content.Settings;
import org.spinecds.decision.Assessment.Suggestion;
import org.spinecds.fhir.R4;
import tools.jackson.core.JacksonException;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Drafts the suggestions of the rules. Each key has a template in {@code cds-hooks/suggestions}. Filled, it is JSON
 * with a label, a description, and either a new {@code resource} or lists to {@code add} to the clinician's own draft.
 * A key without a file, or a file that gives no draft order, stops the start.
 */
final class SuggestionDrafts {

    private static final String FOLDER = "cds-hooks/suggestions";
    private static final String RULES = "cql/input/cql";
    private static final Pattern KEY = Pattern.compile("\\bSuggestion\\('([A-Z_]+)'");
    /** The types of a draft: orders and tasks for people, never a drug (clinical specification 9.4). */
    private static final Set<String> TYPES = Set.of("ServiceRequest", "Task");

    private final Phrases phrases;
    private final View view;
    private final Map<String, Template> templates = new TreeMap<>();
    private final JsonMapper json = JsonMapper.builder().build();

    /**
     * Reads the drafts and tries each on invented patients.
     *
     * @throws WordingBroken when the rules name a draft that has no file, or a file gives no draft order
     */
    SuggestionDrafts(Content content, Phrases phrases, CardKinds kinds, Settings settings) {
        this.view = kinds.shared("draft", phrases);
        this.phrases = phrases;
        Mustache.Compiler compiler = CardRenderer.strictCompiler()
                .withEscaper(text -> new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)))
                .withLoader(name -> partial(content, settings, name));
        for (String path : content.list(FOLDER, ".json")) {
            String key = path.substring(path.lastIndexOf('/') + 1, path.length() - ".json".length());
            try {
                templates.put(key, compiler.compile(settings.fill(path, content.text(path))));
            } catch (MustacheException e) {
                throw new WordingBroken("The draft " + path + " cannot be read: " + e.getMessage(), e);
            }
        }
        for (String key : keysOfTheRules(content)) {
            if (!templates.containsKey(key)) {
                throw new WordingBroken(
                        "The rules suggest " + key + ", but there is no draft " + FOLDER + "/" + key + ".json.", null);
            }
        }
        templates.keySet().forEach(this::refuseUnlessDraft);
    }

    private static Reader partial(Content content, Settings settings, String name) {
        String path = FOLDER + "/" + name + ".mustache";
        return new StringReader(settings.fill(path, content.text(path)).strip().replaceAll("\\s*\\R\\s*", " "));
    }

    /** The keys in the rules: the first argument of their function Suggestion. */
    static Set<String> keysOfTheRules(Content content) {
        Set<String> keys = new TreeSet<>();
        content.list(RULES, "Suggestions.cql")
                .forEach(path -> KEY.matcher(content.text(path)).results().forEach(named -> keys.add(named.group(1))));
        return keys;
    }

    /** The keys of all drafts. */
    Set<String> keys() {
        return templates.keySet();
    }

    private void refuseUnlessDraft(String key) {
        for (SuggestionModel.Sample sample : SuggestionModel.samples(key, view)) {
            ObjectNode filled = filled(key, sample.model());
            boolean saysItsName = !filled.path("label").asString("").isBlank()
                    && !filled.path("description").asString("").isBlank();
            if (!saysItsName || filled.has("resource") == filled.has("add")) {
                throw broken(key, "it needs a label, a description, and either a resource or what to add");
            }
            ObjectNode order = filled.has("add")
                    ? DraftOrder.with(sample.order(), additions(key, filled))
                    : resource(key, filled, Identifiers.next());
            if (!TYPES.contains(order.path("resourceType").asString(""))
                    || !order.path("status").asString("").equals("draft")) {
                throw broken(key, "it must be a ServiceRequest or a Task with the status draft");
            }
            refuseUnlessFhir(key, order);
        }
    }

    private static void refuseUnlessFhir(String key, ObjectNode order) {
        IParser parser = R4.context().newJsonParser();
        parser.setParserErrorHandler(new StrictErrorHandler());
        try {
            parser.parseResource(order.toString());
        } catch (DataFormatException e) {
            throw broken(key, "it is no FHIR R4 (" + e.getMessage() + ")");
        }
    }

    private static WordingBroken broken(String key, String why) {
        return new WordingBroken("The draft " + FOLDER + "/" + key + ".json cannot be used: " + why + ".", null);
    }

    /**
     * The suggestions of one card, each with a new identifier. A suggestion that cannot be drafted is left out.
     *
     * @param leftOut receives the fault of each suggestion that is left out
     */
    List<Card.Suggestion> of(String card, CardContext context, Consumer<Throwable> leftOut) {
        SuggestionModel model = new SuggestionModel(context.assessment().answers(), context.ordering(), phrases, view);
        return context.assessment().suggestions().stream()
                .filter(suggestion -> suggestion.card().equals(card))
                .flatMap(suggestion -> {
                    try {
                        return drafted(suggestion, model, context).stream();
                    } catch (RuntimeException | StackOverflowError failure) {
                        leftOut.accept(failure);
                        return Stream.empty();
                    }
                })
                .toList();
    }

    private List<Card.Suggestion> drafted(Suggestion suggestion, SuggestionModel model, CardContext context) {
        UUID id = Identifiers.next();
        ObjectNode filled = filled(suggestion.key(), model.of(suggestion));
        String type = filled.has("add") ? "update" : "create";
        ObjectNode order = null;
        if (filled.has("add")) {
            ObjectNode draft =
                    DraftOrder.named(suggestion.subject(), context.ordering().drafts());
            if (draft != null) {
                order = DraftOrder.with(draft, additions(suggestion.key(), filled));
            }
        } else {
            order = resource(suggestion.key(), filled, id);
        }
        return order == null
                ? List.of()
                : List.of(new Card.Suggestion(
                        suggestion.key(),
                        filled.path("label").asString(),
                        id.toString(),
                        suggestion.recommended() ? Boolean.TRUE : null,
                        List.of(new Card.Action(type, filled.path("description").asString(), order))));
    }

    private static ObjectNode resource(String key, ObjectNode filled, UUID id) {
        if (!(filled.path("resource") instanceof ObjectNode said) || !said.has("resourceType")) {
            throw broken(key, "its resource has no resourceType");
        }
        ObjectNode resource = said.objectNode();
        resource.set("resourceType", said.path("resourceType"));
        resource.put("id", id.toString());
        said.properties().forEach(member -> resource.set(member.getKey(), member.getValue()));
        return resource;
    }

    private static ObjectNode additions(String key, ObjectNode filled) {
        if (filled.path("add") instanceof ObjectNode additions
                && additions.values().stream().allMatch(JsonNode::isArray)) {
            return additions;
        }
        throw broken(key, "what it adds must be lists");
    }

    private ObjectNode filled(String key, Map<String, ? extends @Nullable Object> model) {
        Template template = templates.get(key);
        if (template == null) {
            throw broken(key, "there is no such file");
        }
        try {
            if (json.readTree(template.execute(new HashMap<>(model))) instanceof ObjectNode filled) {
                return filled;
            }
            throw broken(key, "it is no JSON object");
        } catch (MustacheException e) {
            throw WordingBroken.behind(
                    e, "The draft " + FOLDER + "/" + key + ".json has a name that is filled by nobody: ");
        } catch (JacksonException e) {
            // Without the cause on purpose: its message may quote the record.
            throw broken(key, "it is no JSON when it is filled");
        }
    }
}

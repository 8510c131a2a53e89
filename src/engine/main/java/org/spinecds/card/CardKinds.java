package org.spinecds.card;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.spinecds.card.CardKind.Role;
import org.spinecds.content.Content;
import org.spinecds.content.Settings;
import org.spinecds.decision.AnswerTree;
import org.spinecds.decision.Assessment;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The kinds of cards of a content, each declared by a file beside its template. */
final class CardKinds {

    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();

    private static final String SHARED = "/views.json";
    private static final String OF_EVERY_KIND = "every";
    static final String PARTS = "parts";
    private static final String LIKE = "like";
    private static final String OF_A_LEVEL = "level";
    private static final String OF_A_DRAFT = "draft";

    private final String folder;
    private final Map<String, CardKind> kinds = new TreeMap<>();
    private final Map<String, Map<String, View.Field>> shared;

    /** The fields that other fields extend by {@code like}. */
    private final ObjectNode parts;

    /**
     * Reads the files.
     *
     * @param codes the codes of the kinds that have a template
     * @throws WordingBroken with the file that cannot be read, or with the role that no kind or several kinds have
     */
    CardKinds(Content content, Settings settings, String folder, Set<String> codes) {
        this.folder = folder;
        String path = folder + SHARED;
        this.parts = JSON.createObjectNode();
        this.shared = views(path, settings.fill(path, content.text(path)));
        for (String code : codes) {
            kinds.put(code, read(content, settings, folder + "/" + code + ".json", code));
        }
        for (Role role : Role.values()) {
            long number =
                    kinds.values().stream().filter(kind -> kind.role() == role).count();
            if (number != 1) {
                throw new WordingBroken(
                        number + " files in " + folder + " have the role " + role + ", and one must have it.", null);
            }
        }
        kinds.values().stream()
                .flatMap(kind -> kind.tells().stream())
                .map(CardKind.Telling::kind)
                .forEach(told -> {
                    if (!kinds.containsKey(told)) {
                        throw new WordingBroken(
                                "A file in " + folder + " tells of the kind " + told + ", which has no template.",
                                null);
                    }
                });
    }

    /**
     * The views of a file, by name. Its fields may be like those of its view {@code parts}, and like the parts that all
     * cards share.
     *
     * @throws WordingBroken when the file holds no views
     */
    Map<String, Map<String, View.Field>> views(String path, String text) {
        try {
            JsonNode read = JSON.readTree(text);
            ObjectNode all = parts.isEmpty() ? parts : parts.deepCopy();
            read.path(PARTS).properties().forEach(part -> all.set(part.getKey(), part.getValue()));
            return JSON.convertValue(
                    withParts(read, all, path), new TypeReference<Map<String, Map<String, View.Field>>>() {});
        } catch (JacksonException e) {
            throw new WordingBroken("The file " + path + " holds no views: " + e.getMessage(), e);
        }
    }

    /**
     * The view that fills the template of a kind: the view of every kind, the shared views that it names, and its own
     * fields.
     *
     * @throws WordingBroken when it names a view that does not exist
     */
    View view(CardKind kind, Phrases phrases) {
        String place = folder + "/" + kind.code() + ".json";
        Map<String, View.Field> fields = new HashMap<>();
        Stream.concat(Stream.of(OF_EVERY_KIND), kind.views().stream())
                .forEach(name -> fields.putAll(named(name, place)));
        fields.putAll(kind.view());
        return new View(place, fields, phrases);
    }

    /** The node with each {@code like} replaced by the members of that part; the field's own members win. */
    private static JsonNode withParts(JsonNode node, ObjectNode parts, String path) {
        if (node instanceof ArrayNode list) {
            ArrayNode whole = list.arrayNode();
            list.forEach(one -> whole.add(withParts(one, parts, path)));
            return whole;
        }
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        ObjectNode whole = object.objectNode();
        if (object.path(LIKE).isString()) {
            if (!(parts.get(object.path(LIKE).asString()) instanceof ObjectNode part)) {
                throw new WordingBroken(
                        "The file " + path + " has a field like "
                                + object.path(LIKE).asString() + ", which is no part.",
                        null);
            }
            whole.setAll((ObjectNode) withParts(part, parts, path));
        }
        object.properties().stream()
                .filter(member -> !member.getKey().equals(LIKE))
                .forEach(member -> whole.set(member.getKey(), withParts(member.getValue(), parts, path)));
        return whole;
    }

    /** A shared view, by name. */
    View shared(String name, Phrases phrases) {
        return new View(folder + SHARED, named(name, folder + SHARED), phrases);
    }

    /** The view of the shared parts. */
    View parts(Phrases phrases) {
        return shared(PARTS, phrases);
    }

    /** The views that kinds share. */
    Collection<Map<String, View.Field>> shared() {
        return shared.values();
    }

    private Map<String, View.Field> named(String name, String place) {
        Map<String, View.Field> named = shared.get(name);
        if (named == null) {
            throw new WordingBroken(
                    "The file " + place + " needs the view " + name + ", which " + folder + SHARED + " has not.", null);
        }
        return named;
    }

    private CardKind read(Content content, Settings settings, String path, String code) {
        try {
            ObjectNode declared =
                    (ObjectNode) withParts(JSON.readTree(settings.fill(path, content.text(path))), parts, path);
            CardKind kind = JSON.treeToValue(declared.put("code", code), CardKind.class);
            boolean isNamed = kind.source() == null
                    ? kind.role() == Role.PLAIN
                    : kind.topic() != null && kind.source().label() != null;
            if (!isNamed) {
                throw new WordingBroken("The file " + path + " needs a topic and a source with a label.", null);
            }
            return kind;
        } catch (ClassCastException | JacksonException e) {
            throw new WordingBroken("The file " + path + " declares no card: " + e.getMessage(), e);
        }
    }

    /** The kind of that code, if the rules may ask for it; otherwise the kind for words that are missing. */
    CardKind known(String code) {
        CardKind kind = kinds.get(code);
        return kind == null || !kind.isOfTheRules() ? of(Role.UNWORDED) : kind;
    }

    /**
     * The kind of that code.
     *
     * @throws WordingBroken when the content has none
     */
    CardKind of(String code) {
        CardKind kind = kinds.get(code);
        if (kind == null) {
            throw new WordingBroken("There is no card of the kind " + code + ".", null);
        }
        return kind;
    }

    CardKind of(Role role) {
        return all().filter(kind -> kind.role() == role).findFirst().orElseThrow();
    }

    /** The kinds that the rules ask for, the gravest first. */
    List<CardKind> ofTheRules() {
        return all().filter(CardKind::isOfTheRules)
                .sorted(Comparator.comparing(kind -> kind.rank() == 0 ? Integer.MAX_VALUE : kind.rank()))
                .toList();
    }

    Stream<CardKind> all() {
        return kinds.values().stream();
    }

    /** Whether a card is never folded; false for an unknown kind. */
    boolean standsAlone(String code) {
        CardKind kind = kinds.get(code);
        return kind != null && kind.alone();
    }

    boolean isUrgent(String code) {
        CardKind kind = kinds.get(code);
        return kind != null && kind.urgent();
    }

    /**
     * Checks the paths of all files. The paths of a view of levels are checked on a level together with its finding.
     */
    void check(ViewCheck check, AnswerTree shapes) {
        AnswerTree level = LevelWords.shape(ofLevels(), shapes);
        String views = folder + SHARED;
        shared.forEach((name, fields) -> {
            // A part is checked in the fields that are like it.
            if (name.equals(LevelWords.NAMES)) {
                LevelWords.check(check, views, fields, shapes, level);
            } else if (!name.equals(PARTS)) {
                check.fields(views, fields, shapeFor(name, shapes, level));
            }
        });
        kinds.values().forEach(kind -> {
            String file = folder + "/" + kind.code() + ".json";
            kind.ownPaths().forEach(path -> check.path(file, kind.code(), path, shapes));
            if (kind.options() != null) {
                check.field(file, "options", kind.options(), shapes);
            }
            check.fields(file, kind.view(), kind.role() == Role.SUSPENDED ? SuspendedModel.SHAPE : shapes);
        });
    }

    private static AnswerTree shapeFor(String view, AnswerTree shapes, AnswerTree level) {
        return switch (view) {
            case OF_A_LEVEL -> level;
            case OF_A_DRAFT ->
                shapes.has(Assessment.ADVICE)
                        ? shapes.at(Assessment.SUGGESTIONS).members().get(0)
                        : AnswerTree.of(Map.of());
            default -> shapes;
        };
    }

    /** The names of the answers about levels. */
    Map<String, View.Field> ofLevels() {
        return shared.getOrDefault(LevelWords.NAMES, Map.of());
    }

    /** The paths of all kinds and shared views. */
    Stream<String> paths() {
        return Stream.concat(
                all().flatMap(CardKind::paths),
                shared.values().stream()
                        .flatMap(fields -> fields.values().stream())
                        .flatMap(View.Field::paths));
    }
}

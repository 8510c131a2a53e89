package org.spinecds.logic;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.spinecds.content.Content;
import org.spinecds.content.ContentUnreadable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the files of {@code cds-hooks/cards} say of each kind of card, as the checks of a content need it. */
final class CardFiles {

    static final String FOLDER = "cds-hooks/cards";
    private static final String JSON = ".json";
    private static final String VIEWS = FOLDER + "/views.json";
    private static final List<String> PATHS = List.of("of", "in", "take", "when", "unless", "levels", "answers");

    private final Map<String, JsonNode> kinds = new TreeMap<>();
    private final Set<String> names = new HashSet<>();

    /** The names that paths begin with, and the file that names them. */
    private final Map<String, String> roots = new HashMap<>();

    private CardFiles() {}

    static CardFiles of(Content content) {
        CardFiles files = new CardFiles();
        Set<String> there = Set.copyOf(list(content, JSON));
        for (String template : list(content, ".md")) {
            String path = template.substring(0, template.length() - ".md".length()) + JSON;
            if (content.text(template).contains("\n---\n") && there.contains(path)) {
                JsonNode kind = JsonMapper.shared().readTree(content.text(path));
                files.kinds.put(path.substring(path.lastIndexOf('/') + 1, path.length() - JSON.length()), kind);
                files.gather(path, kind);
                files.fields(path, kind.path("view"));
                kind.path("tells").forEach(told -> files.gather(path, told));
                files.gather(path, kind.path("options"));
            }
        }
        if (there.contains(VIEWS)) {
            JsonMapper.shared().readTree(content.text(VIEWS)).forEach(view -> files.fields(VIEWS, view));
        }
        return files;
    }

    private static List<String> list(Content content, String suffix) {
        try {
            return content.list(FOLDER, suffix);
        } catch (ContentUnreadable e) {
            return List.of();
        }
    }

    private void fields(String path, JsonNode fields) {
        fields.properties().forEach(field -> {
            names.add(field.getKey());
            field(path, field.getValue());
        });
    }

    private void field(String path, JsonNode field) {
        if (field.isString()) {
            root(path, field);
        }
        gather(path, field);
        fields(path, field.path("each"));
        field.path("all").forEach(one -> field(path, one));
    }

    private void gather(String path, JsonNode named) {
        for (String member : PATHS) {
            JsonNode said = named.path(member);
            (said.isArray() ? said.valueStream().toList() : List.of(said)).forEach(one -> root(path, one));
        }
    }

    private void root(String path, JsonNode said) {
        String name = said.asString("").split("\\.", 2)[0];
        if (!name.isEmpty() && Character.isUpperCase(name.charAt(0))) {
            roots.put(name, path);
        }
    }

    /** The kinds that the service itself shows, whatever the rules ask for. */
    Set<String> ofTheService() {
        return kinds.entrySet().stream()
                .filter(kind -> kind.getValue().has("role"))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** A member of the kinds that the rules ask for, such as their topic, by kind: the file that has it. */
    Map<String, String> having(String member) {
        return kinds.entrySet().stream()
                .filter(kind -> !kind.getValue().has("role") && kind.getValue().has(member))
                .collect(Collectors.toMap(Map.Entry::getKey, kind -> FOLDER + "/" + kind.getKey() + JSON));
    }

    /** The names that views fill. */
    Set<String> names() {
        return names;
    }

    /** The answers that views and kinds are made from, each with a file that names it. */
    Map<String, String> answers() {
        return roots;
    }
}

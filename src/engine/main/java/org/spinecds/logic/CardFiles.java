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
import org.spinecds.content.GuidelineFile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The kinds of cards, the names and the paths in the files of cards, worksheet and guidelines, for the checks of a
 * content.
 */
final class CardFiles {

    static final String FOLDER = "cds-hooks/cards";
    private static final String JSON = ".json";
    private static final String VIEWS = FOLDER + "/views.json";
    private static final String PAGE = "cds-hooks/worksheet/view.json";

    /** The name of the service's own values on a page. */
    private static final String OF_THE_SERVICE = "Worksheet";

    private static final List<String> PATHS =
            List.of("of", "in", "code", "beside", "when", "unless", "levels", "answers");

    private final Map<String, JsonNode> kinds = new TreeMap<>();
    private final Set<String> names = new HashSet<>();

    /** The first names of the paths, each with a file that has it. */
    private final Map<String, String> roots = new HashMap<>();

    private CardFiles() {}

    static CardFiles of(Content content) {
        CardFiles files = new CardFiles();
        Set<String> there = Set.copyOf(content.listIfThere(FOLDER, JSON));
        for (String template : content.listIfThere(FOLDER, ".md")) {
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
        files.views(content, VIEWS);
        files.views(content, PAGE);
        GuidelineFile.of(content).forEach(files::guideline);
        return files;
    }

    private void guideline(GuidelineFile file) {
        file.explain().forEach(member -> shape(file.path(), member));
        for (JsonNode part : file.suspended()) {
            part.forEach(path -> root(file.path(), path.asString("")));
            part.propertyNames().forEach(path -> root(file.path(), path));
        }
    }

    /** Gathers the paths of a member of the explained assessment. */
    private void shape(String file, JsonNode shape) {
        root(file, shape.asString(""));
        gather(file, shape);
        if (shape.has("each")) {
            shape(file, shape.path("each"));
        }
        shape.path("members").forEach(member -> shape(file, member));
    }

    private void views(Content content, String path) {
        try {
            JsonMapper.shared().readTree(content.text(path)).forEach(view -> fields(path, view));
        } catch (ContentUnreadable e) {
            // The reader of these files refuses a content without them.
        }
    }

    private void fields(String path, JsonNode fields) {
        fields.properties().forEach(field -> {
            names.add(field.getKey());
            field(path, field.getValue());
        });
    }

    private void field(String path, JsonNode field) {
        root(path, field.asString(""));
        gather(path, field);
        fields(path, field.path("each"));
        field.path("all").forEach(one -> field(path, one));
    }

    private void gather(String path, JsonNode named) {
        for (String member : PATHS) {
            JsonNode said = named.path(member);
            (said.isArray() ? said.valueStream().toList() : List.of(said)).forEach(one -> root(path, one.asString("")));
        }
    }

    private void root(String file, String path) {
        String name = path.split("\\.", 2)[0];
        if (!name.isEmpty() && Character.isUpperCase(name.charAt(0)) && !name.equals(OF_THE_SERVICE)) {
            roots.put(name, file);
        }
    }

    /** The kinds that the service itself shows. */
    Set<String> ofTheService() {
        return kinds.entrySet().stream()
                .filter(kind -> kind.getValue().has("role"))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /**
     * The kinds that the rules ask for and that have a member.
     *
     * @param member such as {@code topic}
     * @return the file of each, by kind
     */
    Map<String, String> having(String member) {
        return kinds.entrySet().stream()
                .filter(kind -> !kind.getValue().has("role") && kind.getValue().has(member))
                .collect(Collectors.toMap(Map.Entry::getKey, kind -> FOLDER + "/" + kind.getKey() + JSON));
    }

    /** The names that views fill. */
    Set<String> names() {
        return names;
    }

    /** The answers that the files read, each with a file that names it. */
    Map<String, String> answers() {
        return roots;
    }
}

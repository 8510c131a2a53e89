package org.spinecds.hook;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.spinecds.content.Content;
import org.spinecds.content.ContentUnreadable;
import org.spinecds.content.GuidelineFile;
import org.spinecds.mapping.LocalCodes;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The services: each is a file {@code cds-hooks/services/<id>.json} of the content. */
public record ServiceCatalog(Map<String, ServiceDefinition> byId) {

    private static final String FOLDER = "cds-hooks/services";
    private static final Set<String> MEMBERS =
            Set.of("id", "hook", "title", "description", "usageRequirements", "prefetch");
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * Reads every service file; the prefetch templates also include the local codes.
     *
     * @throws ContentUnreadable when there is no service, or a file does not define one
     */
    public static ServiceCatalog from(Content content, LocalCodes localCodes) {
        Map<String, ServiceDefinition> byId = new LinkedHashMap<>();
        Map<String, GuidelineFile> guidelines = guidelines(content);
        for (String path : content.list(FOLDER, ".json")) {
            ServiceDefinition service = read(path, content.text(path), localCodes, guidelines);
            byId.put(service.id(), service);
        }
        if (byId.isEmpty()) {
            throw new ContentUnreadable("The content defines no service below " + FOLDER + ".");
        }
        guidelines.forEach((id, guideline) -> {
            if (!byId.containsKey(id)) {
                throw new ContentUnreadable("The guideline " + guideline.path() + " names the service " + id
                        + ", which has no file below " + FOLDER + ".");
            }
        });
        return new ServiceCatalog(byId);
    }

    private static Map<String, GuidelineFile> guidelines(Content content) {
        Map<String, GuidelineFile> byService = new LinkedHashMap<>();
        GuidelineFile.of(content)
                .forEach(guideline -> guideline.services().keySet().forEach(id -> byService.put(id, guideline)));
        return byService;
    }

    /** In the order of their ids. */
    public List<ServiceDefinition> services() {
        return List.copyOf(byId.values());
    }

    public Optional<ServiceDefinition> service(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    private static ServiceDefinition read(
            String path, String text, LocalCodes localCodes, Map<String, GuidelineFile> guidelines) {
        try {
            JsonNode file = JSON.readTree(text);
            refuseUnknownMembers(path, file);
            String id = required(path, file, "id");
            GuidelineFile guideline = guidelines.get(id);
            if (guideline == null) {
                throw new ContentUnreadable("The service " + id + " in " + path + " belongs to no guideline: name it"
                        + " under services in cql/guideline.json.");
            }
            ServiceDefinition service = new ServiceDefinition(
                    id,
                    required(path, file, "hook"),
                    required(path, file, "title"),
                    required(path, file, "description"),
                    optional(file, "usageRequirements"),
                    prefetch(path, file, localCodes),
                    names(file.path("_optional")),
                    guideline,
                    guideline.services().getOrDefault(id, ""));
            service.queriesFor("1").values().stream()
                    .map(query -> query.split("[/?]", 2)[0])
                    .filter(guideline.own()::contains)
                    .findFirst()
                    .ifPresent(type -> {
                        throw new ContentUnreadable("The service file " + path + " asks for " + type + ", which "
                                + guideline.path() + " names as given by the service itself.");
                    });
            if (!path.equals(FOLDER + "/" + service.id() + ".json")) {
                throw new ContentUnreadable(
                        "The service file " + path + " must bear the service's id, " + service.id() + ".");
            }
            return service;
        } catch (JacksonException e) {
            throw new ContentUnreadable("The service file " + path + " is not JSON: " + e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new ContentUnreadable("The service file " + path + " cannot be used: " + e.getMessage() + ".", e);
        }
    }

    private static void refuseUnknownMembers(String path, JsonNode file) {
        for (String member : file.propertyNames()) {
            if (!MEMBERS.contains(member) && !member.startsWith("_")) {
                throw new ContentUnreadable("The service file " + path + " has an unknown member, " + member + ".");
            }
        }
    }

    private static Map<String, String> prefetch(String path, JsonNode file, LocalCodes localCodes) {
        Map<String, String> templates = new LinkedHashMap<>();
        JsonNode prefetch = file.path("prefetch");
        for (String key : prefetch.propertyNames()) {
            templates.put(key, localCodes.widened(required(path, prefetch, key)));
        }
        return templates;
    }

    private static Set<String> names(JsonNode list) {
        return list.valueStream().map(JsonNode::asString).collect(Collectors.toSet());
    }

    private static String required(String path, JsonNode parent, String member) {
        String text = optional(parent, member);
        if (text == null || text.isBlank()) {
            throw new ContentUnreadable("The service file " + path + " has no text for " + member + ".");
        }
        return text;
    }

    private static @Nullable String optional(JsonNode parent, String member) {
        JsonNode value = parent.path(member);
        return value.isString() ? value.stringValue() : null;
    }
}

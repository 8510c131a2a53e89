package org.spinecds.fhir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Brings a record into the one form that the rules read, so that the same statement reads alike from every EHR:
 *
 * <ul>
 *   <li>A reference is {@code Type/id}, without server and version. A contained volume, plan or course becomes a
 *   resource of its own. A reference by identifier or by urn becomes a reference to the resource with this system and
 *   value.
 *   <li>A code has the system and the spelling of {@link CodeNames}.
 * </ul>
 *
 * <p>A resource that already has this form stays as it is.
 */
public record PlainForm(FhirJson fhir, CodeNames names) {

    private static final Pattern LITERAL =
            Pattern.compile("(?:https?://[^?#]+/)?([A-Z][A-Za-z]+)/([A-Za-z0-9.-]+)(?:/_history/[^/]+)?");
    private static final Set<String> LIFTED = Set.of("BodyStructure", "ServiceRequest", "Procedure");
    private static final Map<String, String> TYPE_OF_ELEMENT =
            Map.of("partOf", "Procedure", "basedOn", "ServiceRequest", "valueReference", "BodyStructure");

    /** The resources in their order, followed by those that they contained. */
    public List<Resource> of(List<? extends Resource> record) {
        Pass pass = new Pass(record);
        List<Resource> plain = new ArrayList<>();
        record.forEach(resource -> plain.add(pass.plain(resource)));
        plain.addAll(pass.lifted);
        return plain;
    }

    /** One resource, as JSON, with the names of codes that the rules know; its references stay as they are. */
    public JsonNode codes(JsonNode resource) {
        @Nullable JsonNode rewritten = new Pass(List.of()).rewritten(resource, "", "");
        return rewritten == null ? resource : rewritten;
    }

    /** One pass over one record. */
    private final class Pass {

        private final List<? extends Resource> record;
        private final List<Resource> lifted = new ArrayList<>();
        private final Map<String, String> byIdentifier = new HashMap<>();
        private final Set<String> there = new HashSet<>();
        private boolean isIndexed;

        private Pass(List<? extends Resource> record) {
            this.record = record;
        }

        private Resource plain(Resource resource) {
            if (FhirJson.isHeader(resource)) {
                return resource;
            }
            String id = String.valueOf(resource.getIdElement().getIdPart());
            JsonNode json = fhir.tree(resource);
            @Nullable JsonNode rewritten = rewritten(json, "", id);
            if ((rewritten == null ? json : rewritten).path("contained") instanceof ArrayNode contained) {
                lift(contained, id);
            }
            if (rewritten == null) {
                return resource;
            }
            Resource plain = fhir.read(rewritten);
            plain.setId(resource.getIdElement());
            return plain;
        }

        private void lift(ArrayNode contained, String owner) {
            for (JsonNode one : contained) {
                if (one instanceof ObjectNode node
                        && LIFTED.contains(node.path("resourceType").asString(""))) {
                    ObjectNode own = node.deepCopy();
                    own.put("id", idWithin(owner, node.path("id").asString("")));
                    lifted.add(fhir.read(own));
                }
            }
        }

        /** The node in plain form; null where it already is. */
        private @Nullable JsonNode rewritten(JsonNode node, String name, String owner) {
            if (node instanceof ArrayNode array) {
                return rewrittenEach(array, name, owner);
            }
            if (!(node instanceof ObjectNode object)) {
                return null;
            }
            @Nullable ObjectNode changed = null;
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                @Nullable JsonNode value = rewritten(member.getValue(), member.getKey(), owner);
                if (value != null) {
                    changed = changed == null ? shallowCopy(object) : changed;
                    changed.set(member.getKey(), value);
                }
            }
            @Nullable ObjectNode renamed = renamed(changed == null ? object : changed, name, owner);
            return renamed == null ? changed : renamed;
        }

        private @Nullable ObjectNode renamed(ObjectNode node, String name, String owner) {
            if (node.path("code").isString() && !node.has("value")) {
                return renamedCoding(node);
            }
            return node.has("resourceType") ? null : renamedReference(node, name, owner);
        }

        private @Nullable ArrayNode rewrittenEach(ArrayNode array, String name, String owner) {
            @Nullable ArrayNode changed = null;
            for (int place = 0; place < array.size(); place++) {
                @Nullable JsonNode value = rewritten(array.get(place), name, owner);
                if (value != null) {
                    changed = changed == null ? array.arrayNode().addAll(array) : changed;
                    changed.set(place, value);
                }
            }
            return changed;
        }

        private @Nullable ObjectNode renamedCoding(ObjectNode coding) {
            @Nullable String system = text(coding.path("system"));
            String code = coding.path("code").stringValue();
            CodeNames.Name name = names.of(system, code);
            if (name.code().equals(code.strip())
                    && (name.system() == null || name.system().equals(system))) {
                return null;
            }
            ObjectNode renamed = shallowCopy(coding).put("code", name.code());
            return name.system() == null ? renamed : renamed.put("system", name.system());
        }

        private @Nullable ObjectNode renamedReference(ObjectNode node, String element, String owner) {
            @Nullable String literal = text(node.path("reference"));
            @Nullable String plain = literal == null ? null : plain(literal, owner);
            if (plain == null || !isThere(plain)) {
                JsonNode identifier = literal != null && literal.startsWith("urn:")
                        ? node.objectNode().put("system", "urn:ietf:rfc:3986").put("value", literal)
                        : node.path("identifier");
                @Nullable String named = identified(identifier, text(node.path("type")), element);
                plain = named == null ? plain : named;
            }
            return plain == null || plain.equals(literal)
                    ? null
                    : shallowCopy(node).put("reference", plain);
        }

        private String plain(String literal, String owner) {
            if (literal.startsWith("#")) {
                for (String type : LIFTED) {
                    String lifted = type + "/" + idWithin(owner, literal.substring(1));
                    if (isThere(lifted)) {
                        return lifted;
                    }
                }
                return literal;
            }
            Matcher parts = LITERAL.matcher(literal);
            return parts.matches() ? parts.group(1) + "/" + parts.group(2) : literal;
        }

        private @Nullable String identified(JsonNode identifier, @Nullable String type, String element) {
            @Nullable String key = key(identifier);
            @Nullable String wanted = type == null ? TYPE_OF_ELEMENT.get(element) : type;
            if (key == null || wanted == null) {
                return null;
            }
            index();
            return byIdentifier.get(wanted + " " + key);
        }

        private boolean isThere(String reference) {
            index();
            return there.contains(reference);
        }

        private void index() {
            if (isIndexed) {
                return;
            }
            isIndexed = true;
            for (Resource resource : record) {
                String id = String.valueOf(resource.getIdElement().getIdPart());
                String reference = resource.fhirType() + "/" + id;
                there.add(reference);
                if (FhirJson.isHeader(resource)) {
                    continue;
                }
                JsonNode json = fhir.tree(resource);
                for (JsonNode identifier : json.path("identifier")) {
                    @Nullable String key = key(identifier);
                    if (key != null) {
                        byIdentifier.putIfAbsent(resource.fhirType() + " " + key, reference);
                    }
                }
                for (JsonNode contained : json.path("contained")) {
                    there.add(contained.path("resourceType").asString("") + "/"
                            + idWithin(id, contained.path("id").asString("")));
                }
            }
        }
    }

    /** The key of an identifier: system and value, never the value alone. Null where one of them is missing. */
    private static @Nullable String key(JsonNode identifier) {
        @Nullable String system = text(identifier.path("system"));
        @Nullable String value = text(identifier.path("value"));
        return system == null || value == null || system.isBlank() || value.isBlank() ? null : system + "|" + value;
    }

    private static String idWithin(String owner, String local) {
        return owner + "." + local;
    }

    private static ObjectNode shallowCopy(ObjectNode node) {
        ObjectNode copy = node.objectNode();
        node.properties().forEach(member -> copy.set(member.getKey(), member.getValue()));
        return copy;
    }

    private static @Nullable String text(JsonNode value) {
        return value.isString() ? value.stringValue() : null;
    }
}

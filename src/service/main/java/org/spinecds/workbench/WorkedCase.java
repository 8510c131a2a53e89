package org.spinecds.workbench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.spinecds.content.CaseFiles;
import org.spinecds.content.Content;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * A worked case of {@code cql/input/tests}: record, call and expectation. A case marked partial omits whole sections,
 * but is complete for a level; one marked a subset names only its subject; every other case names the whole assessment.
 */
public record WorkedCase(String id, JsonNode play) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<String> SETS = Set.of(
            "reasons",
            "flags",
            "binding",
            "recommended",
            "conditional",
            "missing",
            "problems",
            "scenarios",
            "caveats",
            "cautions",
            "factors",
            "signs",
            "documented",
            "notDocumented",
            "scheduleNotInTable3",
            "surrogate",
            "ratioExtrapolated",
            "levels",
            "formerFacts",
            "references");
    private static final Set<String> PARTS = Set.of("levels", "subset");
    private static final Set<String> STRICT = Set.of("basis", "levels", "options", "maxThecalSac", "constraints");
    private static final Set<String> NEVER_LEFT_OUT = Set.of("missing", "problems", "scenarios");
    private static final Set<String> NEVER_EXTRA = Set.of("budgetEqd2Gy", "table3Row", "lo", "hi", "infection");

    /**
     * The cases below a folder of content, in the order of their names; none where it has no tests.
     *
     * @param content the folder with {@code cql}
     * @throws CaseUnreadable when a file is not a case
     */
    public static List<WorkedCase> below(Path content) {
        return of(Content.casesBelow(content));
    }

    /**
     * The cases in files, in the order of their names, whatever their folders.
     *
     * @throws CaseUnreadable when a file is not a case
     */
    public static List<WorkedCase> of(CaseFiles files) {
        return files.texts().entrySet().stream()
                .sorted(Comparator.comparing(file -> CaseFiles.name(file.getKey())))
                .map(file -> read(file.getKey(), file.getValue()))
                .toList();
    }

    private static WorkedCase read(String file, String text) {
        try {
            JsonNode play = JSON.readTree(text);
            if (!play.path("partial").isMissingNode()
                    && !PARTS.contains(play.path("partial").asString(""))) {
                throw new CaseUnreadable(
                        "The case " + file + " is partial in an unknown way; it may say levels or subset.");
            }
            if (play.path("request").isObject() && !play.path("expected").isEmpty()) {
                return new WorkedCase(play.path("id").asString(""), play);
            }
        } catch (JacksonException e) {
            throw new CaseUnreadable("The case " + file + " cannot be read as JSON.");
        }
        throw new CaseUnreadable("The case " + file + " has no request or nothing that is expected.");
    }

    /** The resources of the record. */
    public List<JsonNode> resources() {
        List<JsonNode> resources = new ArrayList<>();
        play.path("record").path("entry").forEach(entry -> resources.add(entry.path("resource")));
        return resources;
    }

    /** A copy of the call. */
    public JsonNode request() {
        return play.path("request").deepCopy();
    }

    /** The expected assessment and cards. */
    public JsonNode expected() {
        return play.path("expected");
    }

    private boolean isPartial() {
        return !play.path("partial").isMissingNode();
    }

    private boolean isSubset() {
        return play.path("partial").asString("").equals("subset");
    }

    /**
     * The differences: sets as sets, numbers to 0.001, cards by kind, indicator and order.
     *
     * @param assessment the document of the explain extension
     * @param shown the cards as {@code kind indicator}
     */
    public List<Difference> differences(JsonNode assessment, List<String> shown) {
        Stream<Difference> ofExpected = expected().properties().stream()
                .flatMap(member -> differences(member.getKey(), member.getValue(), assessment, shown));
        Stream<Difference> unexpected = assessment.properties().stream()
                .filter(member -> !isPartial() && !expected().has(member.getKey()))
                .filter(member -> NEVER_LEFT_OUT.contains(member.getKey()) || NEVER_EXTRA.contains(member.getKey()))
                .map(member ->
                        new Difference(member.getKey(), "", member.getValue().toString()));
        return Stream.concat(ofExpected, unexpected).toList();
    }

    private Stream<Difference> differences(String name, JsonNode expected, JsonNode assessment, List<String> shown) {
        return switch (name) {
            case "cards" ->
                inOrder(
                        "cards",
                        expected.valueStream()
                                .map(card -> card.path("kind").asString() + " "
                                        + card.path("indicator").asString()),
                        shown);
            case "caveatsContain" ->
                unless(
                        caveats(assessment).containsAll(texts(expected)),
                        "caveats",
                        "all of " + expected,
                        assessment.path("caveats"));
            case "caveatsLack" -> lacking(caveats(assessment)::contains, "caveats", expected, assessment);
            case "absent" ->
                unless(
                        texts(expected).stream().noneMatch(assessment::has),
                        "assessment",
                        "none of " + expected,
                        MissingNode.getInstance());
            case "suggestionsLack" -> lacking(assessment.path("suggestions")::has, "suggestions", expected, assessment);
            case "evidenceLacks" -> lacking(assessment.path("evidence")::has, "evidence", expected, assessment);
            case "optionOrder" ->
                inOrder(
                        "options in order",
                        expected.valueStream().map(JsonNode::asString),
                        assessment.path("options").properties().stream()
                                .filter(option -> !option.getValue()
                                        .path("status")
                                        .asString()
                                        .equals("not-applicable"))
                                .map(Map.Entry::getKey)
                                .toList());
            default -> compared(expected, assessment.path(name), name, name);
        };
    }

    /** The caveats by their codes, and as {@code CODE:subject} if they have a subject. */
    private static Set<String> caveats(JsonNode assessment) {
        Set<String> caveats = texts(assessment.path("caveats"));
        assessment.path("caveatSubjects").properties().forEach(caveat -> caveat.getValue()
                .forEach(subject -> caveats.add(caveat.getKey() + ":" + subject.asString())));
        return caveats;
    }

    private static Stream<Difference> unless(boolean holds, String where, String expected, JsonNode actual) {
        return holds
                ? Stream.of()
                : Stream.of(new Difference(where, expected, actual.isMissingNode() ? "" : actual.toString()));
    }

    private static Stream<Difference> lacking(
            Predicate<String> isThere, String member, JsonNode lacking, JsonNode assessment) {
        return unless(
                texts(lacking).stream().noneMatch(isThere), member, "none of " + lacking, assessment.path(member));
    }

    private static Stream<Difference> inOrder(String where, Stream<String> expected, List<String> shown) {
        List<String> wanted = expected.toList();
        return wanted.equals(shown)
                ? Stream.of()
                : Stream.of(new Difference(where, wanted.toString(), shown.toString()));
    }

    private Stream<Difference> compared(JsonNode expected, JsonNode actual, String path, String name) {
        if (expected.isObject()) {
            boolean isStrict = STRICT.contains(name) && !(isPartial() && name.equals("options"));
            Stream<Difference> unexpected = actual.properties().stream()
                    .filter(member -> !expected.has(member.getKey()) && !isSubset())
                    .filter(member -> isStrict
                            || (SETS.contains(member.getKey())
                                    && !member.getValue().isEmpty())
                            || NEVER_EXTRA.contains(member.getKey()))
                    .map(member -> new Difference(
                            path + "." + member.getKey(), "", member.getValue().toString()));
            return Stream.concat(
                    expected.properties().stream()
                            .flatMap(member -> compared(
                                    member.getValue(),
                                    actual.path(member.getKey()),
                                    path + "." + member.getKey(),
                                    member.getKey())),
                    unexpected);
        }
        boolean isTheSame = (expected.isArray() && SETS.contains(name))
                ? texts(expected).equals(texts(actual))
                : expected.isNumber()
                        ? actual.isNumber() && Math.abs(expected.asDouble() - actual.asDouble()) <= 0.0011
                        : expected.equals(actual);
        return unless(isTheSame, path, expected.toString(), actual);
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new TreeSet<>();
        array.forEach(element -> texts.add(element.asString()));
        return texts;
    }

    @Override
    public String toString() {
        return id;
    }
}

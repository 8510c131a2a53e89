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
        List<Difference> differences = new ArrayList<>();
        expected().properties().forEach(member -> {
            JsonNode expected = member.getValue();
            switch (member.getKey()) {
                case "cards" ->
                    compareOrder(
                            "cards",
                            expected.valueStream()
                                    .map(card -> card.path("kind").asString() + " "
                                            + card.path("indicator").asString()),
                            shown,
                            differences);
                case "caveatsContain" ->
                    require(
                            caveats(assessment).containsAll(texts(expected)),
                            new Difference(
                                    "caveats",
                                    "all of " + expected,
                                    assessment.path("caveats").toString()),
                            differences);
                case "caveatsLack" -> lack(caveats(assessment)::contains, "caveats", expected, assessment, differences);
                case "absent" ->
                    require(
                            texts(expected).stream().noneMatch(assessment::has),
                            new Difference("assessment", "none of " + expected, ""),
                            differences);
                case "suggestionsLack" ->
                    lack(assessment.path("suggestions")::has, "suggestions", expected, assessment, differences);
                case "evidenceLacks" ->
                    lack(assessment.path("evidence")::has, "evidence", expected, assessment, differences);
                case "optionOrder" ->
                    compareOrder(
                            "options in order",
                            expected.valueStream().map(JsonNode::asString),
                            assessment.path("options").properties().stream()
                                    .filter(option -> !option.getValue()
                                            .path("status")
                                            .asString()
                                            .equals("not-applicable"))
                                    .map(Map.Entry::getKey)
                                    .toList(),
                            differences);
                default ->
                    compare(expected, assessment.path(member.getKey()), member.getKey(), member.getKey(), differences);
            }
        });
        if (!isPartial()) {
            assessment.properties().forEach(member -> {
                boolean isUnexpected =
                        Set.of("missing", "problems", "scenarios").contains(member.getKey())
                                || NEVER_EXTRA.contains(member.getKey());
                if (isUnexpected && !expected().has(member.getKey())) {
                    differences.add(new Difference(
                            member.getKey(), "", member.getValue().toString()));
                }
            });
        }
        return differences;
    }

    /** The caveats by their codes, and as {@code CODE:subject} if they have a subject. */
    private static Set<String> caveats(JsonNode assessment) {
        Set<String> caveats = texts(assessment.path("caveats"));
        assessment.path("caveatSubjects").properties().forEach(caveat -> caveat.getValue()
                .forEach(subject -> caveats.add(caveat.getKey() + ":" + subject.asString())));
        return caveats;
    }

    private static void require(boolean holds, Difference otherwise, List<Difference> differences) {
        if (!holds) {
            differences.add(otherwise);
        }
    }

    private static void lack(
            Predicate<String> isThere, String member, JsonNode lacking, JsonNode all, List<Difference> differences) {
        require(
                texts(lacking).stream().noneMatch(isThere),
                new Difference(member, "none of " + lacking, all.path(member).toString()),
                differences);
    }

    private static void compareOrder(
            String where, Stream<String> expected, List<String> shown, List<Difference> differences) {
        List<String> wanted = expected.toList();
        require(wanted.equals(shown), new Difference(where, wanted.toString(), shown.toString()), differences);
    }

    private void compare(JsonNode expected, JsonNode actual, String path, String name, List<Difference> differences) {
        if (expected.isObject()) {
            expected.properties()
                    .forEach(member -> compare(
                            member.getValue(),
                            actual.path(member.getKey()),
                            path + "." + member.getKey(),
                            member.getKey(),
                            differences));
            boolean isStrict = STRICT.contains(name) && !(isPartial() && name.equals("options"));
            actual.properties().forEach(member -> {
                boolean isUnexpected = isStrict
                        || (SETS.contains(member.getKey()) && !member.getValue().isEmpty())
                        || NEVER_EXTRA.contains(member.getKey());
                if (!expected.has(member.getKey()) && isUnexpected && !isSubset()) {
                    differences.add(new Difference(
                            path + "." + member.getKey(), "", member.getValue().toString()));
                }
            });
        } else {
            boolean isTheSame = (expected.isArray() && SETS.contains(name))
                    ? texts(expected).equals(texts(actual))
                    : expected.isNumber()
                            ? actual.isNumber() && Math.abs(expected.asDouble() - actual.asDouble()) <= 0.0011
                            : expected.equals(actual);
            require(
                    isTheSame,
                    new Difference(path, expected.toString(), actual.isMissingNode() ? "" : actual.toString()),
                    differences);
        }
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

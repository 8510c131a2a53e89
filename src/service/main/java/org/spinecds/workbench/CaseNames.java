package org.spinecds.workbench;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.spinecds.content.Content;
import org.spinecds.content.GuidelineFile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The names that an expectation may use. An expectation of something that does not exist, such as a mistyped member that must be
 * absent, would hold for ever.
 *
 * @param members of the explained assessment
 * @param suggestions the keys of the drafts
 * @param evidence the rows of evidence
 * @param caveats the codes of caveats
 */
record CaseNames(Set<String> members, Set<String> suggestions, Set<String> evidence, Set<String> caveats) {

    private static final Set<String> OF_CASES = Set.of(
            "cards", "absent", "caveatsContain", "caveatsLack", "suggestionsLack", "evidenceLacks", "optionOrder");
    private static final String DRAFTS = "cds-hooks/suggestions";

    /** The names of a content, for a case of one of its guidelines. */
    static CaseNames of(Content content, GuidelineFile guideline) {
        return new CaseNames(
                Set.copyOf(guideline.explain().propertyNames()),
                content.list(DRAFTS, ".json").stream()
                        .map(path -> path.substring(DRAFTS.length() + 1, path.length() - ".json".length()))
                        .collect(Collectors.toUnmodifiableSet()),
                names(content, "cds-hooks/cards/evidence.json", ""),
                names(content, "cds-hooks/cards/phrases.json", "/caveat"));
    }

    private static Set<String> names(Content content, String path, String pointer) {
        String text = content.texts().getOrDefault(path, "{}");
        return Set.copyOf(JsonMapper.shared().readTree(text).at(pointer).propertyNames());
    }

    /** The names in an expectation that do not exist. */
    List<Difference> unknown(JsonNode expected) {
        List<Difference> unknown = new ArrayList<>();
        find(expected.propertyNames().stream().filter(name -> !OF_CASES.contains(name)), members, "expected", unknown);
        find(texts(expected, "absent"), members, "absent", unknown);
        find(texts(expected, "suggestionsLack"), suggestions, "suggestionsLack", unknown);
        find(texts(expected, "evidenceLacks"), evidence, "evidenceLacks", unknown);
        find(texts(expected, "caveatsContain"), caveats, "caveatsContain", unknown);
        find(texts(expected, "caveatsLack"), caveats, "caveatsLack", unknown);
        return unknown;
    }

    /** A code of something may have its subject behind a colon or a slash. */
    private static void find(Stream<String> names, Set<String> known, String where, List<Difference> unknown) {
        names.filter(name -> !known.contains(name.split("[:/]", 2)[0]))
                .forEach(name -> unknown.add(new Difference(where, "a name that exists", name)));
    }

    private static Stream<String> texts(JsonNode expected, String member) {
        return expected.path(member).valueStream().map(JsonNode::asString);
    }
}

package org.spinecds.logic;

import java.time.ZonedDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.spinecds.fhir.CodeNames;
import tools.jackson.databind.JsonNode;

/**
 * Tells the entries of a record for which a define is true, each by itself. A guideline names two such defines: of the entries
 * without which a record has no cards, and of the orders that would have asked the service.
 */
public final class EntryTest {

    private final KnowledgeBase knowledge;
    private final String library;
    private final String define;
    private final Set<String> types;
    private final @Nullable Texts texts;
    private final CodeNames names;

    private EntryTest(
            KnowledgeBase knowledge, String library, String define, Set<String> types, @Nullable Texts texts) {
        this.knowledge = knowledge;
        this.library = library;
        this.define = define;
        this.types = Set.copyOf(types);
        this.texts = texts;
        this.names = knowledge.codeNames();
    }

    /**
     * The test for a define.
     *
     * @param name as LIBRARY.DEFINE
     * @param ofTheCall the parameters that a call fills, as LIBRARY.NAME
     * @throws ContentBroken when the define cannot be asked of each resource alone
     */
    static EntryTest of(KnowledgeBase knowledge, String name, Set<String> ofTheCall) {
        int dot = name.indexOf('.');
        String library = name.substring(0, dot);
        String define = name.substring(dot + 1);
        NecessaryTexts necessary = new NecessaryTexts(knowledge.translated(), knowledge::members, ofTheCall);
        @Nullable Texts texts = necessary.of(library, define);
        return new EntryTest(knowledge, library, define, necessary.types(), texts);
    }

    /** The types of resource that the define asks for. */
    public Set<String> types() {
        return types;
    }

    /** Whether there is a quick test; without one every resource of the types is evaluated. */
    public boolean hasQuickTest() {
        return texts != null;
    }

    /** Whether the define may be true for a resource: quick, and true in doubt. */
    public boolean mayBeOne(JsonNode resource) {
        Texts wanted = texts;
        if (wanted == null) {
            return true;
        }
        Set<String> written = new HashSet<>();
        collect(resource, written);
        return wanted.areIn(written);
    }

    /**
     * Whether the define is true for a resource.
     *
     * @param plain the resource in plain form, with those that it contains
     * @throws LogicFailed when the define cannot be evaluated
     */
    public boolean isOne(List<? extends Resource> plain, ZonedDateTime moment) {
        return Boolean.TRUE.equals(knowledge
                .evaluate(library, Set.of(define), plain, List.of(), "", moment)
                .get(define));
    }

    /** Collects the texts of a resource, and the codes in their plain form too. */
    private void collect(JsonNode node, Set<String> written) {
        if (node.isString()) {
            String text = node.stringValue();
            written.add(text);
            written.add(text.strip());
            return;
        }
        if (node.path("code").isString()) {
            JsonNode system = node.path("system");
            written.add(names.of(
                            system.isString() ? system.stringValue() : null,
                            node.path("code").stringValue())
                    .code());
        }
        for (JsonNode child : node) {
            collect(child, written);
        }
    }
}

package org.spinecds.logic.evaluation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.ValueSet;
import org.jspecify.annotations.Nullable;
import org.opencds.cqf.cql.engine.runtime.Code;
import org.opencds.cqf.cql.engine.terminology.CodeSystemInfo;
import org.opencds.cqf.cql.engine.terminology.TerminologyProvider;
import org.opencds.cqf.cql.engine.terminology.ValueSetInfo;

/** The stored expansions of the value sets, as hash sets. */
public final class ValueSets implements TerminologyProvider {

    private final Map<String, List<Code>> expansions = new LinkedHashMap<>();
    private final Map<String, Set<String>> members = new HashMap<>();
    private final List<String> findings = new ArrayList<>();

    /** Reads the stored expansions; {@link #findings} has those that cannot be used. */
    public ValueSets(List<ValueSet> valueSets) {
        for (ValueSet valueSet : valueSets) {
            ValueSet.ValueSetExpansionComponent expansion = valueSet.getExpansion();
            List<Code> codes = expansion.getContains().stream()
                    .flatMap(ValueSets::withNested)
                    .filter(ValueSet.ValueSetExpansionContainsComponent::hasCode)
                    .map(entry -> new Code()
                            .withSystem(entry.getSystem())
                            .withCode(entry.getCode())
                            .withDisplay(entry.getDisplay()))
                    .toList();
            if (codes.isEmpty()) {
                findings.add("Value set " + valueSet.getUrl() + " has no stored expansion.");
            }
            if (expansion.getTotal() > codes.size() || expansion.getOffset() > 0) {
                findings.add("Value set " + valueSet.getUrl() + " has a part of its expansion stored: " + codes.size()
                        + " codes from " + expansion.getOffset() + " on of " + expansion.getTotal() + ".");
            }
            if (expansions.put(valueSet.getUrl(), codes) != null) {
                findings.add("Value set " + valueSet.getUrl() + " is stored twice.");
            }
            members.put(valueSet.getUrl(), keys(codes));
        }
    }

    private static Stream<ValueSet.ValueSetExpansionContainsComponent> withNested(
            ValueSet.ValueSetExpansionContainsComponent entry) {
        return Stream.concat(Stream.of(entry), entry.getContains().stream().flatMap(ValueSets::withNested));
    }

    /** A sentence for each value set that is stored in part, twice or without an expansion. */
    public List<String> findings() {
        return List.copyOf(findings);
    }

    /** Whether the value set with this URL is stored. */
    public boolean has(String url) {
        return expansions.containsKey(url);
    }

    /** Every code of every value set, as {@link #key keys}. */
    public Set<String> allMembers() {
        Set<String> all = new HashSet<>();
        members.values().forEach(all::addAll);
        return all;
    }

    /**
     * The codes of a value set, as {@link #key keys}.
     *
     * @throws IllegalStateException when it is not stored
     */
    public Set<String> members(String url) {
        Set<String> codes = members.get(url);
        if (codes == null) {
            throw new IllegalStateException("Value set " + url + " is not stored.");
        }
        return codes;
    }

    /** A code with its system, as {@code system|code}. */
    public static String key(@Nullable String system, @Nullable String code) {
        return system + "|" + code;
    }

    /** The keys of codes. */
    public static Set<String> keys(Iterable<Code> codes) {
        Set<String> keys = new HashSet<>();
        codes.forEach(code -> keys.add(key(code.getSystem(), code.getCode())));
        return Collections.unmodifiableSet(keys);
    }

    @Override
    public boolean in(Code code, ValueSetInfo valueSet) {
        return members(String.valueOf(valueSet.getId())).contains(key(code.getSystem(), code.getCode()));
    }

    @Override
    public Iterable<Code> expand(ValueSetInfo valueSet) {
        List<Code> codes = expansions.get(valueSet.getId());
        if (codes == null) {
            throw new IllegalStateException("Value set " + valueSet.getId() + " is not stored.");
        }
        return codes;
    }

    @Override
    public Code lookup(Code code, CodeSystemInfo codeSystem) {
        return code;
    }
}

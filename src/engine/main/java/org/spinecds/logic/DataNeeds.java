package org.spinecds.logic;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.namespace.QName;
import org.hl7.elm.r1.CodeRef;
import org.hl7.elm.r1.Expression;
import org.hl7.elm.r1.IncludeDef;
import org.hl7.elm.r1.Library;
import org.hl7.elm.r1.Retrieve;
import org.hl7.elm.r1.ToList;
import org.hl7.elm.r1.ValueSetDef;
import org.hl7.elm.r1.ValueSetRef;
import org.jspecify.annotations.Nullable;

/** Collects the retrieves of translated libraries. */
final class DataNeeds {

    private final Map<String, Library> libraries;
    private final Set<String> seen = new HashSet<>();
    private final Set<DataNeed> needs = new TreeSet<>(Comparator.comparing(DataNeed::type)
            .thenComparing(DataNeed::valueSet)
            .thenComparing(DataNeed::code));

    DataNeeds(Map<String, Library> libraries) {
        this.libraries = Map.copyOf(libraries);
    }

    /** The retrieves of a library and of all libraries that it includes. */
    List<DataNeed> of(String name) {
        collect(name);
        return List.copyOf(needs);
    }

    private void collect(String name) {
        Library library = libraries.get(name);
        if (library == null || !seen.add(name)) {
            return;
        }
        Map<String, String> included = new HashMap<>();
        if (library.getIncludes() != null) {
            for (IncludeDef include : library.getIncludes().getDef()) {
                included.put(String.valueOf(include.getLocalIdentifier()), String.valueOf(include.getPath()));
                collect(String.valueOf(include.getPath()));
            }
        }
        new LibraryWalk() {

            @Override
            public Boolean visitRetrieve(Retrieve retrieve, Library within) {
                needs.add(need(retrieve, name, included));
                return super.visitRetrieve(retrieve, within);
            }
        }.through(library);
    }

    private static String type(@Nullable QName name) {
        return name == null ? "" : name.getLocalPart();
    }

    private DataNeed need(Retrieve retrieve, String library, Map<String, String> included) {
        String type = type(retrieve.getDataType());
        Expression codes = retrieve.getCodes() instanceof ToList list ? list.getOperand() : retrieve.getCodes();
        if (codes instanceof ValueSetRef reference) {
            return new DataNeed(type, valueSet(reference, named(reference.getLibraryName(), library, included)), "");
        }
        if (codes instanceof CodeRef reference) {
            return new DataNeed(type, "", code(reference, named(reference.getLibraryName(), library, included)));
        }
        return new DataNeed(type, "", "");
    }

    private @Nullable Library named(@Nullable String alias, String library, Map<String, String> included) {
        return libraries.get(alias == null ? library : included.getOrDefault(alias, alias));
    }

    private static String valueSet(ValueSetRef reference, @Nullable Library named) {
        if (named == null || named.getValueSets() == null) {
            return "";
        }
        return named.getValueSets().getDef().stream()
                .filter(valueSet -> String.valueOf(valueSet.getName()).equals(reference.getName()))
                .map(ValueSetDef::getId)
                .map(String::valueOf)
                .findFirst()
                .orElse("");
    }

    private static String code(CodeRef reference, @Nullable Library named) {
        if (named == null || named.getCodes() == null || named.getCodeSystems() == null) {
            return "";
        }
        return named.getCodes().getDef().stream()
                .filter(code ->
                        String.valueOf(code.getName()).equals(reference.getName()) && code.getCodeSystem() != null)
                .flatMap(code -> named.getCodeSystems().getDef().stream()
                        .filter(system -> String.valueOf(system.getName())
                                .equals(code.getCodeSystem().getName()))
                        .map(system -> system.getId() + "|" + code.getId()))
                .findFirst()
                .orElse("");
    }
}

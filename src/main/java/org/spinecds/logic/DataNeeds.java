package org.spinecds.logic;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.namespace.QName;
import org.hl7.elm.r1.Expression;
import org.hl7.elm.r1.IncludeDef;
import org.hl7.elm.r1.Library;
import org.hl7.elm.r1.Retrieve;
import org.hl7.elm.r1.ValueSetDef;
import org.hl7.elm.r1.ValueSetRef;
import org.jspecify.annotations.Nullable;

/** Reads from the translated libraries what they retrieve. */
final class DataNeeds {

    private final Map<String, Library> libraries;
    private final Set<String> seen = new HashSet<>();
    private final Set<DataNeed> needs =
            new TreeSet<>(Comparator.comparing(DataNeed::type).thenComparing(DataNeed::valueSet));

    DataNeeds(Map<String, Library> libraries) {
        this.libraries = Map.copyOf(libraries);
    }

    /** The needs of a library and of all that it includes. */
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
                needs.add(new DataNeed(type(retrieve.getDataType()), valueSet(retrieve.getCodes(), name, included)));
                return super.visitRetrieve(retrieve, within);
            }
        }.through(library);
    }

    private static String type(@Nullable QName name) {
        return name == null ? "" : name.getLocalPart();
    }

    private String valueSet(@Nullable Expression codes, String library, Map<String, String> included) {
        if (!(codes instanceof ValueSetRef reference)) {
            return "";
        }
        String alias = reference.getLibraryName();
        Library named = libraries.get(alias == null ? library : included.getOrDefault(alias, alias));
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
}

package org.spinecds.logic;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cqframework.cql.elm.visiting.BaseElmLibraryVisitor;
import org.hl7.elm.r1.Element;
import org.hl7.elm.r1.ExpressionDef;
import org.hl7.elm.r1.ExpressionRef;
import org.hl7.elm.r1.FunctionRef;
import org.hl7.elm.r1.IncludeDef;
import org.hl7.elm.r1.Library;
import org.jspecify.annotations.Nullable;
import org.spinecds.logic.evaluation.ValueOnTheWay;

/**
 * Builds the tree of defines behind an answer, from the translated libraries and the values that the engine has kept.
 *
 * @param values by library and define
 * @param depth the greatest number of defines between the answer and a reason
 */
record Explainer(Map<String, Library> libraries, Map<String, Map<String, ValueOnTheWay>> values, int depth) {

    private static final Pattern LINE = Pattern.compile("(\\d+):");

    Explainer {
        libraries = Map.copyOf(libraries);
        values = Map.copyOf(values);
    }

    Explanation of(String library, String name) {
        return of(new Reference(library, name), 0);
    }

    private record Reference(String library, String name) {}

    private Explanation of(Reference reference, int level) {
        ExpressionDef define = define(reference);
        ValueOnTheWay result =
                values.getOrDefault(reference.library(), Map.of()).get(reference.name());
        List<Explanation> because = new ArrayList<>();
        if (define != null && result != null && level < depth) {
            for (Reference used : references(reference.library(), define)) {
                because.add(of(used, level + 1));
            }
        }
        return new Explanation(
                reference.library(),
                reference.name(),
                line(define),
                result != null,
                result == null ? "" : result.text(),
                result == null ? List.of() : result.resources(),
                because);
    }

    private @Nullable ExpressionDef define(Reference reference) {
        Library library = libraries.get(reference.library());
        if (library == null || library.getStatements() == null) {
            return null;
        }
        return library.getStatements().getDef().stream()
                .filter(define -> reference.name().equals(define.getName()))
                .findFirst()
                .orElse(null);
    }

    /** The defines that a define refers to, directly or through functions. */
    private Set<Reference> references(String library, ExpressionDef define) {
        Set<Reference> found = new LinkedHashSet<>();
        collect(library, define, found, new LinkedHashSet<>());
        return found;
    }

    private void collect(String library, ExpressionDef define, Set<Reference> found, Set<Reference> functions) {
        Map<String, String> included = included(library);
        new BaseElmLibraryVisitor<Boolean, String>() {

            @Override
            protected Boolean defaultResult(Element element, String context) {
                return true;
            }

            @Override
            public Boolean visitExpressionRef(ExpressionRef reference, String context) {
                if (!(reference instanceof FunctionRef)) {
                    Reference named = named(reference);
                    if (!named.name().equals("Patient")) {
                        found.add(named);
                    }
                }
                return super.visitExpressionRef(reference, null);
            }

            @Override
            public Boolean visitFunctionRef(FunctionRef reference, String context) {
                Reference named = named(reference);
                ExpressionDef function = define(named);
                if (function != null && functions.add(named)) {
                    collect(named.library(), function, found, functions);
                }
                return super.visitFunctionRef(reference, null);
            }

            private Reference named(ExpressionRef reference) {
                String alias = reference.getLibraryName();
                return new Reference(
                        alias == null ? library : included.getOrDefault(alias, alias),
                        String.valueOf(reference.getName()));
            }
        }.visitElement(define, library);
    }

    private Map<String, String> included(String library) {
        Map<String, String> included = new HashMap<>();
        Library text = libraries.get(library);
        if (text != null && text.getIncludes() != null) {
            for (IncludeDef include : text.getIncludes().getDef()) {
                included.put(String.valueOf(include.getLocalIdentifier()), String.valueOf(include.getPath()));
            }
        }
        return included;
    }

    private static int line(@Nullable ExpressionDef define) {
        Matcher place = LINE.matcher(define == null ? "" : String.valueOf(define.getLocator()));
        return place.find() ? Integer.parseInt(place.group(1)) : 0;
    }
}

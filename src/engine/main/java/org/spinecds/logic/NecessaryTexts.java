package org.spinecds.logic;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.hl7.elm.r1.AliasRef;
import org.hl7.elm.r1.AliasedQuerySource;
import org.hl7.elm.r1.And;
import org.hl7.elm.r1.AnyInValueSet;
import org.hl7.elm.r1.As;
import org.hl7.elm.r1.BinaryExpression;
import org.hl7.elm.r1.Coalesce;
import org.hl7.elm.r1.Equal;
import org.hl7.elm.r1.Exists;
import org.hl7.elm.r1.Expression;
import org.hl7.elm.r1.ExpressionDef;
import org.hl7.elm.r1.ExpressionRef;
import org.hl7.elm.r1.FunctionDef;
import org.hl7.elm.r1.FunctionRef;
import org.hl7.elm.r1.In;
import org.hl7.elm.r1.InValueSet;
import org.hl7.elm.r1.IncludeDef;
import org.hl7.elm.r1.LetClause;
import org.hl7.elm.r1.Library;
import org.hl7.elm.r1.Literal;
import org.hl7.elm.r1.Now;
import org.hl7.elm.r1.OperandDef;
import org.hl7.elm.r1.OperandRef;
import org.hl7.elm.r1.Or;
import org.hl7.elm.r1.ParameterRef;
import org.hl7.elm.r1.Property;
import org.hl7.elm.r1.Query;
import org.hl7.elm.r1.QueryLetRef;
import org.hl7.elm.r1.Retrieve;
import org.hl7.elm.r1.ReturnClause;
import org.hl7.elm.r1.StartsWith;
import org.hl7.elm.r1.ToList;
import org.hl7.elm.r1.Today;
import org.hl7.elm.r1.UnaryExpression;
import org.hl7.elm.r1.Union;
import org.hl7.elm.r1.ValueSetDef;
import org.hl7.elm.r1.ValueSetRef;
import org.jspecify.annotations.Nullable;

/**
 * Reads from the ELM of a define which texts a resource must have so that the define is true. The define must ask whether
 * single resources exist, each by itself: then a resource without such a text contributes nothing.
 *
 * <p>A text that is computed, such as one in lower case, is not looked for: then the texts are not known, and every resource of
 * the type may contribute.
 */
final class NecessaryTexts {

    /** The elements that the plain form of a record writes otherwise; a code is looked for by its plain form too. */
    private static final Set<String> REWRITTEN = Set.of("system", "reference", "id");

    /** The conversions of FHIRHelpers that take a text as it is; one to a quantity renames units. */
    private static final Set<String> CONVERSIONS = Set.of("ToString", "ToCode", "ToConcept");

    private final Map<String, Library> libraries;
    private final Function<String, Set<String>> members;
    private final Set<String> ofTheCall;
    private final Set<String> types = new TreeSet<>();

    /**
     * @param libraries the translated libraries by name
     * @param members the codes of a value set by its URL, as {@code system|code}
     * @param ofTheCall the parameters that a call fills, as LIBRARY.NAME
     */
    NecessaryTexts(Map<String, Library> libraries, Function<String, Set<String>> members, Set<String> ofTheCall) {
        this.libraries = Map.copyOf(libraries);
        this.members = members;
        this.ofTheCall = Set.copyOf(ofTheCall);
    }

    /** An expression, with the library it is written in and the values of the names it uses. */
    private record Place(Library library, Map<String, Bound> names) {

        private Place with(String name, Bound value) {
            Map<String, Bound> more = new HashMap<>(names);
            more.put(name, value);
            return new Place(library, more);
        }
    }

    private record Bound(Expression value, Place place) {}

    /** The types of resource that were found in the defines asked so far. */
    Set<String> types() {
        return Set.copyOf(types);
    }

    /**
     * The texts for a define.
     *
     * @return null where they are not known
     * @throws ContentBroken when the define does not ask of single resources whether they exist
     */
    @Nullable
    Texts of(String library, String define) {
        Library written = libraries.get(library);
        if (written == null) {
            throw refused(library, define, "there is no such library");
        }
        return holds(define(written, define), new Place(written, Map.of()));
    }

    /** Of an expression at the top: or, exists, a define of these. */
    private @Nullable Texts holds(Expression expression, Place place) {
        if (expression instanceof Or or) {
            return Texts.either(
                    holds(or.getOperand().get(0), place), holds(or.getOperand().get(1), place));
        }
        if (expression instanceof Exists exists) {
            return resources(operand(exists), place);
        }
        if (expression instanceof ExpressionRef reference && !(expression instanceof FunctionRef)) {
            Library named = named(reference.getLibraryName(), place.library());
            return holds(define(named, String.valueOf(reference.getName())), new Place(named, Map.of()));
        }
        throw refused(place, "it is no existence of resources, nor several joined by or", expression);
    }

    /** Of a list of resources: retrieve, query over one such list, union, a define of these. */
    private @Nullable Texts resources(Expression expression, Place place) {
        if (expression instanceof Retrieve retrieve) {
            types.add(
                    retrieve.getDataType() == null ? "" : retrieve.getDataType().getLocalPart());
            Expression codes = retrieve.getCodes() instanceof ToList list ? operand(list) : retrieve.getCodes();
            return codes instanceof ValueSetRef valueSet ? members(valueSet, place) : null;
        }
        if (expression instanceof Query query) {
            if (query.getSource().size() != 1
                    || !query.getRelationship().isEmpty()
                    || query.getAggregate() != null
                    || query.getReturn() != null) {
                throw refused(place, "a query joins or changes resources", expression);
            }
            AliasedQuerySource source = query.getSource().get(0);
            Texts bySource = resources(expression(source), place);
            Place within = within(query, place);
            query.getLet().forEach(let -> isOfOneResource(expression(let), place.library()));
            if (query.getWhere() == null) {
                return bySource;
            }
            isOfOneResource(query.getWhere(), place.library());
            return Texts.both(bySource, met(query.getWhere(), within));
        }
        if (expression instanceof Union union) {
            return Texts.either(
                    resources(union.getOperand().get(0), place),
                    resources(union.getOperand().get(1), place));
        }
        if (expression instanceof As as) {
            return resources(operand(as), place);
        }
        if (expression instanceof ExpressionRef reference && !(expression instanceof FunctionRef)) {
            Library named = named(reference.getLibraryName(), place.library());
            return resources(define(named, String.valueOf(reference.getName())), new Place(named, Map.of()));
        }
        throw refused(place, "it lists no resources of the record", expression);
    }

    /** Of a condition on one resource. */
    private @Nullable Texts met(Expression condition, Place place) {
        if (condition instanceof Or or) {
            return Texts.either(
                    met(or.getOperand().get(0), place), met(or.getOperand().get(1), place));
        }
        if (condition instanceof And and) {
            return Texts.both(
                    met(and.getOperand().get(0), place), met(and.getOperand().get(1), place));
        }
        if (condition instanceof Exists exists) {
            return some(operand(exists), place);
        }
        if (condition instanceof InValueSet in) {
            return in.getValueset() != null && in.getCode() != null && isPlain(in.getCode(), place)
                    ? members(in.getValueset(), place)
                    : null;
        }
        if (condition instanceof AnyInValueSet in) {
            return in.getValueset() != null && in.getCodes() != null && isPlain(in.getCodes(), place)
                    ? members(in.getValueset(), place)
                    : null;
        }
        if (condition instanceof Equal || condition instanceof In) {
            return compared((BinaryExpression) condition, place);
        }
        if (condition instanceof StartsWith starts) {
            String beginning = literal(starts.getOperand().get(1), place);
            return beginning != null && isPlain(starts.getOperand().get(0), place) ? Texts.beginning(beginning) : null;
        }
        if (condition instanceof Coalesce coalesce && isFalseBeside(coalesce)) {
            return met(coalesce.getOperand().get(0), place);
        }
        if (condition instanceof OperandRef || condition instanceof QueryLetRef) {
            Bound bound = bound(condition, place);
            return bound == null ? null : met(bound.value(), bound.place());
        }
        if (condition instanceof FunctionRef reference) {
            Bound body = body(reference, place);
            return body == null ? null : met(body.value(), body.place());
        }
        return null;
    }

    /** Of the existence of elements within one resource. */
    private @Nullable Texts some(Expression elements, Place place) {
        if (elements instanceof Query query && query.getSource().size() == 1) {
            Texts bySource = some(expression(query.getSource().get(0)), place);
            return query.getWhere() == null
                    ? bySource
                    : Texts.both(bySource, met(query.getWhere(), within(query, place)));
        }
        if (elements instanceof FunctionRef reference) {
            Bound body = body(reference, place);
            return body == null ? null : some(body.value(), body.place());
        }
        return null;
    }

    private @Nullable Texts compared(BinaryExpression comparison, Place place) {
        if (!isPlain(comparison.getOperand().get(0), place)) {
            return null;
        }
        Expression other = comparison.getOperand().get(1);
        if (comparison instanceof Equal) {
            String text = literal(other, place);
            return text == null ? null : Texts.exactly(Set.of(text));
        }
        if (!(other instanceof org.hl7.elm.r1.List list)) {
            return null;
        }
        Set<String> texts = new HashSet<>();
        for (Expression element : list.getElement()) {
            String text = literal(element, place);
            if (text == null) {
                return null;
            }
            texts.add(text);
        }
        return Texts.exactly(texts);
    }

    private static boolean isFalseBeside(Coalesce coalesce) {
        return coalesce.getOperand().size() == 2
                && coalesce.getOperand().get(1) instanceof Literal literal
                && "false".equals(literal.getValue());
    }

    private Texts members(ValueSetRef reference, Place place) {
        Library named = named(reference.getLibraryName(), place.library());
        String url = named.getValueSets() == null
                ? ""
                : named.getValueSets().getDef().stream()
                        .filter(valueSet -> String.valueOf(valueSet.getName()).equals(reference.getName()))
                        .map(ValueSetDef::getId)
                        .map(String::valueOf)
                        .findFirst()
                        .orElse("");
        Set<String> codes = new HashSet<>();
        members.apply(url).forEach(code -> codes.add(code.substring(code.lastIndexOf('|') + 1)));
        return Texts.exactly(codes);
    }

    /** Whether a value is as it is written in the resource. */
    private boolean isPlain(Expression value, Place place) {
        if (value instanceof Property property) {
            if (Stream.of(String.valueOf(property.getPath()).split("\\.", -1)).anyMatch(REWRITTEN::contains)) {
                return false;
            }
            return property.getSource() == null
                    ? isPlainName(property.getScope(), place)
                    : isPlain(property.getSource(), place);
        }
        if (value instanceof AliasRef alias) {
            return isPlainName(alias.getName(), place);
        }
        if (value instanceof OperandRef || value instanceof QueryLetRef) {
            Bound bound = bound(value, place);
            return bound != null && isPlain(bound.value(), bound.place());
        }
        if (value instanceof As as) {
            return isPlain(operand(as), place);
        }
        if (value instanceof ToList list) {
            return isPlain(operand(list), place);
        }
        if (value instanceof Retrieve) {
            return true;
        }
        if (value instanceof ExpressionRef reference && !(value instanceof FunctionRef)) {
            Library named = named(reference.getLibraryName(), place.library());
            return isPlain(define(named, String.valueOf(reference.getName())), new Place(named, Map.of()));
        }
        if (value instanceof Union union) {
            return isPlain(union.getOperand().get(0), place)
                    && isPlain(union.getOperand().get(1), place);
        }
        if (value instanceof Query query) {
            boolean isWhole = query.getReturn() == null || isPlain(expression(query.getReturn()), within(query, place));
            return isWhole
                    && query.getAggregate() == null
                    && query.getSource().stream().allMatch(source -> isPlain(expression(source), place));
        }
        return value instanceof FunctionRef reference
                && CONVERSIONS.contains(String.valueOf(reference.getName()))
                && String.valueOf(Translation.FHIR_HELPERS.getId())
                        .equals(path(reference.getLibraryName(), place.library()))
                && isPlain(reference.getOperand().get(0), place);
    }

    private boolean isPlainName(@Nullable String name, Place place) {
        Bound bound = name == null ? null : place.names().get(name);
        return bound != null && isPlain(bound.value(), bound.place());
    }

    private @Nullable String literal(Expression value, Place place) {
        if (value instanceof Literal literal) {
            return literal.getValueType() != null
                            && "String".equals(literal.getValueType().getLocalPart())
                    ? literal.getValue()
                    : null;
        }
        Bound bound = value instanceof OperandRef || value instanceof QueryLetRef ? bound(value, place) : null;
        return bound == null ? null : literal(bound.value(), bound.place());
    }

    private static @Nullable Bound bound(Expression reference, Place place) {
        String name = reference instanceof OperandRef operand
                ? operand.getName()
                : reference instanceof QueryLetRef let ? let.getName() : null;
        return name == null ? null : place.names().get(name);
    }

    /** The body of a function with its operands; null where there are several, or it is no function of the content. */
    private @Nullable Bound body(FunctionRef reference, Place place) {
        Library named = libraries.get(path(reference.getLibraryName(), place.library()));
        List<FunctionDef> functions = named == null || named.getStatements() == null
                ? List.of()
                : named.getStatements().getDef().stream()
                        .filter(FunctionDef.class::isInstance)
                        .map(FunctionDef.class::cast)
                        .filter(function -> String.valueOf(function.getName()).equals(reference.getName())
                                && function.getOperand().size()
                                        == reference.getOperand().size())
                        .toList();
        if (named == null || functions.size() != 1 || functions.get(0).getExpression() == null) {
            return null;
        }
        Place within = new Place(named, Map.of());
        List<OperandDef> operands = functions.get(0).getOperand();
        for (int i = 0; i < operands.size(); i++) {
            within = within.with(
                    String.valueOf(operands.get(i).getName()),
                    new Bound(reference.getOperand().get(i), place));
        }
        return new Bound(functions.get(0).getExpression(), within);
    }

    private static Place within(Query query, Place place) {
        Place within = place;
        for (AliasedQuerySource source : query.getSource()) {
            within = within.with(String.valueOf(source.getAlias()), new Bound(expression(source), place));
        }
        for (LetClause let : query.getLet()) {
            within = within.with(String.valueOf(let.getIdentifier()), new Bound(expression(let), within));
        }
        return within;
    }

    /** Refuses a condition that looks beyond the resource: at others, at the call or at the time. */
    private void isOfOneResource(Expression condition, Library library) {
        Set<String> seen = new HashSet<>();
        new LibraryWalk() {

            @Override
            public Boolean visitRetrieve(Retrieve retrieve, Library within) {
                throw refused(new Place(within, Map.of()), "a condition looks at other resources", retrieve);
            }

            @Override
            public Boolean visitToday(Today today, Library within) {
                throw refused(new Place(within, Map.of()), "a condition depends on the day", today);
            }

            @Override
            public Boolean visitNow(Now now, Library within) {
                throw refused(new Place(within, Map.of()), "a condition depends on the time", now);
            }

            @Override
            public Boolean visitParameterRef(ParameterRef parameter, Library within) {
                String name = path(parameter.getLibraryName(), within) + "." + parameter.getName();
                if (ofTheCall.contains(name)) {
                    throw refused(new Place(within, Map.of()), "a condition depends on the call", parameter);
                }
                return super.visitParameterRef(parameter, within);
            }

            @Override
            public Boolean visitExpressionRef(ExpressionRef reference, Library within) {
                follow(reference, within);
                return super.visitExpressionRef(reference, within);
            }

            @Override
            public Boolean visitFunctionRef(FunctionRef reference, Library within) {
                follow(reference, within);
                return super.visitFunctionRef(reference, within);
            }

            private void follow(ExpressionRef reference, Library within) {
                Library named = libraries.get(path(reference.getLibraryName(), within));
                if (named != null
                        && seen.add(name(named) + "." + reference.getName())
                        && named.getStatements() != null) {
                    for (ExpressionDef define : named.getStatements().getDef()) {
                        if (String.valueOf(define.getName()).equals(reference.getName())) {
                            visitElement(define, named);
                        }
                    }
                }
            }
        }.visitElement(condition, library);
    }

    private static Expression define(Library library, String name) {
        if (library.getStatements() != null) {
            for (ExpressionDef define : library.getStatements().getDef()) {
                if (name.equals(define.getName())
                        && !(define instanceof FunctionDef)
                        && define.getExpression() != null) {
                    return define.getExpression();
                }
            }
        }
        throw refused(name(library), name, "there is no such define");
    }

    private Library named(@Nullable String alias, Library library) {
        String path = path(alias, library);
        Library named = libraries.get(path);
        if (named == null) {
            throw refused(name(library), path, "the library is not translated");
        }
        return named;
    }

    private static String path(@Nullable String alias, Library library) {
        if (alias == null) {
            return name(library);
        }
        if (library.getIncludes() != null) {
            for (IncludeDef include : library.getIncludes().getDef()) {
                if (alias.equals(include.getLocalIdentifier())) {
                    return String.valueOf(include.getPath());
                }
            }
        }
        return alias;
    }

    private static String name(Library library) {
        return library.getIdentifier() == null
                ? ""
                : String.valueOf(library.getIdentifier().getId());
    }

    private static Expression operand(UnaryExpression unary) {
        return Objects.requireNonNull(unary.getOperand());
    }

    private static Expression expression(AliasedQuerySource source) {
        return Objects.requireNonNull(source.getExpression());
    }

    private static Expression expression(LetClause let) {
        return Objects.requireNonNull(let.getExpression());
    }

    private static Expression expression(ReturnClause returned) {
        return Objects.requireNonNull(returned.getExpression());
    }

    private static ContentBroken refused(Place place, String why, Expression expression) {
        return refused(
                name(place.library()),
                String.valueOf(expression.getLocator()),
                why + " (" + expression.getClass().getSimpleName() + ")");
    }

    private static ContentBroken refused(String library, String place, String why) {
        return new ContentBroken(List.of("A define for cohorts cannot be asked of each line alone: in " + library
                + " at " + place + ", " + why + "."));
    }
}

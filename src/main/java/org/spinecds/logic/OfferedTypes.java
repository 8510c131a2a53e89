package org.spinecds.logic;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.cqframework.cql.cql2elm.model.CompiledLibrary;
import org.cqframework.cql.cql2elm.tracking.Trackable;
import org.hl7.elm.r1.CodeDef;
import org.hl7.elm.r1.CodeSystemDef;
import org.hl7.elm.r1.ConceptDef;
import org.hl7.elm.r1.Element;
import org.hl7.elm.r1.ExpressionDef;
import org.hl7.elm.r1.FunctionDef;
import org.hl7.elm.r1.Library;
import org.hl7.elm.r1.ParameterDef;
import org.hl7.elm.r1.ValueSetDef;

/**
 * All that the translation of one library can depend on in another: the names of what it offers, who may use it, and the
 * types of what it comes to and takes. Two libraries that offer the same are the same to those that include them.
 */
record OfferedTypes(List<String> offered) {

    OfferedTypes {
        offered = List.copyOf(offered);
    }

    /** What a library offers that was translated, not loaded: only the translator knows the types. */
    static OfferedTypes of(CompiledLibrary compiled) {
        Library library = Objects.requireNonNull(compiled.getLibrary());
        return new OfferedTypes(Stream.of(
                        library.getStatements() == null
                                ? Stream.<String>empty()
                                : library.getStatements().getDef().stream().map(OfferedTypes::statement),
                        library.getParameters() == null
                                ? Stream.<String>empty()
                                : library.getParameters().getDef().stream().map(OfferedTypes::parameter),
                        library.getCodes() == null
                                ? Stream.<String>empty()
                                : library.getCodes().getDef().stream().map(OfferedTypes::code),
                        library.getConcepts() == null
                                ? Stream.<String>empty()
                                : library.getConcepts().getDef().stream().map(OfferedTypes::concept),
                        library.getValueSets() == null
                                ? Stream.<String>empty()
                                : library.getValueSets().getDef().stream().map(OfferedTypes::valueSet),
                        library.getCodeSystems() == null
                                ? Stream.<String>empty()
                                : library.getCodeSystems().getDef().stream().map(OfferedTypes::codeSystem))
                .flatMap(all -> all)
                .toList());
    }

    private static String statement(ExpressionDef define) {
        String offered = String.join(
                " ",
                define.getClass().getSimpleName(),
                define.getName(),
                String.valueOf(define.getAccessLevel()),
                define.getContext(),
                typeOf(define));
        if (define instanceof FunctionDef function) {
            return offered + " " + function.isFluent() + " " + function.isExternal() + " "
                    + function.getOperand().stream()
                            .map(operand -> operand.getName() + " " + typeOf(operand))
                            .toList();
        }
        return offered;
    }

    private static String parameter(ParameterDef parameter) {
        return "parameter " + parameter.getName() + " " + parameter.getAccessLevel() + " " + typeOf(parameter);
    }

    private static String code(CodeDef code) {
        return "code " + code.getName() + " " + code.getAccessLevel() + " " + typeOf(code);
    }

    private static String concept(ConceptDef concept) {
        return "concept " + concept.getName() + " " + concept.getAccessLevel() + " " + typeOf(concept);
    }

    private static String valueSet(ValueSetDef valueSet) {
        return "valueset " + valueSet.getName() + " " + valueSet.getAccessLevel() + " " + typeOf(valueSet);
    }

    private static String codeSystem(CodeSystemDef system) {
        return "codesystem " + system.getName() + " " + system.getAccessLevel() + " " + typeOf(system);
    }

    private static String typeOf(Element element) {
        return String.valueOf(Trackable.INSTANCE.getResultType(element));
    }
}

package org.spinecds.logic.evaluation;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.cqframework.cql.cql2elm.LibraryManager;
import org.hl7.elm.r1.Library;
import org.hl7.elm.r1.VersionedIdentifier;
import org.opencds.cqf.cql.engine.data.CompositeDataProvider;
import org.opencds.cqf.cql.engine.execution.CqlEngine;
import org.opencds.cqf.cql.engine.execution.Environment;
import org.opencds.cqf.cql.engine.execution.State;

/**
 * The translated libraries, and everything else that the engine needs except the record.
 *
 * @param libraries the libraries of the content, and FHIRHelpers
 * @param identifiers the name and version of each library of the content, by name
 * @param helpers the name and version of FHIRHelpers
 * @param model reads the elements of resources
 * @param valueSets the stored expansions
 */
public record EngineLibraries(
        LibraryManager libraries,
        Map<String, VersionedIdentifier> identifiers,
        VersionedIdentifier helpers,
        FhirElements model,
        ValueSets valueSets) {

    private static final String FHIR_MODEL = "http://hl7.org/fhir";

    /** The context of the rules. Its value is the same in every call, since a call has one patient. */
    private static final String CONTEXT = "Patient";

    private static final String OF_THIS_CALL = "of this call";

    public EngineLibraries {
        identifiers = Map.copyOf(identifiers);
    }

    /**
     * The name and version of a library of the content.
     *
     * @throws IllegalArgumentException when the content has no library of this name
     */
    public VersionedIdentifier identifier(String library) {
        VersionedIdentifier identifier = identifiers.get(library);
        if (identifier == null) {
            throw new IllegalArgumentException("There is no library " + library + ".");
        }
        return identifier;
    }

    /**
     * A translated library of the content.
     *
     * @throws IllegalArgumentException when the content has no library of this name
     */
    public Library library(String name) {
        return resolved(identifier(name));
    }

    /** All libraries, FHIRHelpers first. */
    public List<Library> all() {
        return Stream.concat(Stream.of(helpers), identifiers.values().stream())
                .map(this::resolved)
                .toList();
    }

    private Library resolved(VersionedIdentifier identifier) {
        return Objects.requireNonNull(libraries.resolveLibrary(identifier).getLibrary());
    }

    /** The engine's environment for one patient. */
    public Environment environment(PatientIndex record) {
        return new Environment(libraries, Map.of(FHIR_MODEL, new CompositeDataProvider(model, record)), valueSets);
    }

    /**
     * The state of an evaluation that starts in a library. {@code CqlEngine.evaluate} would resolve every library
     * again, which took a ninth of an evaluation at 68 kB.
     */
    public State state(Environment surroundings, Library library, RuleQuestion question, CqlEngine.Options... further) {
        State state = new State(surroundings, EnumSet.of(CqlEngine.Options.EnableExpressionCaching, further));
        state.getCache().setExpressionCaching(true);
        state.setEvaluationDateTime(question.moment());
        state.init(library);
        state.setContextValue(CONTEXT, OF_THIS_CALL);
        state.enterContext(CONTEXT);
        state.setParameters(library, question.parameters());
        state.beginEvaluation();
        return state;
    }
}

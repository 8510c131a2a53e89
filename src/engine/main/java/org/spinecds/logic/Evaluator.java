package org.spinecds.logic;

import org.spinecds.logic.evaluation.EngineLibraries;
import org.spinecds.logic.evaluation.ReferenceEvaluator;
import org.spinecds.logic.evaluation.RuleEvaluator;
import org.spinecds.logic.prepared.PreparedEvaluator;

/** The evaluator of a site ({@code spinecds.evaluator}). Both give the same answers. */
public enum Evaluator {
    /** Prepared rules, and the engine where a prepared rule fails. */
    PREPARED,
    /** The engine alone. */
    REFERENCE;

    RuleEvaluator of(EngineLibraries libraries, ReferenceEvaluator reference) {
        return switch (this) {
            case PREPARED -> new PreparedEvaluator(libraries, reference);
            case REFERENCE -> reference;
        };
    }
}

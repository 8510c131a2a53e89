package org.spinecds.logic;

import org.spinecds.logic.evaluation.EngineLibraries;
import org.spinecds.logic.evaluation.ReferenceEvaluator;
import org.spinecds.logic.evaluation.RuleEvaluator;
import org.spinecds.logic.prepared.PreparedEvaluator;

/** Which evaluator answers a site's calls ({@code spinecds.evaluator}). Both answer the same. */
public enum Evaluator {
    /** Prepared rules; the engine where one fails. */
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

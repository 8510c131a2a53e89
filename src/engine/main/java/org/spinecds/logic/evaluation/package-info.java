/** The interface for evaluating rules, the data that an implementation needs, and the implementation by the engine. */
@org.jspecify.annotations.NullMarked
package org.spinecds.logic.evaluation;

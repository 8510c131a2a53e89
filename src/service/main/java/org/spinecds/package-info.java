/**
 * A CDS Hooks call becomes cards on one path: {@code endpoint} takes the HTTP request in, {@code hook} reads what the
 * EHR says, {@code patientdata} gathers what is known of the patient, {@code logic} evaluates the guideline's CQL over
 * it, {@code decision} holds what follows as plain records, and {@code card} words it for the clinician. {@link
 * org.spinecds.call.DecisionSupport} is that path in one method.
 */
@org.jspecify.annotations.NullMarked
package org.spinecds;

package org.spinecds.dose.finding;

/** A number or a reason. */
public sealed interface Finding permits DoseNumbers, Unknown {}

/**
 * Suspension of cards, options, suggestions and services by administrators: for a time, on every instance, with a
 * reason.
 */
@org.jspecify.annotations.NullMarked
package org.spinecds.suspension;

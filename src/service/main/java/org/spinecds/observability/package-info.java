/**
 * Metrics, spans and the request id of log lines, for operators. None contains patient data. The values of every tag
 * come from the configuration and the content.
 */
@org.jspecify.annotations.NullMarked
package org.spinecds.observability;

/**
 * What operators see of calls: metrics, spans and the number that ties log lines together. Nothing of a patient reaches
 * any of them, and every tag has as many values as the configuration and the content name.
 */
@org.jspecify.annotations.NullMarked
package org.spinecds.observability;

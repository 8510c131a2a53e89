/** What is needed to measure the service, and the check that its cost keeps its proportions. */
@org.jspecify.annotations.NullMarked
package org.spinecds.bench;

/** More than one instance of the service, on one database. */
@org.jspecify.annotations.NullMarked
package org.spinecds.instances;

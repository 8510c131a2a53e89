/** What the tables of the service have in common. */
@org.jspecify.annotations.NullMarked
package org.spinecds.database;

/** Code that all tables of the service share: writes forced to disk, and the removal of old rows. */
@org.jspecify.annotations.NullMarked
package org.spinecds.database;

@org.jspecify.annotations.NullMarked
package org.spinecds.database;

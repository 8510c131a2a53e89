package org.spinecds.workbench;

/** No stored version of the content has the requested name. */
public final class VersionUnknown extends RuntimeException {

    VersionUnknown() {
        super("No such version is kept beside the one in force.");
    }
}

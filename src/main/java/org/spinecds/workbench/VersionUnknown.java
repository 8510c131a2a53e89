package org.spinecds.workbench;

/** No version of the content that is kept is the one asked for. */
public final class VersionUnknown extends RuntimeException {

    VersionUnknown() {
        super("No such version is kept beside the one in force.");
    }
}

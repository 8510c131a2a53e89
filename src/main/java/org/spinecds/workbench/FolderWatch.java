package org.spinecds.workbench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Tells when folders have changed and the change has come to rest, once for each change. */
final class FolderWatch {

    private final List<Path> folders;
    private FolderState seen;
    private FolderState told;

    private FolderWatch(List<Path> folders, FolderState told) {
        this.folders = folders;
        this.seen = told;
        this.told = told;
    }

    /** Watches for what changes from now on. */
    static FolderWatch from(List<Path> folders) {
        return new FolderWatch(folders, FolderState.of(folders));
    }

    /** Watches for what changes, and takes what is there now as the first change. */
    static FolderWatch fromNothing(List<Path> folders) {
        return new FolderWatch(folders, new FolderState(Map.of()));
    }

    boolean hasChanged() {
        if (folders.isEmpty()) {
            return false;
        }
        FolderState now = FolderState.of(folders);
        boolean isAtRest = now.equals(seen);
        seen = now;
        if (!isAtRest || now.equals(told)) {
            return false;
        }
        told = now;
        return true;
    }
}

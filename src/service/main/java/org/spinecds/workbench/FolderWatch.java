package org.spinecds.workbench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Reports each change of folders once, after the files stop changing. */
final class FolderWatch {

    private final List<Path> folders;
    private FolderState seen;
    private FolderState told;

    private FolderWatch(List<Path> folders, FolderState told) {
        this.folders = folders;
        this.seen = told;
        this.told = told;
    }

    /** Watches for changes from now on. */
    static FolderWatch from(List<Path> folders) {
        return new FolderWatch(folders, FolderState.of(folders));
    }

    /** Watches for changes, and reports the current files as the first change. */
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

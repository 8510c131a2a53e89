package org.spinecds.replay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * The folder for the kept lines, which are records of patients. It is for its owner alone and is deleted at the end, also where the
 * process is told to stop.
 */
final class WorkFolder implements AutoCloseable {

    private static final int TRIES = 5;

    private final Path path;
    private final Thread atStop;

    private WorkFolder(Path path) {
        this.path = path;
        this.atStop = new Thread(this::deleteWhileOthersWrite, "replay-end");
    }

    /** Makes the folder. */
    static WorkFolder at(Path path) throws IOException {
        WorkFolder folder = new WorkFolder(path);
        Runtime.getRuntime().addShutdownHook(folder.atStop);
        Folders.ofOwner(path);
        return folder;
    }

    Path path() {
        return path;
    }

    /** Deletes the folder at the stop of the process: another thread may still make a file in it. */
    private void deleteWhileOthersWrite() {
        for (int tried = 1; tried <= TRIES; tried++) {
            try {
                Folders.delete(path);
                return;
            } catch (IOException | UncheckedIOException e) {
                if (tried == TRIES) {
                    System.err.println(remains());
                }
            }
        }
    }

    private String remains() {
        return "The work folder " + path + " could not be deleted; it has records of patients. Delete it.";
    }

    /**
     * Deletes the folder.
     *
     * @throws UncheckedIOException when it remains
     */
    @Override
    public void close() {
        try {
            Folders.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(remains(), e);
        }
        try {
            Runtime.getRuntime().removeShutdownHook(atStop);
        } catch (IllegalStateException e) {
            // The process is stopping: the hook deletes too.
            return;
        }
    }
}

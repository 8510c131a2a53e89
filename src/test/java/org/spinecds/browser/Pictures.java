package org.spinecds.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The pictures of {@code docs/pictures}, written anew with {@code -Dpictures.rewrite=true}. */
final class Pictures {

    private static final Path FOLDER = Path.of("docs/pictures");

    private Pictures() {}

    static void keep(String name, byte[] png) {
        if (!Boolean.getBoolean("pictures.rewrite")) {
            return;
        }
        try {
            Files.createDirectories(FOLDER);
            Files.write(FOLDER.resolve(name + ".png"), png);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

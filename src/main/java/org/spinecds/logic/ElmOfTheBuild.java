package org.spinecds.logic;

import java.io.IOException;
import java.nio.file.Path;
import org.spinecds.content.Content;

/** Run by the build between compiling and testing, so that the libraries are translated once and not at every start. */
public final class ElmOfTheBuild {

    private ElmOfTheBuild() {}

    /**
     * Stores the translated libraries, unless they are stored already.
     *
     * @param arguments the folder of the content; the folder whose files go into the jar
     * @throws ContentBroken with everything the translator finds wrong
     */
    public static void main(String[] arguments) throws IOException {
        LibraryTexts texts = LibraryTexts.of(LibraryTexts.filesOf(Content.at(Path.of(arguments[0]))));
        Path classes = Path.of(arguments[1]);
        if (!StoredElm.isIn(classes, texts)) {
            Translation translation = Translation.anew(texts);
            if (!translation.findings().isEmpty()) {
                throw new ContentBroken(translation.findings());
            }
            StoredElm.write(classes, texts, translation);
        }
    }
}

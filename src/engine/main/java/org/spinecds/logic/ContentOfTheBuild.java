package org.spinecds.logic;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.spinecds.content.Content;
import org.spinecds.content.OwnBuild;

/** Packs the content into the jar, with its libraries translated. The build runs it between compiling and testing. */
public final class ContentOfTheBuild {

    /** The folder with the classes of the modules of this build; everything else on the class path comes from Maven. */
    private static final String BUILT = "target";

    private ContentOfTheBuild() {}

    /**
     * Stores the translated libraries, unless they are stored already, and the files beside them.
     *
     * @param arguments the folder of the content, and the folder of the classes that go into the jar
     * @throws ContentBroken with all findings of the translator
     */
    public static void main(String[] arguments) throws IOException {
        Path project = Path.of(arguments[0]).toAbsolutePath().normalize();
        Path classes = Path.of(arguments[1]).toAbsolutePath().normalize();
        LibraryTexts texts = LibraryTexts.of(LibraryTexts.filesOf(Content.at(project)));
        if (!StoredElm.isIn(classes, texts)) {
            Translation translation = Translation.anew(texts);
            if (!translation.findings().isEmpty()) {
                throw new ContentBroken(translation.findings());
            }
            StoredElm.write(classes, texts, translation);
        }
        OwnBuild.pack(project, classes, ofOtherModules(project.resolve(BUILT), classes));
    }

    private static List<Path> ofOtherModules(Path built, Path classes) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(path -> Path.of(path).toAbsolutePath().normalize())
                .filter(path -> path.startsWith(built) && !path.equals(classes))
                .toList();
    }
}

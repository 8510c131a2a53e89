package org.spinecds.logic;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.elm.r1.VersionedIdentifier;
import org.spinecds.content.Content;

/**
 * The libraries of a content as text.
 *
 * @param byName the text of each library
 * @param identifiers the name and version of each library, by name
 */
record LibraryTexts(SortedMap<String, String> byName, SortedMap<String, VersionedIdentifier> identifiers) {

    static final String FOLDER = "cql/input/cql";

    private static final Pattern LIBRARY_LINE =
            Pattern.compile("(?m)^library\\s+(\\w+)\\s+version\\s+'(\\d+\\.\\d+\\.\\d+)'");

    LibraryTexts {
        byName = Collections.unmodifiableSortedMap(new TreeMap<>(byName));
        identifiers = Collections.unmodifiableSortedMap(new TreeMap<>(identifiers));
    }

    /**
     * The libraries in files.
     *
     * @param byFileName the text of each library, by file name
     * @throws ContentBroken when a file does not declare the library of its name with a semantic version
     */
    static LibraryTexts of(Map<String, String> byFileName) {
        SortedMap<String, String> byName = new TreeMap<>();
        SortedMap<String, VersionedIdentifier> identifiers = new TreeMap<>();
        List<String> findings = new ArrayList<>();
        byFileName.forEach((fileName, text) -> {
            Matcher line = LIBRARY_LINE.matcher(text);
            if (!line.find() || !fileName.equals(line.group(1) + ".cql")) {
                findings.add(fileName + " does not declare the library it is named after, with a semantic version.");
                return;
            }
            byName.put(line.group(1), text);
            identifiers.put(
                    line.group(1),
                    new VersionedIdentifier().withId(line.group(1)).withVersion(line.group(2)));
        });
        if (!findings.isEmpty()) {
            throw new ContentBroken(findings);
        }
        return new LibraryTexts(byName, identifiers);
    }

    /** The texts of a content's libraries, by file name. */
    static Map<String, String> filesOf(Content content) {
        Map<String, String> files = new TreeMap<>();
        content.list(FOLDER, ".cql")
                .forEach(path -> files.put(path.substring(path.lastIndexOf('/') + 1), content.text(path)));
        return files;
    }
}

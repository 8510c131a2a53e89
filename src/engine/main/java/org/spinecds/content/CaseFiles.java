package org.spinecds.content;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The files of the worked cases, packed: there are many of them, and few moments at which they are read. A case is known by
 * the name of its file, in whichever folder of its subject it lies.
 */
public final class CaseFiles {

    /** Every case is a file of JSON. */
    static final String ENDING = ".json";

    private final String digest;
    private final byte[] packed;

    /**
     * Takes packed files.
     *
     * @param digest as returned by {@link #digest}
     * @param packed as returned by {@link #packed}
     */
    public CaseFiles(String digest, byte[] packed) {
        this.digest = digest;
        this.packed = packed.clone();
    }

    /** The files by path below the content's root. */
    public static CaseFiles of(Map<String, String> texts) {
        Map<String, String> sorted = new TreeMap<>(texts);
        Digest digest = new Digest();
        sorted.forEach(digest::add);
        return new CaseFiles(digest.hex(), PackedFiles.pack(sorted));
    }

    /** The name of a case, such as {@code H011}. */
    public static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1, path.length() - ENDING.length());
    }

    /** The same with other files by path laid over it: each over the file of its name, and as a new case where there is none. */
    CaseFiles under(Map<String, String> others) {
        Map<String, String> all = new TreeMap<>(texts());
        others.forEach((path, text) -> {
            all.keySet().removeIf(there -> name(there).equals(name(path)));
            all.put(path, text);
        });
        return of(all);
    }

    /** The paths by name, of the names that several files have. */
    public Map<String, List<String>> sameNames() {
        Map<String, List<String>> paths = texts().keySet().stream()
                .collect(Collectors.groupingBy(CaseFiles::name, TreeMap::new, Collectors.toList()));
        paths.values().removeIf(files -> files.size() == 1);
        return paths;
    }

    /** SHA-256 of their paths and texts. */
    public String digest() {
        return digest;
    }

    /** As {@link PackedFiles} packs them. */
    public byte[] packed() {
        return packed.clone();
    }

    /** Their texts by path, sorted. */
    public Map<String, String> texts() {
        return PackedFiles.unpack(packed);
    }

    /** Whether others are the same files. */
    public boolean isSameAs(CaseFiles other) {
        return digest.equals(other.digest);
    }
}

package org.spinecds.content;

import java.util.Map;
import java.util.TreeMap;

/** The files of the worked cases, packed: there are many, and they are rarely read. */
public final class CaseFiles {

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

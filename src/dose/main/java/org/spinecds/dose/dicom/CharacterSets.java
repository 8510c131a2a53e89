package org.spinecds.dose.dicom;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** The character sets of DICOM, as far as names of organs need them (PS3.3, C.12.1.1.2). */
final class CharacterSets {

    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("ISO_IR 100", "ISO-8859-1"),
            Map.entry("ISO_IR 101", "ISO-8859-2"),
            Map.entry("ISO_IR 109", "ISO-8859-3"),
            Map.entry("ISO_IR 110", "ISO-8859-4"),
            Map.entry("ISO_IR 144", "ISO-8859-5"),
            Map.entry("ISO_IR 127", "ISO-8859-6"),
            Map.entry("ISO_IR 126", "ISO-8859-7"),
            Map.entry("ISO_IR 138", "ISO-8859-8"),
            Map.entry("ISO_IR 148", "ISO-8859-9"),
            Map.entry("ISO_IR 203", "ISO-8859-15"),
            Map.entry("ISO_IR 13", "JIS_X0201"),
            Map.entry("ISO_IR 166", "TIS-620"),
            Map.entry("ISO_IR 192", "UTF-8"),
            Map.entry("ISO_IR 87", "ISO-2022-JP"),
            Map.entry("ISO_IR 159", "ISO-2022-JP-2"),
            Map.entry("ISO_IR 149", "EUC-KR"),
            Map.entry("ISO_IR 58", "GB2312"),
            Map.entry("GB18030", "GB18030"),
            Map.entry("GBK", "GBK"));

    private CharacterSets() {}

    /** Returns a name as text. The last of several character sets counts; an unknown one is read as Latin 1. */
    static String decode(byte[] name, Optional<String> characterSets) {
        String last = characterSets
                .map(sets -> sets.substring(sets.lastIndexOf('\\') + 1).strip().replace("ISO 2022 IR", "ISO_IR"))
                .orElse("");
        String known = NAMES.getOrDefault(last, "ISO-8859-1");
        Charset charset = Charset.isSupported(known) ? Charset.forName(known) : StandardCharsets.ISO_8859_1;
        String text = new String(name, charset);
        // The escapes that switch to Korean and Chinese letters are no letters of the name.
        return text.replace("\u001b$)C", "")
                .replace("\u001b$)A", "")
                .replace("\u001b(B", "")
                .strip();
    }
}

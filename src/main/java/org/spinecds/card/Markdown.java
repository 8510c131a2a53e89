package org.spinecds.card;

import java.util.regex.Pattern;

/**
 * Escapes what comes from a record. Some EHRs render raw HTML inside the Markdown of a card, others do not know tables:
 * neither a tag nor a mark of Markdown may pass. Nor may what GitHub Flavored Markdown makes a link without any mark (GFM
 * 6.9): an invisible word joiner stands where it would be recognised, as some EHRs look for links after they have taken
 * backslashes away.
 */
final class Markdown {

    private static final String MARKS = "\\`*_[]|~";
    private static final Pattern LINKS = Pattern.compile("(?i)www(?=\\.)|:(?=//)|@");
    private static final String WORD_JOINER = "\u2060";

    private Markdown() {}

    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(character -> {
            switch (character) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '\n', '\r', '\t' -> escaped.append(' ');
                default -> {
                    if (MARKS.indexOf(character) >= 0) {
                        escaped.append('\\');
                    }
                    escaped.appendCodePoint(character);
                }
            }
        });
        return LINKS.matcher(escaped).replaceAll("$0" + WORD_JOINER);
    }
}

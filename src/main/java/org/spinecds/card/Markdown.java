package org.spinecds.card;

/**
 * Escapes what comes from a record. Some EHRs render raw HTML inside the Markdown of a card, others do not know tables:
 * neither a tag nor a mark of Markdown may pass.
 */
final class Markdown {

    private static final String MARKS = "\\`*_[]|~";

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
        return escaped.toString();
    }
}

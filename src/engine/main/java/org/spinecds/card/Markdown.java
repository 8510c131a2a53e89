package org.spinecds.card;

/**
 * Escapes what comes from a record. Some EHRs render raw HTML inside the Markdown of a card, others do not know tables:
 * neither a tag nor a mark of Markdown may pass. Nor may what GitHub Flavored Markdown makes a link without any mark (GFM
 * 6.9): an invisible word joiner stands where it would be recognised, as some EHRs look for links after they have taken
 * backslashes away.
 */
final class Markdown {

    /** What is not left as it is: a letter among them would be {@code www}, which is met at the dot behind it. */
    private static final String TO_ESCAPE = "\\`*_[]|~&<>\n\r\t@:.";

    private static final boolean[] IS_TO_ESCAPE = new boolean[Byte.MAX_VALUE];

    static {
        TO_ESCAPE.chars().forEach(sign -> IS_TO_ESCAPE[sign] = true);
    }

    private static final char WORD_JOINER = '\u2060';
    private static final String WWW = "www";
    private static final String OF_A_SCHEME = "://";

    private Markdown() {}

    static String escape(String text) {
        int next = nextToEscape(text, 0);
        if (next == text.length()) {
            return text;
        }
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        int done = 0;
        while (next < text.length()) {
            escaped.append(text, done, next);
            escape(text, next, escaped);
            done = next + 1;
            next = nextToEscape(text, done);
        }
        return escaped.append(text, done, next).toString();
    }

    private static int nextToEscape(String text, int from) {
        int place = from;
        while (place < text.length() && !isToEscape(text.charAt(place))) {
            place++;
        }
        return place;
    }

    private static boolean isToEscape(char sign) {
        return sign < IS_TO_ESCAPE.length && IS_TO_ESCAPE[sign];
    }

    /** A word joiner stands within what is recognised as a link: {@code www|.}, {@code :|//} or {@code @|}. */
    private static void escape(String text, int place, StringBuilder escaped) {
        char sign = text.charAt(place);
        switch (sign) {
            case '&' -> escaped.append("&amp;");
            case '<' -> escaped.append("&lt;");
            case '>' -> escaped.append("&gt;");
            case '\n', '\r', '\t' -> escaped.append(' ');
            case '@' -> escaped.append(sign).append(WORD_JOINER);
            case ':' -> {
                escaped.append(sign);
                if (text.startsWith(OF_A_SCHEME, place)) {
                    escaped.append(WORD_JOINER);
                }
            }
            case '.' -> {
                if (text.regionMatches(true, place - WWW.length(), WWW, 0, WWW.length())) {
                    escaped.append(WORD_JOINER);
                }
                escaped.append(sign);
            }
            default -> escaped.append('\\').append(sign);
        }
    }
}

package org.spinecds.card;

/**
 * Escapes text of a record for the Markdown of a card. No tag and no mark of Markdown may pass: some EHRs render raw
 * HTML in Markdown, others know no tables. Nor may a link that needs no mark in GitHub Flavored Markdown (GFM 6.9). A
 * backslash does not help there, since some EHRs remove backslashes before they look for links; an invisible word
 * joiner breaks the link.
 */
final class Markdown {

    /** The characters to escape. A link by {@code www} is broken at the dot behind it, so letters need no escape. */
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

    /**
     * Escapes one character. A word joiner, here {@code |}, breaks a link: {@code www|.}, {@code :|//} or {@code @|}.
     */
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

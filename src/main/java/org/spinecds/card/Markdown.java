package org.spinecds.card;

/**
 * Escapes what comes from a record. Some EHRs render raw HTML inside the Markdown of a card, others do not know tables:
 * neither a tag nor a mark of Markdown may pass. Nor may what GitHub Flavored Markdown makes a link without any mark (GFM
 * 6.9): an invisible word joiner stands where it would be recognised, as some EHRs look for links after they have taken
 * backslashes away.
 */
final class Markdown {

    private static final String MARKS = "\\`*_[]|~";
    private static final String WORD_JOINER = "\u2060";
    private static final String WWW = "www.";
    private static final String OF_A_SCHEME = "://";

    private Markdown() {}

    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            switch (character) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '\n', '\r', '\t' -> escaped.append(' ');
                default -> {
                    if (MARKS.indexOf(character) >= 0) {
                        escaped.append('\\');
                    }
                    escaped.append(character);
                }
            }
            if (isJustBeforeALink(text, i)) {
                escaped.append(WORD_JOINER);
            }
        }
        return escaped.toString();
    }

    /** Whether what is recognised as a link would go on after this character: {@code www|.}, {@code :|//} or {@code @|}. */
    private static boolean isJustBeforeALink(String text, int place) {
        return switch (text.charAt(place)) {
            case '@' -> true;
            case ':' -> text.startsWith(OF_A_SCHEME, place);
            case 'w', 'W' -> place > 1 && text.regionMatches(true, place - 2, WWW, 0, WWW.length());
            default -> false;
        };
    }
}

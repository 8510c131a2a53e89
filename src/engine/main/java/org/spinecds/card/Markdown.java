package org.spinecds.card;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Escapes text of a record for the Markdown of a card. No tag and no mark of Markdown may pass: some EHRs render raw
 * HTML in Markdown, others know no tables. Nor may a link that needs no mark in GitHub Flavored Markdown (GFM 6.9). A
 * backslash does not help there, since some EHRs remove backslashes before they look for links; an invisible word
 * joiner breaks the link.
 */
final class Markdown {

    /** The characters to escape. A link by {@code www} is broken at the dot behind it, so letters need no escape. */
    private static final Pattern TO_ESCAPE = Pattern.compile("[\\\\`*_\\[\\]|~&<>\n\r\t@:.]");

    private static final String WORD_JOINER = "\u2060";
    private static final String WWW = "www";

    private Markdown() {}

    /** The text with a word joiner, here {@code |}, in each link: {@code www|.}, {@code :|//} or {@code @|}. */
    static String escape(String text) {
        return TO_ESCAPE.matcher(text).replaceAll(sign -> Matcher.quoteReplacement(escaped(text, sign.start())));
    }

    private static String escaped(String text, int place) {
        char sign = text.charAt(place);
        return switch (sign) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '\n', '\r', '\t' -> " ";
            case '@' -> "@" + WORD_JOINER;
            case ':' -> text.startsWith("://", place) ? ":" + WORD_JOINER : ":";
            case '.' -> text.regionMatches(true, place - WWW.length(), WWW, 0, WWW.length()) ? WORD_JOINER + "." : ".";
            default -> "\\" + sign;
        };
    }
}

package org.spinecds.worksheet;

import java.util.Locale;
import org.springframework.web.util.HtmlUtils;

/** Writes one inline SVG. Every text is escaped; every colour is a class of the style sheet. */
final class Svg {

    private final StringBuilder text = new StringBuilder();
    private final double width;
    private final double height;

    Svg(double width, double height) {
        this.width = width;
        this.height = height;
    }

    Svg line(String style, double x1, double y1, double x2, double y2) {
        text.append("<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>"
                .formatted(style, at(x1), at(y1), at(x2), at(y2)));
        return this;
    }

    Svg box(String style, double x, double y, double width, double height) {
        text.append("<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"2\"/>"
                .formatted(style, at(x), at(y), at(Math.max(0, width)), at(Math.max(0, height))));
        return this;
    }

    Svg diamond(String style, double x, double y, double half) {
        text.append("<path class=\"%s\" d=\"M%s %sL%s %sL%s %sL%s %sZ\"/>"
                .formatted(style, at(x), at(y - half), at(x + half), at(y), at(x), at(y + half), at(x - half), at(y)));
        return this;
    }

    /** An arrow head that points to the right, with its tip at the given place. */
    Svg arrow(String style, double x, double y, double size) {
        text.append("<path class=\"%s\" d=\"M%s %sL%s %sL%s %sZ\"/>"
                .formatted(style, at(x - size), at(y - size), at(x), at(y), at(x - size), at(y + size)));
        return this;
    }

    Svg label(String style, double x, double y, String words) {
        text.append("<text class=\"%s\" x=\"%s\" y=\"%s\">%s</text>"
                .formatted(style, at(x), at(y), HtmlUtils.htmlEscape(words)));
        return this;
    }

    /** The image with its text alternative. The pattern {@code hatch} marks uncertain values. */
    String drawn(String name, String description) {
        return """
                <svg class="chart" viewBox="0 0 %s %s" role="img" aria-label="%s" preserveAspectRatio="xMinYMin meet">\
                <defs><pattern id="hatch-%s" width="6" height="6" patternUnits="userSpaceOnUse"\
                 patternTransform="rotate(45)"><line class="hatch" x1="0" y1="0" x2="0" y2="6"/></pattern></defs>%s</svg>"""
                .formatted(
                        at(width),
                        at(height),
                        HtmlUtils.htmlEscape(description),
                        name,
                        text.toString().replace("HATCH", "url(#hatch-" + name + ")"));
    }

    /** A box filled with the hatching of this image. */
    Svg hatched(String style, double x, double y, double width, double height) {
        return box(style + "\" fill=\"HATCH", x, y, width, height);
    }

    private static String at(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}

package org.spinecds.card;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarkdownTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            textBlock =
                    """
                    Spine, L3 (2024) ! Spine, L3 (2024)
                    <b>bold</b> & more ! &lt;b&gt;bold&lt;/b&gt; &amp; more
                    *a* _b_ [c](d) `e` |f| ~g~ \\h ! \\*a\\* \\_b\\_ \\[c\\](d) \\`e\\` \\|f\\| \\~g\\~ \\\\h
                    Wirbelsäule 𝔘 ! Wirbelsäule 𝔘
                    """)
    void marksAndTagsAreEscaped(String text, String escaped) {
        assertThat(Markdown.escape(text)).isEqualTo(escaped);
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    see www.example.org,     see www^.example.org
                    WwW.example.org,         WwW^.example.org
                    wwwww.example.org,       wwwww^.example.org
                    www example.org,         www example.org
                    ww.example.org,          ww.example.org
                    https://example.org/a,   https:^//example.org/a
                    L3: /boost,              L3: /boost
                    ratio 1:/2,              ratio 1:/2
                    dr@example.org,          dr@^example.org
                    www,                     www
                    ://,                     :^//
                    """)
    void nothingIsRecognisedAsALink(String text, String escaped) {
        assertThat(Markdown.escape(text)).isEqualTo(escaped.replace("^", "\u2060"));
    }

    @Test
    void aTextIsOneLine() {
        assertThat(Markdown.escape("one\ntwo\r\n\tthree")).isEqualTo("one two   three");
    }
}

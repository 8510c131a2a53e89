package org.spinecds.browser;

import com.microsoft.playwright.ElementHandle;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * How two known clients show the detail of a card. One is like the public sandbox of CDS Hooks: GitHub Flavored Markdown,
 * and HTML in it is rendered. The other is like the request generator of Da Vinci CRD: CommonMark without tables, and HTML
 * in it is shown as text.
 */
final class KnownClients {

    enum Client {
        SANDBOX,
        REQUEST_GENERATOR
    }

    private static final Parser COMMON_MARK = Parser.builder().build();
    private static final HtmlRenderer ESCAPING =
            HtmlRenderer.builder().escapeHtml(true).build();

    private final Page page;

    /** Makes the page a place where cards can be shown. */
    KnownClients(Page page) throws IOException {
        this.page = page;
        page.setContent("<!doctype html><html lang=en><title>Cards</title><main></main></html>");
        page.addStyleTag(new Page.AddStyleTagOptions()
                .setContent(Files.readString(Path.of("src/test/resources/browser/cards.css"))));
        page.addScriptTag(new Page.AddScriptTagOptions().setContent(marked()));
    }

    /** Empties the page. */
    void clear() {
        page.evaluate("document.querySelector('main').replaceChildren()");
    }

    /** Shows a card as both clients do, side by side. */
    void showBeside(ShownCard card) {
        ElementHandle pair = append("pair", Objects.requireNonNull(page.querySelector("main")));
        for (Client client : Client.values()) {
            caption(
                    pair,
                    card.origin() + (client == Client.SANDBOX ? ": GFM, HTML rendered" : ": CommonMark, HTML escaped"));
        }
        for (Client client : Client.values()) {
            show(card, client, pair);
        }
    }

    /** A picture of all that is shown. */
    byte[] picture() {
        return page.locator("body").screenshot();
    }

    /** Shows a card as one client does, and gives its detail. */
    ElementHandle show(ShownCard card, Client client) {
        return show(card, client, Objects.requireNonNull(page.querySelector("main")));
    }

    private ElementHandle show(ShownCard card, Client client, ElementHandle place) {
        return (ElementHandle) page.evaluateHandle(
                """
                ({place, summary, indicator, source, markdown, html, rendersHtml}) => {
                  const card = document.createElement('article');
                  card.className = 'card ' + indicator;
                  const line = (name, text) => {
                    const paragraph = document.createElement('p');
                    paragraph.className = name;
                    paragraph.textContent = text;
                    card.append(paragraph);
                  };
                  line('summary', summary);
                  const detail = document.createElement('div');
                  detail.className = 'detail';
                  detail.innerHTML = rendersHtml ? marked.parse(markdown, {gfm: true}) : html;
                  card.append(detail);
                  line('source', 'Source: ' + source);
                  place.append(card);
                  return detail;
                }
                """,
                arguments(card, client, place));
    }

    private static Map<String, Object> arguments(ShownCard card, Client client, ElementHandle place) {
        return Map.of(
                "place", place,
                "summary", card.summary(),
                "indicator", card.json().path("indicator").asString(),
                "source", card.json().path("source").path("label").asString(),
                "markdown", card.detail(),
                "html", ESCAPING.render(COMMON_MARK.parse(card.detail())),
                "rendersHtml", client == Client.SANDBOX);
    }

    private ElementHandle append(String name, ElementHandle place) {
        return (ElementHandle) page.evaluateHandle(
                """
                ({place, name}) => {
                  const block = document.createElement('div');
                  block.className = name;
                  place.append(block);
                  return block;
                }
                """,
                Map.of("place", place, "name", name));
    }

    private void caption(ElementHandle place, String text) {
        page.evaluate(
                """
                ({place, text}) => {
                  const caption = document.createElement('p');
                  caption.textContent = text;
                  place.append(caption);
                }
                """,
                Map.of("place", place, "text", text));
    }

    private static String marked() throws IOException {
        try (InputStream file = new PathMatchingResourcePatternResolver()
                .getResources("classpath*:META-INF/resources/webjars/marked/*/lib/marked.umd.js")[0].getInputStream()) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

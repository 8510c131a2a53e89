package org.spinecds.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MapCollectorTests {

    private final Mustache.Compiler compiler = Mustache.compiler().withCollector(new MapCollector());

    @Test
    void namesAreFilledFromMapsAndThoseAroundThem() {
        assertThat(compiler.compile("{{#text}}{{.}} of {{name}}{{/text}}{{#list}}, {{name}}{{/list}}")
                        .execute(Map.of("text", "one", "name", "all", "list", List.of(Map.of("name", "another")))))
                .isEqualTo("one of all, another");
    }

    @Test
    void aMethodOfATextIsNoName() {
        assertThatThrownBy(
                        () -> compiler.compile("{{#text}}{{length}}{{/text}}").execute(Map.of("text", "one")))
                .isInstanceOf(MustacheException.class);
    }
}

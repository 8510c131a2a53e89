package org.spinecds;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.spinecds.content.Content;

/** The names that templates may use, gathered from what the templates are filled from. */
public final class TemplateNames {

    private static final Path FOLDER = Path.of("src/service/main/resources/template-names");
    private static final String CODE = "[A-Z][A-Z0-9_]+";

    private final Set<String> names = new TreeSet<>();
    private final String rules;

    public TemplateNames() {
        Content content = Content.at(Path.of("."));
        rules = content.list("cql/input/cql", ".cql").stream()
                .map(content::text)
                .collect(Collectors.joining());
    }

    /** Adds every name of a model, at any depth; codes that the rules give are names too, and left to the rules. */
    public void of(@Nullable Object model) {
        if (model instanceof Map<?, ?> map) {
            map.forEach((name, value) -> {
                if (!String.valueOf(name).matches(CODE) || !rules.contains("'" + name + "'")) {
                    names.add(String.valueOf(name));
                }
                of(value);
            });
        } else if (model instanceof Supplier<?> later) {
            of(later.get());
        } else if (model instanceof Iterable<?> list) {
            list.forEach(this::of);
        } else if (model instanceof Record) {
            for (RecordComponent component : model.getClass().getRecordComponents()) {
                names.add(component.getName());
            }
        }
    }

    /** Leaves out the names that need not be listed. */
    public void without(Set<String> others) {
        names.removeAll(others);
    }

    /** Holds them against the file that {@code check} reads; {@code -Dnames.rewrite=true} writes it anew. */
    public void assertListed(String kind) throws IOException {
        Path file = FOLDER.resolve(kind + ".txt");
        if (Boolean.getBoolean("names.rewrite")) {
            Files.writeString(file, String.join("\n", names) + "\n");
        }
        assertThat(Files.readAllLines(file)).containsExactlyElementsOf(names);
    }
}

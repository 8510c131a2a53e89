package org.spinecds;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The published JSON Schemas, to hold against what goes over the wire. */
public final class Schemas {

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final Map<String, Schema> READ = new ConcurrentHashMap<>();

    private Schemas() {}

    /** What is wrong with a body; empty where nothing is. */
    public static List<String> faults(String schema, String json) {
        return READ.computeIfAbsent(schema, Schemas::read).validate(json, InputFormat.JSON).stream()
                .map(Error::toString)
                .toList();
    }

    /** Every body the service sends is of its schema. */
    public static void assertConforms(String schema, String json) {
        assertThat(faults(schema, json)).as(json).isEmpty();
    }

    private static Schema read(String name) {
        try {
            return REGISTRY.getSchema(Files.readString(Path.of("src/service/main/resources/schemas", name + ".json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

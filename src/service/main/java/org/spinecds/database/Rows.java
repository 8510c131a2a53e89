package org.spinecds.database;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Inserts rows into a table. A moment is stored in UTC, an enum by its name, and a list as lines.
 *
 * @param table its name and columns, such as {@code used_token (client, token)}
 */
public record Rows(JdbcClient database, String table) {

    /**
     * Inserts a row.
     *
     * @param values in the order of the columns
     * @throws org.springframework.dao.DataAccessException when the database refuses it
     */
    public void insert(Object... values) {
        insertAll(List.of(List.of(values)));
    }

    /**
     * Inserts rows by one statement, all of them or none; does nothing without a row.
     *
     * @throws org.springframework.dao.DataAccessException when the database refuses one
     */
    public void insertAll(List<? extends List<?>> rows) {
        if (!rows.isEmpty()) {
            String row = rows.get(0).stream().map(value -> "?").collect(Collectors.joining(", ", "(", ")"));
            database.sql("insert into " + table + " values " + String.join(", ", Collections.nCopies(rows.size(), row)))
                    .params(rows.stream()
                            .flatMap(List::stream)
                            .map(Rows::stored)
                            .toList())
                    .update();
        }
    }

    private static Object stored(Object value) {
        if (value instanceof List<?> texts) {
            return texts.stream().map(String::valueOf).collect(Collectors.joining("\n"));
        }
        return value instanceof Instant moment ? utc(moment) : value instanceof Enum<?> one ? one.name() : value;
    }

    /** A moment as it is stored. */
    public static OffsetDateTime utc(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC);
    }
}

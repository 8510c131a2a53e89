package org.spinecds.worksheet;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Compares a what-if with the record on file: the same view, filled twice. Each row of a list gets two names.
 * {@code onFile} is the row on file with the same {@code id}, or at the same place where rows have no id.
 * {@code differs} has the names with another value. Both are null where there are none.
 */
final class Compared {

    private Compared() {}

    static Map<String, @Nullable Object> beside(Map<?, ?> now, Map<?, ?> onFile) {
        Map<String, @Nullable Object> marked = new HashMap<>();
        now.forEach((name, value) -> marked.put(
                String.valueOf(name), value instanceof List<?> list ? rows(list, listOf(onFile.get(name))) : value));
        return marked;
    }

    private static List<?> rows(List<?> now, List<?> onFile) {
        return now.stream()
                .map(one -> one instanceof Map<?, ?> row ? row(row, other(row, now.indexOf(one), onFile)) : one)
                .toList();
    }

    private static @Nullable Map<?, ?> other(Map<?, ?> row, int place, List<?> onFile) {
        Object found = row.containsKey("id")
                ? onFile.stream()
                        .filter(there -> there instanceof Map<?, ?> map && Objects.equals(map.get("id"), row.get("id")))
                        .findFirst()
                        .orElse(null)
                : place < onFile.size() ? onFile.get(place) : null;
        return found instanceof Map<?, ?> map ? map : null;
    }

    private static Map<String, @Nullable Object> row(Map<?, ?> row, @Nullable Map<?, ?> onFile) {
        Map<?, ?> there = onFile == null ? Map.of() : onFile;
        Map<String, Boolean> differs = new HashMap<>();
        row.forEach((name, value) -> {
            if (!(value instanceof List<?>) && !Objects.equals(value, there.get(name))) {
                differs.put(String.valueOf(name), true);
            }
        });
        Map<String, @Nullable Object> marked = beside(row, there);
        marked.put("onFile", onFile);
        marked.put("differs", differs.isEmpty() ? null : differs);
        return marked;
    }

    private static List<?> listOf(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }
}

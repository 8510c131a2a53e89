package org.spinecds.card;

import com.samskivert.mustache.BasicCollector;
import com.samskivert.mustache.Mustache;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks a template's names up in maps and nowhere else. The library's own would look for methods and fields of texts as well,
 * so that a name like {@code length} would be filled with what nobody put there. A supplier is asked when a template shows
 * its name: a fault behind it costs that template and no other.
 */
final class MapCollector extends BasicCollector {

    @Override
    public Mustache.@Nullable VariableFetcher createFetcher(Object context, String name) {
        Mustache.VariableFetcher fetcher = super.createFetcher(context, name);
        return fetcher == null
                ? null
                : (within, wanted) -> {
                    Object value = fetcher.get(within, wanted);
                    return value instanceof Supplier<?> later ? later.get() : value;
                };
    }

    @Override
    public <K, V> Map<K, V> createFetcherCache() {
        return new ConcurrentHashMap<>();
    }
}

package org.spinecds.card;

import com.samskivert.mustache.BasicCollector;
import com.samskivert.mustache.Mustache;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks up the names of a template in maps only. The library's collector also finds methods and fields of Java classes,
 * and would fill a name like {@code length} by accident. A supplier is called when a template shows its name: a fault
 * in it affects this template only.
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

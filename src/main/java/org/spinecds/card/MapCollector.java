package org.spinecds.card;

import com.samskivert.mustache.BasicCollector;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks a template's names up in maps and nowhere else. The library's own would look for methods and fields of texts as well,
 * so that a name like {@code length} would be filled with what nobody put there.
 */
final class MapCollector extends BasicCollector {

    @Override
    public <K, V> Map<K, V> createFetcherCache() {
        return new ConcurrentHashMap<>();
    }
}

package dev.hearth.cli.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** What simple caches of one piece would have made of a sequence; they load in no time and are asked one by one. */
final class ReferenceCache {

    private ReferenceCache() {}

    /**
     * Hits of a cache that drops the least recently used item.
     *
     * @param before asked for earlier, not counted
     */
    static long lruHits(int[] before, int[] sequence, int capacity) {
        var cache = new LinkedHashMap<Integer, Boolean>(16, 0.75f, true);
        for (int item : before) {
            touch(cache, item, capacity);
        }
        return Arrays.stream(sequence)
                .filter(item -> touch(cache, item, capacity))
                .count();
    }

    /** Hits of a cache that holds the items 0 to {@code capacity - 1} for ever. */
    static long staticHits(int[] sequence, int capacity) {
        return Arrays.stream(sequence).filter(item -> item < capacity).count();
    }

    private static boolean touch(SequencedMap<Integer, Boolean> cache, int item, int capacity) {
        boolean hit = cache.get(item) != null;
        if (!hit) {
            if (cache.size() == capacity) {
                cache.pollFirstEntry();
            }
            cache.put(item, true);
        }
        return hit;
    }
}

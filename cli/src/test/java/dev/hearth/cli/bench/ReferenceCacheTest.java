package dev.hearth.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReferenceCacheTest {

    private static final int[] NOTHING = {};

    @Test
    void dropsTheLeastRecentlyUsed() {
        // 0 and 1 miss, 0 hits, 2 drops 1, 0 hits, 1 drops 2, 2 misses.
        assertThat(ReferenceCache.lruHits(NOTHING, new int[] {0, 1, 0, 2, 0, 1, 2}, 2))
                .isEqualTo(2);
    }

    @Test
    void countsNothingThatWasAskedForBefore() {
        assertThat(ReferenceCache.lruHits(new int[] {3, 3, 5}, new int[] {3, 5, 7}, 2))
                .isEqualTo(2);
    }

    @Test
    void findsNothingInARoundOfOneMoreThanItHolds() {
        assertThat(ReferenceCache.lruHits(NOTHING, new int[] {0, 1, 2, 0, 1, 2, 0, 1, 2}, 2))
                .isZero();
    }

    @Test
    void keepsTheMostPopularForEver() {
        assertThat(ReferenceCache.staticHits(new int[] {0, 11, 3, 4, 1, 3}, 4)).isEqualTo(4);
    }
}

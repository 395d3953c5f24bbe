package dev.hearth.scheduler.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OffsetWindowTest {

    @Test
    void commitsTheLowestUnfinishedOffset() {
        var window = OffsetWindow.startingAt(100);

        window.finish(101);
        window.finish(103);
        assertThat(window.lowestUnfinished()).isEqualTo(100);

        window.finish(100);
        assertThat(window.lowestUnfinished()).isEqualTo(102);
    }

    @Test
    void aNewOwnerRepeatsNothingThatEnded() {
        var window = OffsetWindow.startingAt(100);
        window.finish(100);
        window.finish(102);

        var restored = OffsetWindow.restored(window.lowestUnfinished(), window.metadata());

        assertThat(restored.isFinished(100)).isTrue();
        assertThat(restored.isFinished(101)).isFalse();
        assertThat(restored.isFinished(102)).isTrue();
        assertThat(restored.isFinished(103)).isFalse();
    }

    @Test
    void metadataOfAnotherProgramCountsAsNone() {
        assertThat(OffsetWindow.restored(7, "not a bitmap!").isFinished(7)).isFalse();
    }

    @Test
    void spansNoMoreThanItsLimit() {
        var window = OffsetWindow.startingAt(0);

        assertThat(window.isBeyond(OffsetWindow.LIMIT - 1)).isFalse();
        assertThat(window.isBeyond(OffsetWindow.LIMIT)).isTrue();

        window.finish(0);
        assertThat(window.isBeyond(OffsetWindow.LIMIT)).isFalse();
    }

    @Test
    void aFullWindowsMetadataFitsIntoACommit() {
        var window = OffsetWindow.startingAt(0);
        for (int offset = 1; offset < OffsetWindow.LIMIT; offset++) {
            window.finish(offset);
        }

        assertThat(window.metadata()).hasSizeLessThanOrEqualTo(4096);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void remembersExactlyWhatFinishedInAnyOrder(long seed) {
        var random = new Random(seed);
        var order = new ArrayList<Long>();
        for (long offset = 50; offset < 250; offset++) {
            order.add(offset);
        }
        Collections.shuffle(order, random);
        var window = OffsetWindow.startingAt(50);

        for (int done = 0; done < order.size(); done++) {
            window.finish(order.get(done));
            window = OffsetWindow.restored(window.lowestUnfinished(), window.metadata());
            for (int i = 0; i < order.size(); i++) {
                assertThat(window.isFinished(order.get(i)))
                        .as("seed %s offset %s", seed, order.get(i))
                        .isEqualTo(i <= done);
            }
        }
        assertThat(window.lowestUnfinished()).isEqualTo(250);
    }
}

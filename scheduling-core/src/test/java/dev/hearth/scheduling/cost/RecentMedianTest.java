package dev.hearth.scheduling.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecentMedianTest {

    private final RecentMedian median = new RecentMedian();

    @Test
    void isUnknownAtFirst() {
        assertThat(median.known()).isFalse();
        assertThat(median.copy().known()).isFalse();
    }

    @Test
    void aSeedStandsUntilAnotherAndThenCountsAsOneMeasurement() {
        median.seed(100);
        median.seed(200);
        assertThat(median.nanos()).isEqualTo(200);

        median.measure(400);
        median.seed(900);
        assertThat(median.nanos()).isEqualTo(300);

        median.measure(500);
        assertThat(median.nanos()).isEqualTo(400);
    }

    @Test
    void onlyTheLastFiveCount() {
        for (long value : new long[] {1_000, 1, 2, 3, 4, 5}) {
            median.measure(value);
        }

        assertThat(median.nanos()).isEqualTo(3);
    }

    @Test
    void aCopyGoesItsOwnWay() {
        median.measure(100);
        RecentMedian copy = median.copy();

        copy.measure(300);

        assertThat(copy.nanos()).isEqualTo(200);
        assertThat(median.nanos()).isEqualTo(100);
    }

    /** Every fifth time a machine is busy and takes five to ten times as long; else it is 5 % off at most. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void isWithinAFifthInTheMedianAlthoughEveryFifthTimeIsFarOut(long seed) {
        Random random = new Random(seed);
        Predictions ofMedian = new Predictions();
        Predictions ofAverage = new Predictions();
        Average average = new Average();

        for (int i = 0; i < 60; i++) {
            long measured = i % 5 == 4 ? random.nextLong(5_000, 10_000) : random.nextLong(950, 1_050);
            ofMedian.add(median.nanos(), measured);
            ofAverage.add(average.nanos(), measured);
            median.measure(measured);
            average.measure(measured, 0.2);
        }

        assertThat(ofMedian.median()).as("seed %d", seed).isLessThan(0.2);
        assertThat(ofAverage.median()).as("seed %d: a mean is not", seed).isGreaterThan(0.2);
    }
}

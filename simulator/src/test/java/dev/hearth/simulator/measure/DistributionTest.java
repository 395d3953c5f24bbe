package dev.hearth.simulator.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DistributionTest {

    private static final long SECOND = 1_000_000_000;

    @Test
    void takesPercentilesByNearestRank() {
        Distribution hundred = seconds(LongStream.rangeClosed(1, 100).toArray());
        Distribution three = seconds(7, 5, 6);

        assertThat(hundred.percentile(50)).isEqualTo(50);
        assertThat(hundred.percentile(95)).isEqualTo(95);
        assertThat(hundred.percentile(99)).isEqualTo(99);
        assertThat(three.percentile(50)).isEqualTo(6);
        assertThat(three.percentile(1)).isEqualTo(5);
        assertThat(three.percentile(99)).isEqualTo(7);
    }

    @Test
    void knowsMeanVarianceAndMaximum() {
        Distribution values = seconds(2, 4, 4, 4, 5, 5, 7, 9);

        assertThat(values.mean()).isEqualTo(5.0);
        assertThat(values.variance()).isEqualTo(4.0);
        assertThat(values.max()).isEqualTo(9.0);
        assertThat(values.steps(3)).containsExactly(2.0, 5.0, 9.0);
    }

    @Test
    void refusesToMeasureNothing() {
        assertThatThrownBy(() -> Distribution.ofNanos(new long[0])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void weighsACountByHowLongItStood() {
        StepSeries series = new StepSeries();
        series.add(10, 1);
        series.add(20, 1);
        series.add(30, -2);

        assertThat(series.mean(0, 40)).isEqualTo(0.75);
        assertThat(series.mean(15, 25)).isEqualTo(1.5);
    }

    private static Distribution seconds(long... seconds) {
        return Distribution.ofNanos(
                LongStream.of(seconds).map(value -> value * SECOND).toArray());
    }
}

package dev.hearth.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MessagesTest {

    @Test
    void takeTheMeanEachWithoutASeed() {
        Messages messages = new Messages(Hops.each(7), 1);

        assertThat(LongStream.generate(messages::wayNanos).limit(3)).containsExactly(7L, 7L, 7L);
    }

    @Test
    void scatterExponentiallyAboutTheMean() {
        Messages messages = new Messages(Hops.drawn(1_000_000, 1), 1);

        double[] ways = LongStream.generate(messages::wayNanos)
                .limit(100_000)
                .asDoubleStream()
                .toArray();

        // Of an exponential distribution the mean is the deviation, too, and ln 2 of it the median.
        assertThat(Arrays.stream(ways).average().orElseThrow()).isCloseTo(1e6, within(1e4));
        assertThat(Arrays.stream(ways).filter(way -> way < Math.log(2) * 1e6).count() / 1e5)
                .isCloseTo(0.5, within(0.01));
    }

    @Test
    void doNotOvertakeOnTheWayToOneGpuOrFromIt() {
        Messages messages = new Messages(Hops.each(1), 2);

        assertThat(messages.reachesGpu(0, 10)).isEqualTo(10);
        assertThat(messages.reachesGpu(0, 5)).isEqualTo(10);
        assertThat(messages.reachesGpu(1, 5)).isEqualTo(5);
        assertThat(messages.reachesScheduler(0, 5)).isEqualTo(5);
        assertThat(messages.reachesScheduler(0, 4)).isEqualTo(5);
    }

    @Test
    void takeNoTimeWhereHopsTakeNone() {
        assertThat(new Messages(Hops.NONE, 1).takeTime()).isFalse();
        assertThat(new Messages(Hops.drawn(1, 1), 1).takeTime()).isTrue();
    }
}

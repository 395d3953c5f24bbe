package dev.hearth.scheduling.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PredictionsTest {

    private final Predictions predictions = new Predictions();

    @Test
    void isPerfectBeforeTheFirst() {
        assertThat(predictions.median()).isZero();
        assertThat(predictions.count()).isZero();
    }

    @Test
    void comparesWithWhatWasMeasured() {
        predictions.add(150, 100);
        assertThat(predictions.median()).isEqualTo(0.5);

        predictions.add(90, 100);
        predictions.add(100, 100);
        assertThat(predictions.median()).isCloseTo(0.1, within(1e-9));
    }

    @Test
    void oneOutlierDoesNotMatter() {
        for (int i = 0; i < 9; i++) {
            predictions.add(110, 100);
        }
        predictions.add(1_000_000, 100);

        assertThat(predictions.median()).isCloseTo(0.1, within(1e-9));
    }

    @Test
    void whatTookNoTimeSaysNothing() {
        predictions.add(100, 0);

        assertThat(predictions.count()).isZero();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void isTheMedianOfTheLastFifty(long seed) {
        Random random = new Random(seed);
        Deque<Double> last = new ArrayDeque<>();

        for (int i = 0; i < 300; i++) {
            long expected = random.nextLong(1, 1000);
            long measured = random.nextLong(1, 1000);
            predictions.add(expected, measured);
            last.addLast(Math.abs((double) expected - measured) / measured);
            if (last.size() > 50) {
                last.removeFirst();
            }
            assertThat(predictions.count()).as("seed %d, step %d", seed, i).isEqualTo(last.size());
            assertThat(predictions.median())
                    .as("seed %d, step %d", seed, i)
                    .isEqualTo(last.stream().sorted().toList().get((last.size() - 1) / 2));
        }
    }
}

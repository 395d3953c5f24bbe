package dev.hearth.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class ZipfTest {

    @Test
    void asksForTheFirstTwiceAsOftenAsForTheSecondAndThreeTimesAsOftenAsForTheThird() {
        var sequence = new Zipf(12, 1.0).draw(100_000, 7);

        var counts = Arrays.stream(sequence).collect(() -> new double[12], (sum, item) -> sum[item]++, (a, b) -> {});
        assertThat(counts[0] / counts[1]).isCloseTo(2, Percentage.withPercentage(3));
        assertThat(counts[0] / counts[2]).isCloseTo(3, Percentage.withPercentage(3));
        assertThat(counts[0] / counts[11]).isCloseTo(12, Percentage.withPercentage(5));
    }

    @Test
    void drawsTheSameForTheSameSeedOnly() {
        var zipf = new Zipf(12, 1.0);

        assertThat(zipf.draw(50, 1)).isEqualTo(zipf.draw(50, 1)).isNotEqualTo(zipf.draw(50, 2));
    }

    @Test
    void asksForAllAlikeWithoutAnExponent() {
        var sequence = new Zipf(4, 0).draw(40_000, 3);

        for (int item = 0; item < 4; item++) {
            int wanted = item;
            assertThat(Arrays.stream(sequence).filter(drawn -> drawn == wanted).count())
                    .isCloseTo(10_000, Percentage.withPercentage(4));
        }
    }
}

package dev.hearth.scheduling.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.scheduling.cluster.ModelId;
import org.junit.jupiter.api.Test;

class PopularityTest {

    private static final long SECOND = 1_000_000_000;
    private static final ModelId BERT = new ModelId("bert");
    private static final ModelId RESNET = new ModelId("resnet");

    private final Popularity popularity = new Popularity();

    @Test
    void approachesTheRateOfASteadyStream() {
        for (long second = 0; second < 900; second++) {
            popularity.arrived(BERT, second * SECOND);
            popularity.arrived(BERT, second * SECOND);
        }

        assertThat(popularity.ratePerSecond(BERT, 900 * SECOND)).isCloseTo(2, within(0.02));
    }

    @Test
    void fallsToAThirdOrSoInNinetySeconds() {
        popularity.arrived(RESNET, 0);
        popularity.arrived(BERT, 900 * SECOND);

        double before = popularity.ratePerSecond(BERT, 900 * SECOND);
        assertThat(popularity.ratePerSecond(BERT, 990 * SECOND) / before).isCloseTo(1 / Math.E, within(1e-4));
    }

    @Test
    void isNotTooLowInTheFirstMinute() {
        for (long second = 0; second < 30; second++) {
            popularity.arrived(BERT, second * SECOND);
        }

        assertThat(popularity.ratePerSecond(BERT, 30 * SECOND)).isCloseTo(1, within(0.02));
    }

    @Test
    void givesNothingToWhatItDoesNotKnow() {
        popularity.arrived(BERT, 0);

        assertThat(popularity.ratePerSecond(RESNET, 0)).isZero();
    }

    @Test
    void forgetsWhatNobodyAsksForAnyMore() {
        for (int model = 0; model < 1000; model++) {
            popularity.arrived(new ModelId("once-" + model), 0);
        }
        for (int model = 0; model < 1000; model++) {
            popularity.arrived(new ModelId("later-" + model), 700 * SECOND);
        }

        assertThat(popularity.size()).isEqualTo(1000);
        assertThat(popularity.ratePerSecond(new ModelId("once-0"), 700 * SECOND))
                .isZero();
        assertThat(popularity.ratePerSecond(new ModelId("later-0"), 700 * SECOND))
                .isPositive();
    }
}

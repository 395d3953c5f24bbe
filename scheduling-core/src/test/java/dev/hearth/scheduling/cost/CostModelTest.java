package dev.hearth.scheduling.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.cluster.Tier;
import org.junit.jupiter.api.Test;

class CostModelTest {

    private static final ModelId BERT = new ModelId("bert");

    private static final String SMALL = "small GPU";
    private static final String LARGE = "large GPU";

    private final CostModel costs = new CostModel(0.25);

    @Test
    void guessesByTheBytesWhileNothingIsKnown() {
        assertThat(loadNanos(Tier.REPOSITORY)).isEqualTo(21_000_000);
        assertThat(loadNanos(Tier.HOST)).isEqualTo(20_100_000);
        assertThat(inferenceNanos(BERT)).isEqualTo(10_000_000);
    }

    @Test
    void refinesAProfileByMeasurements() {
        costs.profiled(BERT, Tier.REPOSITORY, 1000, 100);

        measureLoad(Tier.REPOSITORY, 2000);
        costs.measuredInference(BERT, SMALL, 60, 100);

        assertThat(loadNanos(Tier.REPOSITORY)).isEqualTo(1250);
        assertThat(inferenceNanos(BERT)).isEqualTo(90);
    }

    @Test
    void takesTheFirstMeasurementWholeWithoutAProfile() {
        measureLoad(Tier.REPOSITORY, 2000);

        assertThat(loadNanos(Tier.REPOSITORY)).isEqualTo(2000);
    }

    @Test
    void keepsWhatWasMeasuredWhenAProfileComesLate() {
        measureLoad(Tier.REPOSITORY, 2000);

        costs.profiled(BERT, Tier.REPOSITORY, 1000, 100);

        assertThat(loadNanos(Tier.REPOSITORY)).isEqualTo(2000);
        assertThat(inferenceNanos(BERT)).isEqualTo(100);
    }

    @Test
    void aProfileThatIsReadAgainUndoesNoMeasurement() {
        costs.profiled(BERT, Tier.REPOSITORY, 1000, 100);
        measureLoad(Tier.REPOSITORY, 2000);
        costs.measuredInference(BERT, SMALL, 60, 100);

        costs.profiled(BERT, Tier.REPOSITORY, 1000, 100);

        assertThat(loadNanos(Tier.REPOSITORY)).isEqualTo(1250);
        assertThat(inferenceNanos(BERT)).isEqualTo(90);
        assertThat(costs.loadNanos(BERT, 1_000_000, Tier.REPOSITORY, LARGE)).isEqualTo(1250);
    }

    @Test
    void knowsThatTheHostTierIsFaster() {
        measureLoad(Tier.REPOSITORY, 2000);
        measureLoad(Tier.HOST, 20);

        assertThat(loadNanos(Tier.REPOSITORY)).isEqualTo(2000);
        assertThat(loadNanos(Tier.HOST)).isEqualTo(20);
    }

    @Test
    void learnsEveryTypeOfGpuByItself() {
        costs.profiled(BERT, Tier.REPOSITORY, 1000, 100);

        costs.measuredInference(BERT, LARGE, 20, 100);

        assertThat(costs.inferenceNanos(BERT, LARGE)).isEqualTo(80);
        assertThat(costs.inferenceNanos(BERT, "never seen")).isEqualTo(80);
        costs.measuredInference(BERT, SMALL, 180, 80);
        assertThat(costs.inferenceNanos(BERT, SMALL)).isEqualTo(105);
        assertThat(costs.inferenceNanos(BERT, LARGE)).isEqualTo(80);
    }

    @Test
    void expectsOfAnUnknownModelWhatIsTypical() {
        costs.measuredInference(BERT, SMALL, 60, 60);

        assertThat(inferenceNanos(new ModelId("other"))).isEqualTo(60);
    }

    @Test
    void saysHowFarOffItWas() {
        costs.measuredInference(BERT, SMALL, 100, 150);
        costs.measuredInference(BERT, SMALL, 100, 90);

        assertThat(costs.inferenceError().average()).isCloseTo(0.3, within(1e-9));
        assertThat(costs.inferenceError().count()).isEqualTo(2);
        assertThat(costs.loadError().count()).isZero();
    }

    private long loadNanos(Tier from) {
        return costs.loadNanos(BERT, 1_000_000, from, SMALL);
    }

    private long inferenceNanos(ModelId model) {
        return costs.inferenceNanos(model, SMALL);
    }

    private void measureLoad(Tier from, long nanos) {
        costs.measuredLoad(BERT, from, SMALL, nanos, nanos);
    }

    @Test
    void rejectsALearningRateThatIsNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CostModel(1.5))
                .withMessageContaining("1.5");
    }
}

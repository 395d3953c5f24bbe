package dev.hearth.scheduling.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.hearth.scheduling.cluster.ModelId;
import org.junit.jupiter.api.Test;

class CostModelTest {

    private static final ModelId BERT = new ModelId("bert");

    private final CostModel costs = new CostModel(0.25);

    @Test
    void guessesByTheBytesWhileNothingIsKnown() {
        assertThat(costs.loadNanos(BERT, 1_000_000)).isEqualTo(21_000_000);
        assertThat(costs.inferenceNanos(BERT)).isEqualTo(10_000_000);
    }

    @Test
    void refinesAProfileByMeasurements() {
        costs.profiled(BERT, 1000, 100);

        costs.measuredLoad(BERT, 2000);
        costs.measuredInference(BERT, 60);

        assertThat(costs.loadNanos(BERT, 1)).isEqualTo(1250);
        assertThat(costs.inferenceNanos(BERT)).isEqualTo(90);
    }

    @Test
    void takesTheFirstMeasurementWholeWithoutAProfile() {
        costs.measuredLoad(BERT, 2000);

        assertThat(costs.loadNanos(BERT, 1)).isEqualTo(2000);
    }

    @Test
    void keepsWhatWasMeasuredWhenAProfileComesLate() {
        costs.measuredLoad(BERT, 2000);

        costs.profiled(BERT, 1000, 100);

        assertThat(costs.loadNanos(BERT, 1)).isEqualTo(2000);
        assertThat(costs.inferenceNanos(BERT)).isEqualTo(100);
    }

    @Test
    void expectsOfAnUnknownModelWhatIsTypical() {
        costs.measuredInference(BERT, 60);

        assertThat(costs.inferenceNanos(new ModelId("other"))).isEqualTo(60);
    }

    @Test
    void rejectsALearningRateThatIsNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CostModel(1.5))
                .withMessageContaining("1.5");
    }
}

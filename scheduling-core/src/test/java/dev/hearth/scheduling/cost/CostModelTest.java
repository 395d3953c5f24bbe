package dev.hearth.scheduling.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.cluster.Tier;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CostModelTest {

    private static final ModelId BERT = new ModelId("bert");

    private static final String SMALL = "small GPU";
    private static final String LARGE = "large GPU";

    private final CostModel costs = new CostModel(true);

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

        assertThat(loadNanos(Tier.REPOSITORY)).isEqualTo(1500);
        assertThat(inferenceNanos(BERT)).isEqualTo(80);
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

        assertThat(loadNanos(Tier.REPOSITORY)).isEqualTo(1500);
        assertThat(inferenceNanos(BERT)).isEqualTo(80);
        assertThat(costs.loadNanos(BERT, 1_000_000, Tier.REPOSITORY, LARGE)).isEqualTo(1500);
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

        assertThat(costs.inferenceNanos(BERT, LARGE)).isEqualTo(60);
        assertThat(costs.inferenceNanos(BERT, "never seen")).isEqualTo(60);
        costs.measuredInference(BERT, SMALL, 180, 60);
        assertThat(costs.inferenceNanos(BERT, SMALL)).isEqualTo(120);
        assertThat(costs.inferenceNanos(BERT, LARGE)).isEqualTo(60);
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

    @Test
    void tellsOfEachModelWhatIsExpectedAndHowWellThatWasKnown() {
        costs.profiled(BERT, Tier.HOST, 1000, 100);
        costs.measuredInference(BERT, SMALL, 60, 90);

        ModelForecast forecast = costs.forecast(BERT).orElseThrow();

        assertThat(forecast.model()).isEqualTo(BERT);
        assertThat(forecast.inference()).contains(new Forecast(inferenceNanos(BERT), 60, 0.5, 1));
        assertThat(forecast.loads()).containsExactly(Map.entry(Tier.HOST, new Forecast(1000, 0, 0, 0)));
        assertThat(costs.forecast(new ModelId("other"))).isEmpty();
    }

    @Test
    void forgetsTheModelThatNothingWasHeardOfForLongest() {
        costs.profiled(BERT, Tier.REPOSITORY, 1000, 100);
        costs.profiled(new ModelId("second"), Tier.REPOSITORY, 1000, 100);
        costs.measuredInference(BERT, SMALL, 100, 100);

        for (int i = 0; i < CostModel.LIMIT - 1; i++) {
            costs.profiled(new ModelId("model " + i), Tier.REPOSITORY, 1000, 100);
        }

        assertThat(costs.forecast(new ModelId("second"))).isEmpty();
        assertThat(costs.forecast(BERT)).isPresent();
        assertThat(costs.forecast(new ModelId("model 0"))).isPresent();
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
    void aProfileStandsWhereNothingIsToBeLearned() {
        CostModel standing = new CostModel(false);
        standing.profiled(BERT, Tier.REPOSITORY, 1000, 100);

        standing.measuredLoad(BERT, Tier.REPOSITORY, SMALL, 2000, 1000);
        standing.measuredLoad(BERT, Tier.HOST, SMALL, 20, 99);
        standing.measuredLoad(BERT, Tier.HOST, SMALL, 40, 20);
        standing.measuredInference(BERT, SMALL, 60, 100);

        assertThat(standing.loadNanos(BERT, 1_000_000, Tier.REPOSITORY, SMALL)).isEqualTo(1000);
        assertThat(standing.loadNanos(BERT, 1_000_000, Tier.HOST, SMALL)).isEqualTo(20);
        assertThat(standing.inferenceNanos(BERT, SMALL)).isEqualTo(100);
        assertThat(standing.typicalInferenceNanos()).isEqualTo(100);
    }

    @Test
    void oneMeasurementThatIsFarOutChangesNothing() {
        for (int i = 0; i < 4; i++) {
            costs.measuredInference(BERT, SMALL, 100, 100);
        }

        costs.measuredInference(BERT, SMALL, 9_000, 100);
        assertThat(inferenceNanos(BERT)).isEqualTo(100);

        for (int i = 0; i < 3; i++) {
            costs.measuredInference(BERT, SMALL, 300, 100);
        }
        assertThat(inferenceNanos(BERT)).isEqualTo(300);
    }
}

package dev.hearth.registry.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.registry.ForecastRecord.Cost;
import dev.hearth.contracts.registry.ForecastRecord.ModelCosts;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ForecastTest {

    @Test
    void isWhatASingleSchedulerExpects() {
        var forecast = Forecast.merged(List.of(new ModelCosts(
                "m:1", new Cost(12, 11, 1_000, 0.05, 50), Map.of("host", new Cost(18, 0, 1_000, 0, 0)))));

        assertThat(forecast)
                .isEqualTo(new Forecast(
                        new Forecast.Cost(12, 11.0, 0.05, 50), Map.of("host", new Forecast.Cost(18, null, null, 0))));
    }

    @Test
    void weighsSchedulersByTheirPredictionsAndTakesTheLastMeasurement() {
        var forecast = Forecast.merged(List.of(
                new ModelCosts(
                        "m:1", new Cost(10, 9, 2_000, 0.1, 30), Map.of("repository", new Cost(100, 90, 5, 0.2, 4))),
                new ModelCosts("m:1", new Cost(20, 19, 1_000, 0.5, 10), Map.of("host", new Cost(18, 17, 5, 0.3, 2))),
                new ModelCosts("m:1", new Cost(999, 0, 9_000, 0, 0), Map.of())));

        assertThat(forecast)
                .isEqualTo(new Forecast(
                        new Forecast.Cost(12.5, 9.0, 0.2, 40),
                        Map.of(
                                "host", new Forecast.Cost(18, 17.0, 0.3, 2),
                                "repository", new Forecast.Cost(100, 90.0, 0.2, 4))));
    }

    @Test
    void knowsNoInferenceOfAModelThatWasOnlyLoaded() {
        var forecast = Forecast.merged(
                List.of(new ModelCosts("m:1", null, Map.of("repository", new Cost(100, 90, 5, 0.2, 4)))));

        assertThat(forecast.inference()).isNull();
        assertThat(forecast.load()).containsOnlyKeys("repository");
    }
}

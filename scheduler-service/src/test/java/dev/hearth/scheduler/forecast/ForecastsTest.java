package dev.hearth.scheduler.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.registry.ForecastRecord.Cost;
import dev.hearth.contracts.registry.ForecastRecord.ModelCosts;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.cluster.Tier;
import dev.hearth.scheduling.cost.Forecast;
import dev.hearth.scheduling.cost.ModelForecast;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ForecastsTest {

    private static final long MILLISECOND = 1_000_000;

    private long nowMillis = 1_000;
    private final Forecasts forecasts = new Forecasts(() -> Instant.ofEpochMilli(nowMillis));

    @Test
    void tellsMillisecondsAndWhenEachWasMeasured() {
        forecasts.put(forecast("bert:1", expected(11), expected(99)));
        nowMillis = 2_000;
        forecasts.put(forecast("bert:1", expected(12), expected(99)));

        assertThat(forecasts.models())
                .containsExactly(new ModelCosts(
                        "bert:1", new Cost(12, 7, 2_000, 0.25, 3), Map.of("host", new Cost(99, 7, 1_000, 0.25, 3))));
    }

    @Test
    void growsItsVersionWithEveryChange() {
        var before = forecasts.version();

        forecasts.put(forecast("bert:1", expected(11), expected(99)));

        assertThat(forecasts.version()).isGreaterThan(before);
    }

    @Test
    void keepsTheModelsLearnedOfLast() {
        forecasts.put(forecast("first", expected(1), expected(1)));
        forecasts.put(forecast("second", expected(1), expected(1)));
        forecasts.put(forecast("first", expected(2), expected(1)));

        for (var i = 0; i < Forecasts.LIMIT - 1; i++) {
            forecasts.put(forecast("model " + i, expected(1), expected(1)));
        }

        assertThat(forecasts.models())
                .hasSize(Forecasts.LIMIT)
                .extracting(ModelCosts::model)
                .startsWith("first", "model 0")
                .doesNotContain("second");
    }

    private static ModelForecast forecast(String model, Forecast inference, Forecast fromHost) {
        return new ModelForecast(new ModelId(model), Optional.of(inference), Map.of(Tier.HOST, fromHost));
    }

    private static Forecast expected(long millis) {
        return new Forecast(millis * MILLISECOND, 7 * MILLISECOND, 0.25, 3);
    }
}

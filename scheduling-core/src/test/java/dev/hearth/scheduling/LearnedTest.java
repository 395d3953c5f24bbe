package dev.hearth.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.cluster.Tier;
import dev.hearth.scheduling.cost.Forecast;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the scheduler tells of the costs it learns. */
class LearnedTest {

    private static final long MILLISECOND = Stage.MILLISECOND;

    private final Stage stage = new Stage("earliest-completion", Settings.live());

    @Test
    void aLoadAndAnInferenceAreHeldAgainstWhatWasExpectedAtDispatch() {
        stage.report("w", 1, "");
        stage.arrive("a", "bert");

        stage.loaded("bert", "w/0", 200);

        var afterLoad = stage.scheduler.learned().orElseThrow();
        assertThat(afterLoad.model()).isEqualTo(new ModelId("bert"));
        assertThat(afterLoad.loads()).containsOnlyKeys(Tier.REPOSITORY);
        assertThat(afterLoad.loads().get(Tier.REPOSITORY)).satisfies(load -> {
            assertThat(load.expectedNanos()).isGreaterThan(100 * MILLISECOND);
            assertThat(load.measuredNanos()).isEqualTo(200 * MILLISECOND);
            assertThat(load.medianError()).isCloseTo(0.5, within(1e-9));
            assertThat(load.predictions()).isEqualTo(1);
        });
        assertThat(afterLoad.inference()).contains(new Forecast(10 * MILLISECOND, 0, 0, 0));

        stage.complete("a", "w/0");

        assertThat(stage.scheduler.learned().orElseThrow().inference())
                .contains(new Forecast(10 * MILLISECOND, 10 * MILLISECOND, 0, 1));
    }

    @Test
    void whatTeachesNothingIsToldOfNoModel() {
        stage.report("w", 1, "bert");
        assertThat(stage.scheduler.learned()).isEmpty();

        stage.arrive("a", "bert");
        assertThat(stage.scheduler.learned()).isEmpty();

        stage.complete("a", "w/0");
        assertThat(stage.scheduler.learned()).isNotEmpty();

        stage.wake();
        assertThat(stage.scheduler.learned()).isEqualTo(Optional.empty());
    }
}

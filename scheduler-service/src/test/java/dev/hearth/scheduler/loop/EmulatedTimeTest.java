package dev.hearth.scheduler.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.scheduling.Event;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.GpuReport;
import dev.hearth.scheduling.cluster.Invocation;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.cluster.Tier;
import dev.hearth.scheduling.cost.Forecast;
import dev.hearth.scheduling.cost.ModelForecast;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmulatedTimeTest {

    private static final InvocationId ID = new InvocationId("a");
    private static final ModelId MODEL = new ModelId("bert:1");
    private static final GpuId GPU = new GpuId("worker-1", 0);
    private static final long ORIGIN = -123_456_789_012_345L;
    private static final long SECOND = 1_000_000_000;
    private static final long DAY = 86_400 * SECOND;

    private final EmulatedTime time = new EmulatedTime(5, ORIGIN);

    @Test
    void theClusterLivesThatManySecondsInARealOne() {
        assertThat(time.emulated(ORIGIN)).isEqualTo(ORIGIN);
        assertThat(time.emulated(ORIGIN + 2 * SECOND)).isEqualTo(ORIGIN + 10 * SECOND);
        assertThat(time.emulated(ORIGIN - SECOND)).isEqualTo(ORIGIN - 5 * SECOND);
        assertThat(time.real(ORIGIN + 10 * SECOND)).isEqualTo(ORIGIN + 2 * SECOND);
    }

    @Test
    void differencesAreExactAWholeDayLater() {
        long later = ORIGIN + DAY + 7;

        assertThat(time.emulated(later + 1) - time.emulated(later)).isEqualTo(5);
    }

    @Test
    void neverIsNeverAndWhatIsTooLateForALongIsNever() {
        assertThat(time.emulated(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
        assertThat(time.real(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
        assertThat(new EmulatedTime(5, -ORIGIN).emulated(Long.MAX_VALUE - 1)).isEqualTo(Long.MAX_VALUE);
        assertThat(time.emulated(Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 1, 5, 7.77, 1_000})
    void aWakeUpComesWhenItIsDueAndHardlyLater(double scale) {
        var clock = new EmulatedTime(scale, ORIGIN);
        var random = new Random(5);
        for (int i = 0; i < 10_000; i++) {
            long due = ORIGIN + random.nextLong(DAY);

            long late = clock.emulated(clock.real(due)) - due;

            assertThat(late).as("%s at %s", due, scale).isBetween(0L, (long) Math.ceil(scale));
        }
    }

    @Test
    void allTimesAndDurationsOfEventsAreTheClusters() {
        assertThat(time.emulated(arrival(ORIGIN + SECOND))).isEqualTo(arrival(ORIGIN + 5 * SECOND));
        assertThat(time.emulated(arrival(Long.MAX_VALUE))).isEqualTo(arrival(Long.MAX_VALUE));
        assertThat(time.emulated(new Event.InvocationCompleted(ID, GPU, true, 3, 7, Optional.empty())))
                .isEqualTo(new Event.InvocationCompleted(ID, GPU, true, 15, 35, Optional.empty()));
        assertThat(time.emulated(new Event.ModelLoaded(MODEL, GPU, 9, 3, Optional.empty())))
                .isEqualTo(new Event.ModelLoaded(MODEL, GPU, 9, 15, Optional.empty()));
        assertThat(time.emulated(new Event.ModelProfiled(MODEL, Tier.HOST, 3, 7)))
                .isEqualTo(new Event.ModelProfiled(MODEL, Tier.HOST, 15, 35));
    }

    @Test
    void eventsWithoutTimesAreHandedThrough() {
        var events = List.of(
                new Event.InvocationCancelled(ID),
                new Event.WorkerReported("worker-1", 9, List.of()),
                new Event.ModelsStaged("worker-1", 9, List.of(MODEL)),
                new Event.LoadFailed(MODEL, GPU, 9, "BROKEN", Optional.empty()),
                new Event.TimeReached());

        assertThat(events).allSatisfy(event -> assertThat(time.emulated(event)).isEqualTo(event));
    }

    @Test
    void aModelIsKeptUntilTheSameMomentOnTheClustersClock() {
        var reported = new Event.WorkerReported("worker-1", 9, List.of(report(ORIGIN + SECOND, Long.MAX_VALUE, 0)));
        var state = Optional.of(report(ORIGIN + SECOND));

        assertThat(time.emulated(reported))
                .isEqualTo(new Event.WorkerReported(
                        "worker-1", 9, List.of(report(ORIGIN + 5 * SECOND, Long.MAX_VALUE, 0))));
        assertThat(time.emulated(new Event.DispatchRefused(ID, GPU, "NO_MEMORY", state)))
                .isEqualTo(new Event.DispatchRefused(ID, GPU, "NO_MEMORY", Optional.of(report(ORIGIN + 5 * SECOND))));
        assertThat(time.emulated(new Event.InvocationCompleted(ID, GPU, true, 0, 1, state)))
                .isEqualTo(
                        new Event.InvocationCompleted(ID, GPU, true, 0, 5, Optional.of(report(ORIGIN + 5 * SECOND))));
        assertThat(time.emulated(new Event.ModelLoaded(MODEL, GPU, 9, 1, state)))
                .isEqualTo(new Event.ModelLoaded(MODEL, GPU, 9, 5, Optional.of(report(ORIGIN + 5 * SECOND))));
        assertThat(time.emulated(new Event.LoadFailed(MODEL, GPU, 9, "BROKEN", state)))
                .isEqualTo(new Event.LoadFailed(MODEL, GPU, 9, "BROKEN", Optional.of(report(ORIGIN + 5 * SECOND))));
    }

    private static GpuReport report(long... keptUntilNanos) {
        var models = Arrays.stream(keptUntilNanos)
                .mapToObj(until -> new GpuReport.Resident(MODEL, 40, true, until))
                .toList();
        return new GpuReport(GPU, "emulated", 9, 1, 100, models, List.of());
    }

    @Test
    void whatTheCoreExpectsIsTurnedBackIntoRealTime() {
        var expected = new ModelForecast(
                MODEL, Optional.of(new Forecast(50, 35, 0.25, 3)), Map.of(Tier.HOST, new Forecast(5, 0, 0, 0)));

        assertThat(time.real(expected))
                .isEqualTo(new ModelForecast(
                        MODEL, Optional.of(new Forecast(10, 7, 0.25, 3)), Map.of(Tier.HOST, new Forecast(1, 0, 0, 0))));
        assertThat(new EmulatedTime(1, ORIGIN).real(expected)).isSameAs(expected);
    }

    @Test
    void realGpusLiveInRealTime() {
        var real = new EmulatedTime(1, ORIGIN);
        var arrival = arrival(ORIGIN + SECOND);

        assertThat(real.emulated(ORIGIN + 3)).isEqualTo(ORIGIN + 3);
        assertThat(real.real(ORIGIN + 3)).isEqualTo(ORIGIN + 3);
        assertThat(real.emulated(arrival)).isSameAs(arrival);
    }

    private static Event arrival(long deadlineNanos) {
        return new Event.InvocationArrived(new Invocation(ID, MODEL, 100, 1, deadlineNanos));
    }
}

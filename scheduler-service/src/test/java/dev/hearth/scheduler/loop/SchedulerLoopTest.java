package dev.hearth.scheduler.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.recorder.RecordedEvent;
import dev.hearth.recorder.Recorder;
import dev.hearth.recorder.Setup;
import dev.hearth.scheduler.forecast.Forecasts;
import dev.hearth.scheduling.Command;
import dev.hearth.scheduling.Event;
import dev.hearth.scheduling.Settings;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.GpuReport;
import dev.hearth.scheduling.cluster.Invocation;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.placement.PolicyOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The loop around the real core, in a cluster whose time runs a hundred times faster. */
class SchedulerLoopTest {

    private static final int SCALE = 100;
    private static final long MILLISECOND = 1_000_000;
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final ModelId MODEL = new ModelId("bert:1");
    private static final GpuId GPU = new GpuId("worker-1", 0);
    private static final Setup SETUP =
            new Setup("earliest-completion", PolicyOptions.defaults(), "lru", Settings.live());

    private final List<RecordedEvent> recorded = new CopyOnWriteArrayList<>();
    private final List<Command> commands = new CopyOnWriteArrayList<>();
    private final EventInbox inbox = new EventInbox();
    private final Forecasts forecasts = new Forecasts(() -> Instant.ofEpochMilli(7));
    private final SchedulerLoop loop = new SchedulerLoop(
            inbox,
            SETUP.scheduler(),
            (cause, answer) -> commands.addAll(answer),
            new Recording(),
            new PredictionErrors(),
            forecasts,
            new EmulatedTime(SCALE, System.nanoTime()));

    @BeforeEach
    void start() {
        loop.start();
    }

    @AfterEach
    void stop() {
        loop.stop();
    }

    @Test
    void aDeadlineIsMetInRealTime() {
        long sent = System.nanoTime();
        inbox.post(arrival("late", sent + 300 * MILLISECOND));

        await().atMost(SOON).until(() -> commands.contains(new Command.Expire(new InvocationId("late"))));

        assertThat(System.nanoTime() - sent).isGreaterThanOrEqualTo(300 * MILLISECOND);
    }

    @Test
    void theCoreAndTheRecorderAreToldTheClustersTime() {
        long sent = System.nanoTime();
        inbox.post(arrival("first", sent + 20_000 * MILLISECOND));
        inbox.post(new Event.WorkerReported(GPU.worker(), 1, List.of(report())));
        inbox.post(new Event.InvocationCompleted(
                new InvocationId("first"), GPU, true, 2 * MILLISECOND, MILLISECOND, Optional.empty()));

        await().atMost(SOON).until(() -> recorded.size() >= 3);

        var arrived = recorded.getFirst();
        assertThat(((Event.InvocationArrived) arrived.event()).invocation().deadlineNanos() - arrived.nanos())
                .isBetween(SCALE * 15_000 * MILLISECOND, SCALE * 20_000 * MILLISECOND);
        assertThat(recorded.get(2).event()).isInstanceOfSatisfying(Event.InvocationCompleted.class, completed -> {
            assertThat(completed.loadNanos()).isEqualTo(SCALE * 2 * MILLISECOND);
            assertThat(completed.inferenceNanos()).isEqualTo(SCALE * MILLISECOND);
        });
    }

    @Test
    void whatTheCoreLearnsIsToldInRealTime() {
        inbox.post(new Event.WorkerReported(GPU.worker(), 1, List.of(report())));
        inbox.post(arrival("first", System.nanoTime() + 20_000 * MILLISECOND));
        inbox.post(new Event.InvocationCompleted(
                new InvocationId("first"), GPU, true, 2 * MILLISECOND, MILLISECOND, Optional.empty()));

        await().atMost(SOON).until(() -> !forecasts.models().isEmpty());

        assertThat(forecasts.models()).singleElement().satisfies(costs -> {
            assertThat(costs.model()).isEqualTo("bert:1");
            assertThat(costs.inference().measuredMs()).isEqualTo(1);
            assertThat(costs.inference().expectedMs()).isEqualTo(1);
            assertThat(costs.load().get("repository").measuredMs()).isEqualTo(2);
        });
    }

    @Test
    void aReplayOfTheRecordingDecidesTheSame() {
        inbox.post(new Event.WorkerReported(GPU.worker(), 1, List.of(report())));
        long deadline = System.nanoTime() + 2_000 * MILLISECOND;
        for (int i = 0; i < 20; i++) {
            inbox.post(arrival("i" + i, deadline));
        }
        await().atMost(SOON).until(() -> commands.stream().anyMatch(Command.Expire.class::isInstance));
        loop.stop();

        var again = SETUP.scheduler();
        var decided = new ArrayList<Command>();
        recorded.forEach(record -> decided.addAll(again.apply(record.event(), record.nanos())));

        assertThat(decided).isEqualTo(commands);
        assertThat(decided).hasAtLeastOneElementOfType(Command.Dispatch.class);
    }

    private static Event arrival(String id, long deadlineNanos) {
        return new Event.InvocationArrived(new Invocation(new InvocationId(id), MODEL, 100, 1, deadlineNanos));
    }

    private static GpuReport report() {
        return new GpuReport(GPU, "emulated", 1, 1, 1_000, List.of(), List.of());
    }

    private final class Recording implements Recorder {
        @Override
        public void record(Event event, long nowNanos) {
            recorded.add(new RecordedEvent(nowNanos, event));
        }

        @Override
        public void close() {}
    }
}

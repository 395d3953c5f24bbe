package dev.hearth.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.invocation.CacheOutcome;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.worker.DispatchReply;
import dev.hearth.contracts.worker.GpuState;
import dev.hearth.contracts.worker.LoadReply;
import dev.hearth.contracts.worker.LoadRequest;
import dev.hearth.contracts.worker.Refusal;
import dev.hearth.contracts.worker.Refusal.Reason;
import dev.hearth.telemetry.trace.Tracing;
import dev.hearth.worker.FakeLoader;
import dev.hearth.worker.RecordedResidency;
import dev.hearth.worker.WorkerIdentity;
import dev.hearth.worker.device.Devices;
import dev.hearth.worker.device.HostDevice;
import dev.hearth.worker.model.ModelCache;
import dev.hearth.worker.model.ModelWishes;
import dev.hearth.worker.model.ResidencyEvent;
import dev.hearth.worker.task.Task;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Loads ahead of need, and loads beside inference; models take 40 bytes of a GPU's 100. */
@Timeout(30)
class LoadsTest {

    private static final ModelReference A = new ModelReference("a", 1);
    private static final ModelReference B = new ModelReference("b", 1);
    private static final ModelReference C = new ModelReference("c", 1);
    private static final long EPOCH = 7;
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final byte[] BODY = "hello".getBytes(StandardCharsets.UTF_8);

    private final FakeLoader loader = new FakeLoader();
    private final FakeDispatchLog dispatchLog = new FakeDispatchLog();
    private final Membership membership = new Membership();
    private final RecordedResidency residency = new RecordedResidency();
    private final Devices devices = new Devices(List.of(new HostDevice(0, 100)));
    private final Gpus gpus = new Gpus(
            devices,
            (device, lane) ->
                    new ModelCache(device, loader, lane, residency, InstantSource.system(), 4, ModelWishes.NONE));
    private final WorkerIdentity worker = new WorkerIdentity("worker-1");
    private final Reception reception = new Reception(membership, gpus, new Ledger(Duration.ofSeconds(60), 10));
    private final DispatchMetrics metrics = new DispatchMetrics(new SimpleMeterRegistry());
    private final Runner runner = new Runner(
            dispatchLog,
            new OutcomeWriter(dispatchLog, reception, worker, new GpuNames(worker, devices), Tracing.off()),
            metrics);
    private final Dispatcher dispatcher = new Dispatcher(reception, runner, gpus, membership, worker, metrics);
    private final Loads loads = new Loads(reception, gpus, membership, worker);

    @BeforeEach
    void join() {
        membership.joined(EPOCH, Requests.longLeaseNanos());
    }

    @AfterEach
    void close() {
        gpus.close();
        runner.close();
    }

    @Test
    void leavesTheModelThereAndPinnedByNobody() {
        var reply = loaded(load(A));

        assertThat(reply.error()).isNull();
        assertThat(reply.loadMs()).isPositive();
        assertThat(reply.gpu().models()).singleElement().satisfies(resident -> {
            assertThat(resident.model()).isEqualTo(A);
            assertThat(resident.state()).isEqualTo(GpuState.State.READY);
            assertThat(resident.pins()).isZero();
        });
        assertThat(ended(dispatch(new Requests("i1", A, EPOCH))).cache()).isEqualTo(CacheOutcome.HIT);
        assertThat(((ResidencyEvent.Loaded) residency.events().getFirst()).invocation())
                .isEqualTo("load:test");
    }

    @Test
    void countsNobodyAsRunningOrWaitingWhileItLoads() {
        var gate = new CountDownLatch(1);
        loader.holdLoads(gate);

        var loading = load(A);

        var state = gpus.states().getFirst();
        assertThat(state.running()).isEmpty();
        assertThat(state.queued()).isEmpty();
        assertThat(state.models()).singleElement().satisfies(resident -> {
            assertThat(resident.state()).isEqualTo(GpuState.State.LOADING);
            assertThat(resident.pins()).isOne();
        });
        gate.countDown();
        loaded(loading);
    }

    @Test
    void sharesOneLoadWithDispatchesWhicheverComesFirst() {
        var gate = new CountDownLatch(1);
        loader.holdLoads(gate);

        var first = load(A);
        var joined = dispatch(new Requests("i1", A, EPOCH));
        var other = dispatch(new Requests("i2", B, EPOCH));
        var late = load(B);
        gate.countDown();

        assertThat(loaded(first).loadMs()).isPositive();
        assertThat(ended(joined).cache()).isEqualTo(CacheOutcome.HIT);
        assertThat(ended(other).cache()).isEqualTo(CacheOutcome.MISS);
        assertThat(loaded(late).loadMs()).isZero();
        assertThat(loader.loads()).containsExactly(A, B);
    }

    @Test
    void makesRoomByTheNamedVictimsOnly() {
        loaded(load(A));
        loaded(load(B));

        assertThat(refused(load(C)).reason()).isEqualTo(Reason.NO_MEMORY);
        var reply = loaded(load(C, A));

        assertThat(reply.gpu().models()).extracting(GpuState.Resident::model).containsExactly(B, C);
    }

    @Test
    void refusesWithTheFullStateWhatItCannotBegin() {
        assertThat(refused(loads.load(request(EPOCH - 1, 0, A))).reason()).isEqualTo(Reason.STALE_EPOCH);
        assertThat(refused(loads.load(request(EPOCH, 3, A))).reason()).isEqualTo(Reason.UNKNOWN_GPU);
        membership.drain();
        var refusal = refused(load(A));

        assertThat(refusal.reason()).isEqualTo(Reason.NOT_ACCEPTING);
        assertThat(refusal.epoch()).isEqualTo(EPOCH);
        assertThat(refusal.gpus()).hasSize(1);
        assertThat(loader.loads()).isEmpty();
    }

    @Test
    void tellsWhyTheModelDidNotLoad() {
        loader.breakDown(A);

        var reply = loaded(load(A));

        var error = Objects.requireNonNull(reply.error());
        assertThat(error.code()).isEqualTo(ErrorCode.MODEL_LOAD_FAILED);
        assertThat(error.message()).isEqualTo("model://a:1 is broken");
        assertThat(reply.loadMs()).isZero();
        assertThat(reply.gpu().models()).isEmpty();
    }

    @Test
    void aMissSentToABusyGpuLoadsWhileTheOtherRuns() {
        loaded(load(B));
        loaded(load(C));
        var running = new CountDownLatch(1);
        var finish = new CountDownLatch(1);
        loader.behave(input -> hold(running, finish, input));
        var slow = dispatch(new Requests("i1", B, EPOCH));
        await().atMost(SOON).until(() -> running.getCount() == 0);

        var pinned = dispatch(new Requests("i2", A, EPOCH).evict(B));
        var miss = dispatch(new Requests("i3", A, EPOCH).evict(C));

        assertThat(((Dispatcher.Answer.Refused) pinned.join()).refusal().reason())
                .isEqualTo(Reason.VICTIM_PINNED);
        await().atMost(SOON).until(() -> stateOf(A) == GpuState.State.IN_USE);
        assertThat(slow).isNotDone();
        assertThat(stateOf(B)).isEqualTo(GpuState.State.IN_USE);
        assertThat(stateOf(C)).isEqualTo(GpuState.State.ABSENT);
        finish.countDown();
        assertThat(ended(slow).cache()).isEqualTo(CacheOutcome.HIT);
        assertThat(ended(miss).cache()).isEqualTo(CacheOutcome.MISS);
    }

    private static Task.Answer hold(CountDownLatch running, CountDownLatch finish, Task.Input input) {
        running.countDown();
        try {
            finish.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new Task.Answer("text/plain", input.body());
    }

    private GpuState.State stateOf(ModelReference model) {
        return gpus.states().getFirst().models().stream()
                .filter(resident -> resident.model().equals(model))
                .map(GpuState.Resident::state)
                .findFirst()
                .orElse(GpuState.State.ABSENT);
    }

    private CompletableFuture<Loads.Answer> load(ModelReference model, ModelReference... evict) {
        return loads.load(request(EPOCH, 0, model, evict));
    }

    private static LoadRequest request(long epoch, int gpu, ModelReference model, ModelReference... evict) {
        return new LoadRequest(
                LoadRequest.RECORD_VERSION, "load:test", epoch, gpu, model, "digest", 40, List.of(evict));
    }

    private static LoadReply loaded(CompletableFuture<Loads.Answer> answer) {
        return ((Loads.Answer.Ended) answer.orTimeout(10, TimeUnit.SECONDS).join()).reply();
    }

    private static Refusal refused(CompletableFuture<Loads.Answer> answer) {
        return ((Loads.Answer.Refused) answer.orTimeout(10, TimeUnit.SECONDS).join()).refusal();
    }

    private CompletableFuture<Dispatcher.Answer> dispatch(Requests request) {
        return dispatcher.dispatch(request.build(), BODY, Moment.now());
    }

    private static DispatchReply ended(CompletableFuture<Dispatcher.Answer> answer) {
        return ((Dispatcher.Answer.Ended) answer.orTimeout(10, TimeUnit.SECONDS).join()).reply();
    }
}

package dev.hearth.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.invocation.CacheOutcome;
import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.invocation.Payload;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.contracts.worker.DispatchReply;
import dev.hearth.contracts.worker.Leases;
import dev.hearth.contracts.worker.Refusal;
import dev.hearth.contracts.worker.Refusal.Reason;
import dev.hearth.telemetry.trace.Tracing;
import dev.hearth.worker.FakeLoader;
import dev.hearth.worker.RecordedResidency;
import dev.hearth.worker.WorkerIdentity;
import dev.hearth.worker.device.Devices;
import dev.hearth.worker.device.HostDevice;
import dev.hearth.worker.device.MemoryBudget;
import dev.hearth.worker.device.Workspace;
import dev.hearth.worker.device.ort.Pieces;
import dev.hearth.worker.model.ModelCache;
import dev.hearth.worker.model.ModelWishes;
import dev.hearth.worker.task.BadInputException;
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
import org.assertj.core.data.Offset;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DispatcherTest {

    private static final ModelReference A = new ModelReference("a", 1);
    private static final ModelReference B = new ModelReference("b", 1);
    private static final long EPOCH = 7;
    private static final long TOO_MUCH = 1L << 30;
    private static final byte[] BODY = "hello".getBytes(StandardCharsets.UTF_8);

    private final FakeLoader loader = new FakeLoader();
    private final Workspace tight = Workspace.ofHost(new MemoryBudget("tight", 64L << 20));
    private final FakeDispatchLog dispatchLog = new FakeDispatchLog();
    private final Membership membership = new Membership();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Devices devices = new Devices(List.of(new HostDevice(0, 100), new HostDevice(1, 100)));
    private final Gpus gpus = new Gpus(
            devices,
            (device, lane) -> new ModelCache(
                    device, loader, lane, new RecordedResidency(), InstantSource.system(), 4, ModelWishes.NONE));
    private final WorkerIdentity worker = new WorkerIdentity("worker-1");
    private final Reception reception = new Reception(membership, gpus, new Ledger(Duration.ofSeconds(60), 10));
    private final DispatchMetrics metrics = new DispatchMetrics(meters);
    private final Runner runner = new Runner(
            dispatchLog,
            new OutcomeWriter(dispatchLog, reception, worker, new GpuNames(worker, devices), Tracing.off()),
            metrics);
    private final Dispatcher dispatcher = new Dispatcher(reception, runner, gpus, membership, worker, metrics);

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
    void writesTheTerminalRecordBeforeItAnswers() {
        var reply = ended(dispatch(request("i1")));

        assertThat(reply.state()).isEqualTo(InvocationState.SUCCEEDED);
        assertThat(reply.cache()).isEqualTo(CacheOutcome.MISS);
        assertThat(reply.gpu().models())
                .singleElement()
                .satisfies(resident -> assertThat(resident.model()).isEqualTo(A));
        assertThat(reply.gpu().running()).isEmpty();
        assertThat(dispatchLog.appended()).singleElement().satisfies(appended -> {
            assertThat(appended.partition()).isEqualTo(3);
            var record = appended.ended();
            assertThat(record.id()).isEqualTo("i1");
            assertThat(record.attempt()).isEqualTo(1);
            assertThat(record.epoch()).isEqualTo(EPOCH);
            assertThat(record.endedBy()).isEqualTo("worker-1");
            assertThat(record.gpu()).isEqualTo("worker-1/0");
            assertThat(record.startedEpochMillis()).isPositive();
            assertThat(record.contentType()).isEqualTo("text/plain");
            assertThat(((Payload.Inline) record.body()).bytes()).isEqualTo(BODY);
        });
    }

    @Test
    void countsHitsMissesAndFalseMisses() {
        assertThat(ended(dispatch(request("i1"))).cache()).isEqualTo(CacheOutcome.MISS);
        assertThat(ended(dispatch(request("i2"))).cache()).isEqualTo(CacheOutcome.HIT);
        assertThat(ended(dispatch(request("i3").falseMiss(true).model(B))).cache())
                .isEqualTo(CacheOutcome.FALSE_MISS);

        assertThat(meters.counter("hearth.cache.requests", "model", "a:1", "result", "miss")
                        .count())
                .isOne();
        assertThat(meters.counter("hearth.cache.requests", "model", "a:1", "result", "hit")
                        .count())
                .isOne();
        assertThat(meters.counter("hearth.cache.requests", "model", "b:1", "result", "false-miss")
                        .count())
                .isOne();
    }

    @Test
    void attachesASecondDispatchOfTheSameAttempt() {
        var gate = new CountDownLatch(1);
        loader.holdLoads(gate);
        var first = dispatch(request("i1"));
        var second = dispatch(request("i1"));
        gate.countDown();

        assertThat(ended(first).timing()).isEqualTo(ended(second).timing());
        assertThat(ended(dispatch(request("i1"))).timing())
                .isEqualTo(ended(first).timing());
        assertThat(dispatchLog.appended()).hasSize(1);
    }

    @Test
    void letsALaterAttemptTakeOverWhatRuns() {
        var gate = new CountDownLatch(1);
        loader.holdLoads(gate);
        var first = dispatch(request("i1"));
        var second = dispatch(request("i1").attempt(2));
        gate.countDown();

        assertThat(ended(second).attempt()).isEqualTo(2);
        assertThat(ended(first).attempt()).isEqualTo(2);
        assertThat(dispatchLog.appended())
                .singleElement()
                .satisfies(appended -> assertThat(appended.ended().attempt()).isEqualTo(2));
    }

    @Test
    void runsALaterAttemptAnewWhenTheEarlierOneHasEnded() {
        ended(dispatch(request("i1")));

        assertThat(ended(dispatch(request("i1").attempt(2))).attempt()).isEqualTo(2);
        assertThat(dispatchLog.appended()).hasSize(2);
    }

    @Test
    void refusesAnOlderAttemptThanItKnows() {
        ended(dispatch(request("i1").attempt(3)));

        assertThat(refused(dispatch(request("i1").attempt(2))).reason()).isEqualTo(Reason.STALE_ATTEMPT);
    }

    @Test
    void refusesWithItsFullStateWhatWasPlannedForAnotherEpoch() {
        ended(dispatch(request("i0")));

        var refusal = refused(dispatch(request("i1").epoch(EPOCH - 1)));

        assertThat(refusal.reason()).isEqualTo(Reason.STALE_EPOCH);
        assertThat(refusal.epoch()).isEqualTo(EPOCH);
        assertThat(refusal.worker()).isEqualTo("worker-1");
        assertThat(refusal.gpus()).hasSize(2);
        assertThat(refusal.gpus().getFirst().models()).hasSize(1);
    }

    @Test
    void refusesAGpuItDoesNotHave() {
        assertThat(refused(dispatch(request("i1").gpu(2))).reason()).isEqualTo(Reason.UNKNOWN_GPU);
        assertThat(refused(dispatch(request("i2").gpu(-1))).reason()).isEqualTo(Reason.UNKNOWN_GPU);
    }

    @Test
    void startsNothingNewWhileItDrainsButStillAttaches() {
        var gate = new CountDownLatch(1);
        loader.holdLoads(gate);
        var running = dispatch(request("i1"));
        membership.drain();

        assertThat(refused(dispatch(request("i2"))).reason()).isEqualTo(Reason.NOT_ACCEPTING);
        var attached = dispatch(request("i1"));
        gate.countDown();
        assertThat(ended(attached).state()).isEqualTo(InvocationState.SUCCEEDED);
        assertThat(ended(running).state()).isEqualTo(InvocationState.SUCCEEDED);
    }

    @Test
    void startsNothingNewWithoutAHeartbeatForALease() {
        membership.acknowledged(System.nanoTime() - Leases.LEASE.toNanos() - 1);
        membership.failed("connection refused");

        var refusal = refused(dispatch(request("i1")));

        assertThat(refusal.reason()).isEqualTo(Reason.NOT_ACCEPTING);
        assertThat(refusal.detail()).contains("connection refused");
    }

    @Test
    void neverStartsWorkThatHasExpired() {
        ended(dispatch(request("i0")));
        loader.behave(input -> {
            throw new AssertionError("expired work was started");
        });

        var reply = ended(dispatch(request("i1").remainingMillis(0)));

        assertThat(reply.state()).isEqualTo(InvocationState.EXPIRED);
        assertThat(failure(reply)).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        assertThat(reply.cache()).isNull();
        assertThat(dispatchLog.appended().getLast().ended().gpu()).isNull();
        assertThat(reply.gpu().models().getFirst().pins()).isZero();
    }

    @Test
    void neverStartsWorkWhoseDeadlinePassesWhileItWaits() throws Exception {
        var running = new CountDownLatch(1);
        var finish = new CountDownLatch(1);
        loader.behave(input -> {
            running.countDown();
            await(finish);
            return new Task.Answer("text/plain", input.body());
        });
        var first = dispatch(request("i1"));
        running.await();
        var behindAnother = dispatch(request("i2").remainingMillis(5));
        var gate = new CountDownLatch(1);
        loader.holdLoads(gate);
        var forItsModel = dispatch(request("i3").gpu(1).model(B).remainingMillis(5));
        work(Duration.ofMillis(10));
        loader.behave(input -> {
            throw new AssertionError("expired work was started");
        });

        finish.countDown();
        gate.countDown();

        assertThat(ended(first).state()).isEqualTo(InvocationState.SUCCEEDED);
        for (var waiting : List.of(behindAnother, forItsModel)) {
            assertThat(ended(waiting).state()).isEqualTo(InvocationState.EXPIRED);
            assertThat(failure(ended(waiting))).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        }
    }

    @Test
    void startsWorkWithADeadlineBeyondAllReason() {
        assertThat(ended(dispatch(request("i1").remainingMillis(Long.MAX_VALUE)))
                        .state())
                .isEqualTo(InvocationState.SUCCEEDED);
    }

    @Test
    void recallsOnlyWhatHasNotStarted() throws Exception {
        var running = new CountDownLatch(1);
        var finish = new CountDownLatch(1);
        loader.behave(input -> {
            running.countDown();
            await(finish);
            return new Task.Answer("text/plain", input.body());
        });
        var first = dispatch(request("i1"));
        running.await();
        var second = dispatch(request("i2"));

        assertThat(dispatcher.recall("i2")).isEqualTo(Dispatcher.Recall.DONE);
        assertThat(dispatcher.recall("i1")).isEqualTo(Dispatcher.Recall.TOO_LATE);
        assertThat(dispatcher.recall("i3")).isEqualTo(Dispatcher.Recall.UNKNOWN);
        var recalled = ended(second);
        finish.countDown();

        assertThat(recalled.state()).isEqualTo(InvocationState.CANCELLED);
        assertThat(failure(recalled)).isEqualTo(ErrorCode.CANCELLED);
        assertThat(ended(first).state()).isEqualTo(InvocationState.SUCCEEDED);
        assertThat(dispatcher.recall("i1")).isEqualTo(Dispatcher.Recall.TOO_LATE);
        assertThat(dispatchLog.appended()).hasSize(2);
    }

    @Test
    void handsBackWhatHasNotStarted() throws Exception {
        var running = new CountDownLatch(1);
        var gate = new CountDownLatch(1);
        loader.behave(input -> {
            running.countDown();
            await(gate);
            return new Task.Answer("text/plain", input.body());
        });
        var first = dispatch(request("i1"));
        running.await();
        var second = dispatch(request("i2"));

        membership.drain();
        dispatcher.handBack();

        var refusal = ((Dispatcher.Answer.Refused) second.get(10, TimeUnit.SECONDS)).refusal();
        assertThat(refusal.reason()).isEqualTo(Reason.NOT_ACCEPTING);
        assertThat(refusal.detail()).isEqualTo("the worker drains");
        assertThat(gpus.get(0).cache().state().queued()).isEmpty();
        assertThat(first).isNotDone();
        gate.countDown();
        assertThat(ended(first).state()).isEqualTo(InvocationState.SUCCEEDED);
        assertThat(dispatcher.awaitIdle(Duration.ofSeconds(10))).isTrue();
        assertThat(dispatchLog.appended())
                .extracting(appended -> appended.ended().id())
                .containsExactly("i1");
    }

    @Test
    void letsIdleModelsLeaveForARunThatFindsNoMemory() {
        loader.runIn(tight);
        ended(dispatch(request("i1").model(B)));
        loader.behave(input -> {
            if (holds(B)) {
                Pieces.take(tight, TOO_MUCH);
            }
            return new Task.Answer("text/plain", input.body());
        });

        assertThat(ended(dispatch(request("i2"))).state()).isEqualTo(InvocationState.SUCCEEDED);

        assertThat(holds(B)).isFalse();
        assertThat(holds(A)).isTrue();
        assertThat(gpus.get(0).cache().state().quarantined()).isEmpty();
    }

    @Test
    void quarantinesAModelWhoseRunsFindNoMemoryEvenThen() {
        loader.runIn(tight);
        loader.behave(input -> {
            Pieces.take(tight, TOO_MUCH);
            return new Task.Answer("text/plain", input.body());
        });

        assertThat(failure(ended(dispatch(request("i1"))))).isEqualTo(ErrorCode.INFERENCE_FAILED);

        var refusal = refused(dispatch(request("i2")));
        assertThat(refusal.reason()).isEqualTo(Reason.QUARANTINED);
        assertThat(refusal.detail())
                .isEqualTo("model://a:1 is quarantined here: a run found no " + TOO_MUCH
                        + " bytes beside the models in use");
        Awaitility.await().until(() -> !holds(A));
        loader.behave(input -> new Task.Answer("text/plain", input.body()));
        assertThat(ended(dispatch(request("i3").model(B))).state()).isEqualTo(InvocationState.SUCCEEDED);
    }

    private boolean holds(ModelReference model) {
        return gpus.get(0).cache().state().models().stream()
                .anyMatch(resident -> resident.model().equals(model));
    }

    @Test
    void tellsBadInputFromFailedInference() {
        loader.behave(input -> {
            throw new BadInputException("expected a poem");
        });
        var bad = ended(dispatch(request("i1")));
        loader.behave(input -> {
            throw new IllegalStateException("out of ink");
        });
        var failed = ended(dispatch(request("i2")));
        loader.behave(input -> new Task.Answer("text/plain", BODY));

        assertThat(bad.state()).isEqualTo(InvocationState.FAILED);
        assertThat(failure(bad)).isEqualTo(ErrorCode.BAD_INPUT);
        assertThat(Objects.requireNonNull(bad.error()).message()).isEqualTo("expected a poem");
        assertThat(failure(failed)).isEqualTo(ErrorCode.INFERENCE_FAILED);
        assertThat(Objects.requireNonNull(failed.error()).message()).isEqualTo("out of ink");
        assertThat(ended(dispatch(request("i3"))).state()).isEqualTo(InvocationState.SUCCEEDED);
    }

    @Test
    void failsEveryWaiterOfALoadThatFails() {
        var gate = new CountDownLatch(1);
        loader.holdLoads(gate);
        loader.breakDown(A);
        var replies = List.of(dispatch(request("i1")), dispatch(request("i2")), dispatch(request("i3")));
        gate.countDown();

        assertThat(replies).allSatisfy(future -> {
            var reply = ended(future);
            assertThat(failure(reply)).isEqualTo(ErrorCode.MODEL_LOAD_FAILED);
            assertThat(Objects.requireNonNull(reply.error()).message()).contains("model://a:1 is broken");
            assertThat(reply.cache()).isNull();
        });
        assertThat(loader.loads()).hasSize(1);
    }

    @Test
    void runsResidentModelsWhileAnotherLoads() {
        ended(dispatch(request("i0").model(B)));
        var gate = new CountDownLatch(1);
        loader.holdLoads(gate);
        var loading = dispatch(request("i1").model(A));

        assertThat(ended(dispatch(request("i2").model(B))).state()).isEqualTo(InvocationState.SUCCEEDED);
        assertThat(loading).isNotDone();
        gate.countDown();
        assertThat(ended(loading).state()).isEqualTo(InvocationState.SUCCEEDED);
    }

    @Test
    void fetchesAnInputByReferenceBesideTheLoad() {
        var gate = new CountDownLatch(1);
        loader.holdLoads(gate);
        var future = dispatch(request("i1").input(new Payload.Reference(Topics.INPUTS, 0, 99, 5)));
        dispatchLog.body(99).complete("large".getBytes(StandardCharsets.UTF_8));
        gate.countDown();

        assertThat(ended(future).state()).isEqualTo(InvocationState.SUCCEEDED);
        assertThat(((Payload.Inline) dispatchLog.appended().getFirst().ended().body()).bytes())
                .isEqualTo("large".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void failsWhatHasNoInput() {
        dispatchLog.body(98).completeExceptionally(new IllegalStateException("no longer in the log"));

        var reply = ended(dispatch(request("i1").input(new Payload.Reference(Topics.INPUTS, 0, 98, 5))));

        assertThat(reply.state()).isEqualTo(InvocationState.FAILED);
        assertThat(failure(reply)).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(Objects.requireNonNull(reply.error()).message()).contains("no longer in the log");
    }

    @Test
    void sendsLargeAnswersByReferenceAndRefusesHugeOnes() {
        loader.behave(input -> new Task.Answer("text/plain", new byte[Topics.INLINE_LIMIT_BYTES + 1]));
        ended(dispatch(request("i1")));
        loader.behave(input -> new Task.Answer("text/plain", new byte[Topics.BODY_LIMIT_BYTES + 1]));
        var huge = ended(dispatch(request("i2")));

        assertThat(dispatchLog.stored()).hasSize(1);
        assertThat(dispatchLog.appended().getFirst().ended().body())
                .isEqualTo(new Payload.Reference(Topics.OUTPUTS, 0, 0, Topics.INLINE_LIMIT_BYTES + 1));
        assertThat(failure(huge)).isEqualTo(ErrorCode.INFERENCE_FAILED);
    }

    @Test
    void triesTheTerminalRecordAgainUntilTheLogTakesIt() {
        dispatchLog.refuse(2);

        assertThat(ended(dispatch(request("i1"))).state()).isEqualTo(InvocationState.SUCCEEDED);
        assertThat(dispatchLog.appended()).hasSize(1);
    }

    @Test
    void answersNothingWhenTheLogTakesNoRecordUntilTheDeadline() {
        dispatchLog.refuse(1);
        var lost = dispatch(request("i1").remainingMillis(0));

        assertThatThrownBy(lost::join).hasCauseInstanceOf(DispatchLog.LogUnavailableException.class);
        assertThat(dispatchLog.appended()).isEmpty();
        assertThat(ended(dispatch(request("i1"))).state()).isEqualTo(InvocationState.SUCCEEDED);
    }

    @Test
    void measuresSpansThatAddUpToTheTotal() {
        var gate = new CountDownLatch(1);
        loader.holdLoads(gate);
        loader.behave(input -> {
            work(Duration.ofMillis(30));
            return new Task.Answer("text/plain", input.body());
        });
        long created = System.currentTimeMillis() - 50;
        var first = dispatch(request("i1").createdEpochMillis(created).queueMs(20));
        var second = dispatch(request("i2").createdEpochMillis(created).queueMs(20));
        work(Duration.ofMillis(40));
        gate.countDown();

        var timing = ended(first).timing();
        assertThat(timing.loadMs()).isBetween(40.0, 500.0);
        assertThat(timing.inferenceMs()).isBetween(30.0, 500.0);
        assertThat(timing.transferMs()).isBetween(29.0, 500.0);
        assertThat(timing.queueMs()).isGreaterThanOrEqualTo(20.0);
        assertThat(ended(second).timing().queueMs()).isGreaterThanOrEqualTo(50.0);
        assertThat(List.of(ended(first).timing(), ended(second).timing()))
                .allSatisfy(each -> assertThat(each.queueMs() + each.loadMs() + each.transferMs() + each.inferenceMs())
                        .isCloseTo(each.totalMs(), Offset.offset(2.0)));
    }

    @Test
    void becomesIdleWhenTheLastRecordIsWritten() throws Exception {
        var gate = new CountDownLatch(1);
        loader.holdLoads(gate);
        var running = dispatch(request("i1"));

        assertThat(dispatcher.awaitIdle(Duration.ofMillis(20))).isFalse();
        gate.countDown();
        assertThat(dispatcher.awaitIdle(Duration.ofSeconds(10))).isTrue();
        assertThat(dispatchLog.appended()).hasSize(1);
        assertThat(ended(running).state()).isEqualTo(InvocationState.SUCCEEDED);
    }

    private CompletableFuture<Dispatcher.Answer> dispatch(Requests request) {
        return dispatcher.dispatch(request.build(), BODY, Moment.now());
    }

    private static Requests request(String invocation) {
        return new Requests(invocation, A, EPOCH);
    }

    private static DispatchReply ended(CompletableFuture<Dispatcher.Answer> answer) {
        var joined = answer.orTimeout(10, TimeUnit.SECONDS).join();
        assertThat(joined).isInstanceOf(Dispatcher.Answer.Ended.class);
        return ((Dispatcher.Answer.Ended) joined).reply();
    }

    private static Refusal refused(CompletableFuture<Dispatcher.Answer> answer) {
        assertThat(answer).isCompleted();
        assertThat(answer.join()).isInstanceOf(Dispatcher.Answer.Refused.class);
        return ((Dispatcher.Answer.Refused) answer.join()).refusal();
    }

    private static ErrorCode failure(DispatchReply reply) {
        return Objects.requireNonNull(reply.error()).code();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes this long, as inference would. */
    private static void work(Duration duration) {
        long until = System.nanoTime() + duration.toNanos();
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
    }
}

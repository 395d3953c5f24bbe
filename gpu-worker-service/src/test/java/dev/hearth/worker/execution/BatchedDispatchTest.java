package dev.hearth.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.invocation.Payload;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.worker.DispatchReply;
import dev.hearth.telemetry.trace.Tracing;
import dev.hearth.worker.FakeLoader;
import dev.hearth.worker.RecordedResidency;
import dev.hearth.worker.WorkerIdentity;
import dev.hearth.worker.device.Devices;
import dev.hearth.worker.device.HostDevice;
import dev.hearth.worker.model.ModelCache;
import dev.hearth.worker.model.ModelWishes;
import dev.hearth.worker.task.BadInputException;
import dev.hearth.worker.task.Task;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Dispatches that come while another runs; each has its own name as its body, and is answered with it. */
@Timeout(30)
class BatchedDispatchTest {

    private static final ModelReference A = new ModelReference("a", 1);
    private static final long EPOCH = 7;
    private static final String FIRST = "first";

    private final FakeLoader loader = new FakeLoader();
    private final FakeDispatchLog dispatchLog = new FakeDispatchLog();
    private final Membership membership = new Membership();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final DispatchMetrics metrics = new DispatchMetrics(meters);
    private final Devices devices = new Devices(List.of(new HostDevice(0, 100)));
    private final Gpus gpus = new Gpus(
            devices,
            (device, lane) -> new ModelCache(
                    device, loader, lane, new RecordedResidency(), InstantSource.system(), 64, ModelWishes.NONE));
    private final WorkerIdentity worker = new WorkerIdentity("worker-1");
    private final Reception reception = new Reception(membership, gpus, new Ledger(Duration.ofSeconds(60), 100));
    private final Runner runner = new Runner(
            dispatchLog,
            new OutcomeWriter(dispatchLog, reception, worker, new GpuNames(worker, devices), Tracing.off()),
            metrics);
    private final Dispatcher dispatcher = new Dispatcher(reception, runner, gpus, membership, worker, metrics);
    private final CountDownLatch firstRuns = new CountDownLatch(1);
    private final CountDownLatch firstEnds = new CountDownLatch(1);

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
    void whatWaitsTogetherRunsTogetherAndEachHasItsOwnAnswer() throws Exception {
        var first = beginFirst();
        var others = dispatchAll(8, "i1", "i2", "i3");

        var replies = endFirst(first, others);

        assertThat(loader.runs()).containsExactly(List.of(FIRST), List.of("i1", "i2", "i3"));
        assertThat(replies).allSatisfy(reply -> {
            assertThat(reply.state()).isEqualTo(InvocationState.SUCCEEDED);
            assertThat(reply.batchSize()).isEqualTo(3);
            assertThat(reply.timing().inferenceMs())
                    .isEqualTo(replies.getFirst().timing().inferenceMs());
        });
        assertThat(ended(first).batchSize()).isEqualTo(1);
        assertThat(dispatchLog.appended())
                .hasSize(4)
                .allSatisfy(appended -> assertThat(text(appended.ended().body()))
                        .isEqualTo(appended.ended().id()));
    }

    @Test
    void noMoreRunTogetherThanTheFunctionAllows() throws Exception {
        var first = beginFirst();
        var names = IntStream.range(0, 20).mapToObj(i -> "i" + i).toArray(String[]::new);
        var others = dispatchAll(8, names);

        endFirst(first, others);

        assertThat(loader.runs()).extracting(List::size).containsExactly(1, 8, 8, 4);
        var sizes = meters.get("hearth.batch.size").tag("model", "a:1").summary();
        assertThat(sizes.count()).isEqualTo(4);
        assertThat(sizes.totalAmount()).isEqualTo(21);
    }

    @Test
    void oneThatBreaksABatchFailsAlone() throws Exception {
        var first = beginFirst();
        var others = dispatchAll(8, "i1", "bad", "i2", "broken", "i3");

        var replies = endFirst(first, others);

        assertThat(replies)
                .extracting(DispatchReply::state)
                .containsExactly(
                        InvocationState.SUCCEEDED,
                        InvocationState.FAILED,
                        InvocationState.SUCCEEDED,
                        InvocationState.FAILED,
                        InvocationState.SUCCEEDED);
        assertThat(Objects.requireNonNull(replies.get(1).error()).code()).isEqualTo(ErrorCode.BAD_INPUT);
        assertThat(Objects.requireNonNull(replies.get(3).error()).code()).isEqualTo(ErrorCode.INFERENCE_FAILED);
        assertThat(Objects.requireNonNull(replies.get(3).error()).message()).isEqualTo("out of ink");
    }

    @Test
    void whoIsRecalledOrExpiresWhileItWaitsIsNotInTheBatch() throws Exception {
        var first = beginFirst();
        var others = new ArrayList<>(dispatchAll(8, "i1", "recalled", "i2"));
        others.add(dispatch(request("expired").batched(8).remainingMillis(0)));

        assertThat(dispatcher.recall("recalled")).isEqualTo(Dispatcher.Recall.DONE);
        var replies = endFirst(first, others);

        assertThat(loader.runs()).containsExactly(List.of(FIRST), List.of("i1", "i2"));
        assertThat(replies)
                .extracting(DispatchReply::state)
                .containsExactly(
                        InvocationState.SUCCEEDED,
                        InvocationState.CANCELLED,
                        InvocationState.SUCCEEDED,
                        InvocationState.EXPIRED);
        assertThat(replies).extracting(DispatchReply::batchSize).containsExactly(2, 1, 2, 1);
        assertThat(dispatchLog.appended()).hasSize(5);
    }

    @Test
    void allOfABatchAreRunningAndPinTheModelUntilItEnds() throws Exception {
        var batchRuns = new CountDownLatch(1);
        var batchEnds = new CountDownLatch(1);
        var first = beginFirst();
        var others = dispatchAll(8, "held", "i1", "i2");
        assertThat(gpus.states().getFirst().running()).containsExactly(FIRST);
        assertThat(gpus.states().getFirst().queued()).containsExactly("held", "i1", "i2");

        loader.behave(input -> {
            if (text(input).equals("held")) {
                batchRuns.countDown();
                await(batchEnds);
            }
            return new Task.Answer("text/plain", input.body());
        });
        firstEnds.countDown();
        batchRuns.await();

        var during = gpus.states().getFirst();
        assertThat(during.running()).contains("held", "i1", "i2");
        assertThat(during.queued()).isEmpty();
        assertThat(during.models().getFirst().pins()).isGreaterThanOrEqualTo(3);
        assertThat(dispatcher.recall("i2")).isEqualTo(Dispatcher.Recall.TOO_LATE);
        batchEnds.countDown();
        others.forEach(BatchedDispatchTest::ended);
        ended(first);
        assertThat(gpus.states().getFirst().models().getFirst().pins()).isZero();
        assertThat(gpus.states().getFirst().running()).isEmpty();
    }

    @Test
    void aLoneOneWaitsForNobodyUnlessItsFunctionAsksForThat() {
        long begun = System.nanoTime();
        ended(dispatch(request("i1").batched(8)));
        ended(dispatch(request("i2").batched(8, 50)));

        assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(50));
        assertThat(loader.runs()).containsExactly(List.of("i1"), List.of("i2"));
    }

    @Test
    void whoWaitsForCompanyGetsIt() {
        ended(dispatch(request("i0")));
        var replies = List.of(
                dispatch(request("i1").batched(2, 1_000)),
                dispatch(request("i2").batched(2, 1_000)));

        assertThat(replies)
                .allSatisfy(reply -> assertThat(ended(reply).batchSize()).isEqualTo(2));
    }

    /** Runs until {@link #firstEnds}, so that others have to wait. */
    private CompletableFuture<Dispatcher.Answer> beginFirst() throws InterruptedException {
        loader.behave(input -> {
            switch (text(input)) {
                case FIRST -> {
                    firstRuns.countDown();
                    await(firstEnds);
                }
                case "bad" -> throw new BadInputException("expected a poem");
                case "broken" -> throw new IllegalStateException("out of ink");
                default -> {}
            }
            return new Task.Answer("text/plain", input.body());
        });
        var first = dispatch(request(FIRST).batched(8));
        firstRuns.await();
        return first;
    }

    private List<CompletableFuture<Dispatcher.Answer>> dispatchAll(int maxBatch, String... names) {
        return List.of(names).stream()
                .map(name -> dispatch(request(name).batched(maxBatch)))
                .toList();
    }

    private List<DispatchReply> endFirst(
            CompletableFuture<Dispatcher.Answer> first, List<CompletableFuture<Dispatcher.Answer>> others) {
        firstEnds.countDown();
        ended(first);
        return others.stream().map(BatchedDispatchTest::ended).toList();
    }

    private CompletableFuture<Dispatcher.Answer> dispatch(Requests request) {
        var built = request.build();
        return dispatcher.dispatch(built, built.invocation().getBytes(StandardCharsets.UTF_8), Moment.now());
    }

    private static Requests request(String invocation) {
        return new Requests(invocation, A, EPOCH);
    }

    private static DispatchReply ended(CompletableFuture<Dispatcher.Answer> answer) {
        var joined = answer.orTimeout(10, TimeUnit.SECONDS).join();
        assertThat(joined).isInstanceOf(Dispatcher.Answer.Ended.class);
        return ((Dispatcher.Answer.Ended) joined).reply();
    }

    private static String text(Task.Input input) {
        return new String(input.body(), StandardCharsets.UTF_8);
    }

    private static String text(Payload body) {
        return new String(((Payload.Inline) body).bytes(), StandardCharsets.UTF_8);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

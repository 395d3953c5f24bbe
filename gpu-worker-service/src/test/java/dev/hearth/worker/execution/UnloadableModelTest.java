package dev.hearth.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.worker.DispatchReply;
import dev.hearth.telemetry.trace.Tracing;
import dev.hearth.worker.MiniLm;
import dev.hearth.worker.RecordedResidency;
import dev.hearth.worker.WorkerIdentity;
import dev.hearth.worker.device.Devices;
import dev.hearth.worker.device.HostDevice;
import dev.hearth.worker.model.ModelCache;
import dev.hearth.worker.model.ModelWishes;
import dev.hearth.worker.model.OnnxModelLoader;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real model whose files are not as its manifest says: all who wait for it hear why, and nobody else notices. */
@Timeout(60)
class UnloadableModelTest {

    private static final long EPOCH = 7;
    private static final long DEVICE_BYTES = 128L << 20;
    private static final byte[] TEXT = "A man is playing a guitar".getBytes(StandardCharsets.UTF_8);
    private static final String SHA256 = "[0-9a-f]{64}";

    @TempDir
    private static Path directory;

    private static MiniLm miniLm;

    private final HostDevice device = new HostDevice(0, DEVICE_BYTES);
    private final Membership membership = new Membership();
    private final FakeDispatchLog dispatchLog = new FakeDispatchLog();
    private final OnnxModelLoader loader = new OnnxModelLoader(miniLm.repository(), 1);
    private final Devices devices = new Devices(List.of(device));
    private final Gpus gpus = new Gpus(
            devices,
            (gpu, lane) -> new ModelCache(
                    gpu, loader, lane, new RecordedResidency(), InstantSource.system(), 16, ModelWishes.NONE));
    private final WorkerIdentity worker = new WorkerIdentity("worker-1");
    private final Reception reception = new Reception(membership, gpus, new Ledger(Duration.ofSeconds(60), 10));
    private final DispatchMetrics metrics = new DispatchMetrics(new SimpleMeterRegistry());
    private final Runner runner = new Runner(
            dispatchLog,
            new OutcomeWriter(dispatchLog, reception, worker, new GpuNames(worker, devices), Tracing.off()),
            metrics);
    private final Dispatcher dispatcher = new Dispatcher(reception, runner, gpus, membership, worker, metrics);

    @BeforeAll
    static void importModel() {
        miniLm = new MiniLm(directory);
    }

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
    void tellsAllWhoWaitThatAWeightIsNotTheOneImported() throws IOException {
        var model = copy("flipped");
        flipOneBit(file(model, "model.weights.bin"));

        assertAllFail(
                model,
                "model://flipped:1 did not load: model.weights.bin has sha256 " + SHA256 + ", its manifest says "
                        + SHA256);
    }

    @Test
    void tellsAllWhoWaitThatTheWeightsAreCutShort() throws IOException {
        var model = copy("short");
        truncate(file(model, "model.weights.bin"), 1_000);

        assertAllFail(
                model, "model://short:1 did not load: model.weights.bin has 1000 bytes, its manifest says \\d{8}");
    }

    @Test
    void tellsAllWhoWaitThatTheGraphIsCutShort() throws IOException {
        var model = copy("graph");
        truncate(file(model, "model.graph.onnx"), 5_000);

        assertAllFail(
                model,
                "model://graph:1 did not load: model.graph.onnx has sha256 " + SHA256 + ", its manifest says "
                        + SHA256);
    }

    @Test
    void tellsAllWhoWaitThatAFileIsMissing() throws IOException {
        var model = copy("missing");
        Files.delete(file(model, "tokenizer.json"));

        assertAllFail(model, "model://missing:1 did not load: tokenizer.json is missing");
    }

    @Test
    void loadsAgainOnceTheFileIsMended() throws IOException {
        var model = copy("mended");
        flipOneBit(file(model, "model.weights.bin"));
        assertThat(failure(ended(dispatch("i1", model)))).isEqualTo(ErrorCode.MODEL_LOAD_FAILED);

        flipOneBit(file(model, "model.weights.bin"));

        assertThat(ended(dispatch("i2", model)).state()).isEqualTo(InvocationState.SUCCEEDED);
    }

    @Test
    void noticesDamageDoneAfterAGoodLoad() throws Exception {
        var model = copy("later");
        loader.load(miniLm.requested(model), new HostDevice(1, DEVICE_BYTES)).close();
        flipOneBit(file(model, "model.weights.bin"));

        assertThat(failure(ended(dispatch("i1", model)))).isEqualTo(ErrorCode.MODEL_LOAD_FAILED);
    }

    private void assertAllFail(ModelReference model, String cause) {
        long before = device.freeBytes();
        var waiting = IntStream.range(0, 8)
                .mapToObj(i -> dispatch(model.name() + i, model))
                .toList();
        var other = dispatch(model.name() + "-other", MiniLm.REFERENCE);

        assertThat(waiting).allSatisfy(answer -> {
            var reply = ended(answer);
            assertThat(failure(reply)).isEqualTo(ErrorCode.MODEL_LOAD_FAILED);
            assertThat(Objects.requireNonNull(reply.error()).message()).matches(cause);
        });
        assertThat(ended(other).state()).isEqualTo(InvocationState.SUCCEEDED);
        assertThat(before - device.freeBytes())
                .isEqualTo(miniLm.requested(MiniLm.REFERENCE).bytes());
        assertThat(gpus.states().getFirst().models())
                .extracting(resident -> resident.model())
                .containsExactly(MiniLm.REFERENCE);
    }

    private static ModelReference copy(String name) {
        var reference = new ModelReference(name, 1);
        miniLm.importAs(reference);
        return reference;
    }

    private static Path file(ModelReference model, String name) {
        return miniLm.repository().directory(model).resolve(name);
    }

    private static void truncate(Path file, long bytes) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(bytes);
        }
    }

    private static void flipOneBit(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            var one = ByteBuffer.allocate(1);
            long middle = channel.size() / 2;
            channel.read(one, middle);
            one.put(0, (byte) (one.get(0) ^ 1)).flip();
            channel.write(one, middle);
        }
    }

    private CompletableFuture<Dispatcher.Answer> dispatch(String invocation, ModelReference model) {
        var request = new Requests(invocation, model, EPOCH).model(miniLm.requested(model));
        return dispatcher.dispatch(request.build(), TEXT, Moment.now());
    }

    private static DispatchReply ended(CompletableFuture<Dispatcher.Answer> answer) {
        var joined = answer.orTimeout(30, TimeUnit.SECONDS).join();
        assertThat(joined).isInstanceOf(Dispatcher.Answer.Ended.class);
        return ((Dispatcher.Answer.Ended) joined).reply();
    }

    private static ErrorCode failure(DispatchReply reply) {
        return Objects.requireNonNull(reply.error()).code();
    }
}

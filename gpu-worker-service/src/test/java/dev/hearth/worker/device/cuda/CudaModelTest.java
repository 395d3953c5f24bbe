package dev.hearth.worker.device.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.repository.OnnxGraph;
import dev.hearth.worker.MiniLm;
import dev.hearth.worker.device.DeviceProperties;
import dev.hearth.worker.device.Devices;
import dev.hearth.worker.device.Link;
import dev.hearth.worker.device.RecordingMemory;
import dev.hearth.worker.model.OnnxModelLoader;
import dev.hearth.worker.model.ResidentModel;
import dev.hearth.worker.task.Task;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/** A real model whose weights lie in memory that JCuda allocated, on the software driver. */
class CudaModelTest {

    private static final long TOTAL_BYTES = 64L << 20;
    private static final Task.Input GUITAR =
            new Task.Input("text/plain", "A man is playing a guitar on stage.".getBytes(StandardCharsets.UTF_8));

    /** Takes more than what lies idle of earlier runs. */
    private static final Task.Input LONG = new Task.Input(
            "text/plain", "A man is playing a guitar on stage. ".repeat(40).getBytes(StandardCharsets.UTF_8));

    @TempDir
    private static Path directory;

    private static MiniLm miniLm;

    @TempDir
    private Path locks;

    private CurrentDevice observer;
    private Devices devices;

    @BeforeAll
    static void importModel() {
        SoftwareCuda.load();
        miniLm = new MiniLm(directory);
    }

    @BeforeEach
    void open() throws NoCudaException {
        observer = new CurrentDevice(0);
        var properties = new DeviceProperties("cuda", 1, DataSize.ofBytes(TOTAL_BYTES), DataSize.ofBytes(0), locks, 0);
        devices = CudaDevices.open(properties, Link.unlimited());
    }

    @AfterEach
    void close() {
        devices.close();
        observer.close();
    }

    @Test
    void answersOtherwiseWhenTheDriverChangesItsWeightsAndAsBeforeWhenItChangesThemBack() throws Exception {
        var device = new RecordingMemory(devices.all().getFirst());
        var loader = new OnnxModelLoader(miniLm.repository(), 1);
        try (var model = loader.load(miniLm.requested(MiniLm.REFERENCE), device)) {
            var before = answer(model);
            var weight = largestMatrix();
            var at = CudaAddress.of(device.blocks().getFirst().address() + weight.offset());
            var original = new byte[(int) weight.length()];
            CurrentDevice.succeed(JCudaDriver.cuMemcpyDtoH(Pointer.to(original), at, original.length));

            CurrentDevice.succeed(JCudaDriver.cuMemcpyHtoD(at, Pointer.to(new byte[original.length]), original.length));
            var changed = answer(model);
            CurrentDevice.succeed(JCudaDriver.cuMemcpyHtoD(at, Pointer.to(original), original.length));

            assertThat(changed).isNotEqualTo(before);
            assertThat(answer(model)).isEqualTo(before);
        }
        assertThat(devices.all().getFirst().freeBytes()).isEqualTo(TOTAL_BYTES);
    }

    @Test
    void loadsFromPinnedHostMemoryAndGivesTheDriverEveryByteBack() throws Exception {
        var device = devices.all().getFirst();
        long free = CurrentDevice.freeBytes();
        long bytes = miniLm.requested(MiniLm.REFERENCE).bytes();
        var loader = OnnxModelLoader.staging(miniLm.repository(), 1, devices.hostMemory(bytes));
        String first;
        try (var model = loader.load(miniLm.requested(MiniLm.REFERENCE), device)) {
            first = answer(model);
            assertThat(device.freeBytes()).isEqualTo(TOTAL_BYTES - bytes);
        }
        try (var model = loader.load(miniLm.requested(MiniLm.REFERENCE), device)) {
            assertThat(answer(model)).isEqualTo(first);
        }

        assertThat(device.workspace().orElseThrow().usedBytes()).isZero();
        device.trim();
        assertThat(CurrentDevice.freeBytes()).isEqualTo(free);
    }

    @Test
    void failsARunThatTheDriverHasNoMemoryForAndAnswersTheNext() throws Exception {
        var device = devices.all().getFirst();
        var loader = new OnnxModelLoader(miniLm.repository(), 1);
        try (var model = loader.load(miniLm.requested(MiniLm.REFERENCE), device)) {
            var before = answer(model);
            device.trim();
            var rest = new CUdeviceptr();
            CurrentDevice.succeed(JCudaDriver.cuMemAlloc(rest, CurrentDevice.freeBytes()));

            var run = model.run(List.of(LONG));
            var together = model.run(List.of(LONG, GUITAR));
            CurrentDevice.succeed(JCudaDriver.cuMemFree(rest));

            assertThat(run.lackedMemory()).isTrue();
            assertThat(run.results())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Task.Result.Failed.class,
                            failed -> assertThat(failed.cause())
                                    .hasMessage("the device had no " + run.lackedBytes() + " bytes for the run"));
            assertThat(together.results()).hasSize(2).allMatch(Task.Result.Failed.class::isInstance);
            assertThat(model.run(List.of(LONG, GUITAR)).results())
                    .hasSize(2)
                    .allMatch(Task.Result.Answered.class::isInstance);
            assertThat(answer(model)).isEqualTo(before);
        }
    }

    private static String answer(ResidentModel model) throws Exception {
        return new String(model.run(GUITAR).body(), StandardCharsets.UTF_8);
    }

    private static OnnxGraph.Initializer largestMatrix() throws Exception {
        return OnnxGraph.initializers(
                        miniLm.repository().directory(MiniLm.REFERENCE).resolve("model.graph.onnx"))
                .stream()
                .filter(initializer -> initializer.dimensions().size() == 2
                        && !initializer.name().contains("embeddings"))
                .max(Comparator.comparingLong(OnnxGraph.Initializer::length))
                .orElseThrow();
    }
}

package dev.hearth.worker.device.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import dev.hearth.worker.MiniLm;
import dev.hearth.worker.device.RecordingMemory;
import dev.hearth.worker.model.OnnxModelLoader;
import dev.hearth.worker.model.ResidentModel;
import dev.hearth.worker.task.Task;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import jcuda.Pointer;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** Inference on a real GPU over memory that JCuda mapped. */
@Tag("gpu-ort")
class RealGpuOrtTest {

    private static final Logger log = LoggerFactory.getLogger(RealGpuOrtTest.class);
    private static final long TOTAL_BYTES = 256L << 20;
    private static final String GUITAR = "A man is playing a guitar on stage.";

    @TempDir
    private Path directory;

    private CudaDevice device;

    @BeforeEach
    void open() throws Exception {
        Engine.getEngine("OnnxRuntime");
        assumeTrue(
                OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA),
                "this ONNX Runtime has no CUDA execution provider: it needs the Maven profile cuda");
        device = RealGpu.open(TOTAL_BYTES, directory, false);
    }

    @AfterEach
    void close() {
        if (device != null) {
            device.close();
        }
    }

    @Test
    void answersAsTheCpuDoesFromBytesThatTheDriverCanChange() throws Exception {
        var miniLm = new MiniLm(directory);
        var recorded = new RecordingMemory(device);
        var loader = new OnnxModelLoader(miniLm.repository(), 1);
        long before = device.outsideBytes();
        try (var model = loader.load(miniLm.requested(MiniLm.REFERENCE), recorded)) {
            var embedding = embed(model);
            assertThat(MiniLm.cosine(embedding, miniLm.embed(List.of(GUITAR))[0]))
                    .isGreaterThan(0.999);
            log.info(
                    "device={} outside the pool after a first session: {} MiB, workspace: {} KiB",
                    device.name(),
                    (device.outsideBytes() - before) >> 20,
                    device.workspace().orElseThrow().heldBytes() >> 10);
            assertThat(device.workspace().orElseThrow().heldBytes()).isPositive();

            var weights = recorded.blocks().getFirst();
            var original = new byte[(int) weights.bytes()];
            var address = CudaAddress.of(weights.address());
            CurrentDevice.succeed(JCudaDriver.cuMemcpyDtoH(Pointer.to(original), address, original.length));
            CurrentDevice.succeed(
                    JCudaDriver.cuMemcpyHtoD(address, Pointer.to(new byte[original.length]), original.length));
            assertThat(embed(model)).isNotEqualTo(embedding);
            CurrentDevice.succeed(JCudaDriver.cuMemcpyHtoD(address, Pointer.to(original), original.length));
            assertThat(embed(model)).containsExactly(embedding);
        }
        assertThat(device.freeBytes()).isEqualTo(TOTAL_BYTES);
        assertThat(device.workspace().orElseThrow().usedBytes()).isZero();
    }

    private static float[] embed(ResidentModel model) throws Exception {
        var answer = model.run(new Task.Input("text/plain", GUITAR.getBytes(StandardCharsets.UTF_8)));
        var array = JsonMapper.shared().readTree(answer.body()).get("embedding");
        var floats = new float[array.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = array.get(i).floatValue();
        }
        return floats;
    }
}

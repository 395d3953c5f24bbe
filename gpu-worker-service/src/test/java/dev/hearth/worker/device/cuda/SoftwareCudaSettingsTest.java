package dev.hearth.worker.device.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the environment says, read once in a process: each case is a JVM of its own. */
class SoftwareCudaSettingsTest {

    @BeforeAll
    static void load() {
        SoftwareCuda.load();
    }

    @Test
    void hasOneDeviceOfAGibibyteUnlessToldOtherwise() throws Exception {
        assertThat(run(Map.of()).out())
                .containsExactly(
                        "version 12060",
                        "before CUDA_ERROR_NOT_INITIALIZED",
                        "init CUDA_SUCCESS",
                        "device 1024",
                        "free 1024");
    }

    @Test
    void isWhatItIsToldToBe() throws Exception {
        var program = run(Map.of(
                "SOFTWARE_CUDA_DEVICES", "3",
                "SOFTWARE_CUDA_MEMORY_MB", "64,128",
                "SOFTWARE_CUDA_CONTEXT_MB", "10",
                "SOFTWARE_CUDA_LINK_GBPS", "2.5",
                "SOFTWARE_CUDA_FAIL_ALLOC_AFTER", "0",
                "SOFTWARE_CUDA_DRIVER_VERSION", "12040"));

        assertThat(program.out())
                .containsExactly(
                        "version 12040",
                        "before CUDA_ERROR_NOT_INITIALIZED",
                        "init CUDA_SUCCESS",
                        "device 64",
                        "device 128",
                        "device 128",
                        "free 54",
                        "allocation CUDA_ERROR_OUT_OF_MEMORY");
    }

    @Test
    void canBeADriverWithoutADevice() throws Exception {
        assertThat(run(Map.of("SOFTWARE_CUDA_DEVICES", "0")).out()).contains("init CUDA_ERROR_NO_DEVICE");
    }

    @ParameterizedTest
    @CsvSource({
        "SOFTWARE_CUDA_DEVICES, two",
        "SOFTWARE_CUDA_MEMORY_MB, '64,'",
        "SOFTWARE_CUDA_LINK_GBPS, -1",
    })
    void saysWhichValueItDoesNotUnderstand(String name, String value) throws Exception {
        var program = run(Map.of(name, value));

        assertThat(program.out()).contains("init CUDA_ERROR_INVALID_VALUE");
        assertThat(program.error())
                .anySatisfy(line -> assertThat(line)
                        .startsWith("software CUDA driver: " + name + " is \"" + value + "\", expected "));
    }

    private static Output run(Map<String, String> settings) throws IOException, InterruptedException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var builder = new ProcessBuilder(
                java,
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName());
        builder.environment().keySet().removeIf(name -> name.startsWith("SOFTWARE_CUDA_"));
        builder.environment().putAll(settings);
        var process = builder.start();
        try {
            // Neither fills a pipe, so one after the other will do.
            var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            var error = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(error).isZero();
            return new Output(out.lines().toList(), error.lines().toList());
        } finally {
            process.destroyForcibly();
        }
    }

    private record Output(List<String> out, List<String> error) {}

    /** Prints what the driver says of itself. */
    static final class Program {

        private Program() {}

        public static void main(String[] arguments) {
            SoftwareCuda.load();
            var lines = new ArrayList<String>();
            var version = new int[1];
            if (JCudaDriver.cuDriverGetVersion(version) == CUresult.CUDA_SUCCESS) {
                lines.add("version " + version[0]);
            }
            lines.add("before " + CUresult.stringFor(JCudaDriver.cuDeviceGetCount(new int[1])));
            int result = JCudaDriver.cuInit(0);
            lines.add("init " + CUresult.stringFor(result));
            if (result == CUresult.CUDA_SUCCESS) {
                describe(lines);
            }
            lines.forEach(System.out::println);
        }

        private static void describe(List<String> lines) {
            var count = new int[1];
            JCudaDriver.cuDeviceGetCount(count);
            for (int ordinal = 0; ordinal < count[0]; ordinal++) {
                var device = new CUdevice();
                JCudaDriver.cuDeviceGet(device, ordinal);
                var bytes = new long[1];
                JCudaDriver.cuDeviceTotalMem(bytes, device);
                lines.add("device " + (bytes[0] >> 20));
            }
            var context = new CUcontext();
            JCudaDriver.cuDevicePrimaryCtxRetain(context, new CUdevice());
            JCudaDriver.cuCtxSetCurrent(context);
            var free = new long[1];
            JCudaDriver.cuMemGetInfo(free, new long[1]);
            lines.add("free " + (free[0] >> 20));
            int allocation = JCudaDriver.cuMemAlloc(new DevicePointer(), 1);
            if (allocation != CUresult.CUDA_SUCCESS) {
                lines.add("allocation " + CUresult.stringFor(allocation));
            }
        }
    }
}

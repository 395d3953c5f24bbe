package dev.hearth.worker.device.cuda;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OrtException;
import dev.hearth.worker.device.Link;
import java.nio.file.Path;

/** The machine's first real CUDA device, for tests that only hardware can pass. */
final class RealGpu {

    private RealGpu() {}

    /**
     * Opens it, or aborts the test with the reason.
     *
     * @param readByCpu true leaves ONNX Runtime out of it
     */
    static CudaDevice open(long totalBytes, Path locks, boolean readByCpu) throws OrtException {
        assumeTrue(SoftwareCuda.hasRealDriver(), "no GPU: this machine has no libcuda.so.1");
        try {
            var driver = CudaDriver.open();
            var device = driver.device(0);
            var lock = DeviceLock.take(driver.uuid(device), locks).orElseThrow();
            var context = new PrimaryContext(device, 0);
            long besideBytes = context.memory().freeBytes() - totalBytes;
            return new CudaDevice(
                    0, driver.name(device), lock, context, totalBytes, besideBytes, Link.unlimited(), readByCpu);
        } catch (NoCudaException e) {
            return abort("no GPU: " + e.getMessage());
        }
    }
}

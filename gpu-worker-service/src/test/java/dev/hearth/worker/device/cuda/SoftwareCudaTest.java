package dev.hearth.worker.device.cuda;

import static dev.hearth.worker.device.cuda.CurrentDevice.allocate;
import static dev.hearth.worker.device.cuda.CurrentDevice.freeBytes;
import static dev.hearth.worker.device.cuda.CurrentDevice.refuse;
import static dev.hearth.worker.device.cuda.CurrentDevice.succeed;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.CUstream;
import jcuda.driver.CUuuid;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Devices and contexts. The build gives the tests two devices of 512 MiB. */
class SoftwareCudaTest {

    private CurrentDevice device;

    @BeforeAll
    static void load() {
        SoftwareCuda.load();
    }

    @BeforeEach
    void open() {
        device = new CurrentDevice(0);
    }

    @AfterEach
    void close() {
        device.close();
    }

    @Test
    void saysThatItIsSoftware() {
        var name = new byte[64];
        succeed(JCudaDriver.cuDeviceGetName(name, name.length, device(1)));

        assertThat(new String(name, StandardCharsets.US_ASCII).trim()).isEqualTo("Software CUDA device");
    }

    @Test
    void givesEachDeviceAnIdentityOfItsOwn() {
        assertThat(uuid(0)).isNotEqualTo(uuid(1)).isEqualTo(uuid(0));
        assertThat(busId(0)).isEqualTo("0000:01:00.0");
        assertThat(busId(1)).isEqualTo("0000:02:00.0");
    }

    @Test
    void hasTheDevicesAndTheMemoryThatItWasToldToHave() {
        var count = new int[1];
        var bytes = new long[1];
        succeed(JCudaDriver.cuDeviceGetCount(count));
        succeed(JCudaDriver.cuDeviceTotalMem(bytes, device(1)));

        assertThat(count[0]).isEqualTo(2);
        assertThat(bytes[0]).isEqualTo(512L << 20);
        refuse(JCudaDriver.cuDeviceGet(new CUdevice(), 2), "CUDA_ERROR_INVALID_DEVICE");
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                CUdevice_attribute.CU_DEVICE_ATTRIBUTE_VIRTUAL_MEMORY_MANAGEMENT_SUPPORTED,
                CUdevice_attribute.CU_DEVICE_ATTRIBUTE_UNIFIED_ADDRESSING,
                CUdevice_attribute.CU_DEVICE_ATTRIBUTE_CAN_MAP_HOST_MEMORY
            })
    void canDoWhatItIsFor(int attribute) {
        assertThat(attribute(attribute)).isOne();
    }

    @Test
    void answersQuestionsAboutItself() {
        assertThat(attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR))
                .isEqualTo(8);
        assertThat(attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT))
                .isEqualTo(16);
        assertThat(attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_PCI_BUS_ID)).isEqualTo(2);
        refuse(JCudaDriver.cuDeviceGetAttribute(new int[1], 0, device(0)), "CUDA_ERROR_INVALID_VALUE");
    }

    @Test
    void namesItsErrors() {
        var name = new String[1];
        var text = new String[1];
        succeed(JCudaDriver.cuGetErrorName(2, name));
        succeed(JCudaDriver.cuGetErrorString(2, text));

        assertThat(name[0]).isEqualTo("CUDA_ERROR_OUT_OF_MEMORY");
        assertThat(text[0]).isEqualTo("out of memory");
    }

    @Test
    void refusesWorkOfAThreadWithoutAContext() {
        var pointer = allocate(16);

        CompletableFuture.runAsync(
                        () -> {
                            refuse(JCudaDriver.cuMemAlloc(new DevicePointer(), 16), "CUDA_ERROR_INVALID_CONTEXT");
                            refuse(JCudaDriver.cuMemFree(pointer), "CUDA_ERROR_INVALID_CONTEXT");
                            refuse(JCudaDriver.cuMemsetD8(pointer, (byte) 1, 16), "CUDA_ERROR_INVALID_CONTEXT");
                            refuse(JCudaDriver.cuStreamCreate(new CUstream(), 0), "CUDA_ERROR_INVALID_CONTEXT");
                            refuse(JCudaDriver.cuCtxSynchronize(), "CUDA_ERROR_INVALID_CONTEXT");
                        },
                        task -> new Thread(task).start())
                .join();
    }

    @Test
    void refusesAContextThatIsReleased() {
        var other = new CUcontext();
        succeed(JCudaDriver.cuDevicePrimaryCtxRetain(other, device(1)));
        succeed(JCudaDriver.cuCtxPushCurrent(other));
        succeed(JCudaDriver.cuDevicePrimaryCtxRelease(device(1)));

        refuse(JCudaDriver.cuMemAlloc(new DevicePointer(), 16), "CUDA_ERROR_INVALID_CONTEXT");
        refuse(JCudaDriver.cuCtxPushCurrent(other), "CUDA_ERROR_INVALID_CONTEXT");
        refuse(JCudaDriver.cuDevicePrimaryCtxRelease(device(1)), "CUDA_ERROR_INVALID_CONTEXT");
        succeed(JCudaDriver.cuCtxPopCurrent(other));
    }

    @Test
    void keepsAStackOfContexts() {
        try (var _ = new CurrentDevice(1)) {
            succeed(JCudaDriver.cuCtxPushCurrent(device.context));
            assertThat(currentOrdinal()).isZero();

            var popped = new CUcontext();
            succeed(JCudaDriver.cuCtxPopCurrent(popped));

            assertThat(popped).isEqualTo(device.context);
            assertThat(currentOrdinal()).isOne();
        }
        succeed(JCudaDriver.cuCtxSetCurrent(device.context));
        assertThat(currentOrdinal()).isZero();
    }

    @Test
    void takesBackWhatAContextAllocatedWhenItIsReleasedForGood() {
        try (var first = new CurrentDevice(1)) {
            try (var _ = new CurrentDevice(1)) {
                allocate(1 << 20);
            }
            assertThat(isActive(1)).isTrue();
            succeed(JCudaDriver.cuCtxSetCurrent(first.context));
            assertThat(freeBytes()).isEqualTo((512L << 20) - (1 << 20));
        }
        assertThat(isActive(1)).isFalse();
        try (var _ = new CurrentDevice(1)) {
            assertThat(freeBytes()).isEqualTo(512L << 20);
        }
    }

    private static CUdevice device(int ordinal) {
        var device = new CUdevice();
        succeed(JCudaDriver.cuDeviceGet(device, ordinal));
        return device;
    }

    private static int attribute(int attribute) {
        var value = new int[1];
        succeed(JCudaDriver.cuDeviceGetAttribute(value, attribute, device(1)));
        return value[0];
    }

    private static byte[] uuid(int ordinal) {
        var uuid = new CUuuid();
        succeed(JCudaDriver.cuDeviceGetUuid(uuid, device(ordinal)));
        return uuid.bytes;
    }

    private static String busId(int ordinal) {
        var id = new String[1];
        succeed(JCudaDriver.cuDeviceGetPCIBusId(id, 32, device(ordinal)));
        return id[0];
    }

    private static int currentOrdinal() {
        var current = new CUdevice();
        succeed(JCudaDriver.cuCtxGetDevice(current));
        return current.equals(device(0)) ? 0 : 1;
    }

    private static boolean isActive(int ordinal) {
        var active = new int[1];
        succeed(JCudaDriver.cuDevicePrimaryCtxGetState(device(ordinal), new int[1], active));
        return active[0] != 0;
    }
}

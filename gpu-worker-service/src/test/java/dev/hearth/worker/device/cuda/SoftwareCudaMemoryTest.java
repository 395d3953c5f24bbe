package dev.hearth.worker.device.cuda;

import static dev.hearth.worker.device.cuda.CurrentDevice.allocate;
import static dev.hearth.worker.device.cuda.CurrentDevice.freeBytes;
import static dev.hearth.worker.device.cuda.CurrentDevice.pageable;
import static dev.hearth.worker.device.cuda.CurrentDevice.pinned;
import static dev.hearth.worker.device.cuda.CurrentDevice.refuse;
import static dev.hearth.worker.device.cuda.CurrentDevice.succeed;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import jcuda.Pointer;
import jcuda.driver.CUpointer_attribute;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Memory of {@code cuMemAlloc} and of the host, and copies between them. */
class SoftwareCudaMemoryTest {

    private static final long TOTAL_BYTES = 512L << 20;
    private static final String INVALID_VALUE = "CUDA_ERROR_INVALID_VALUE";
    private static final String OUT_OF_MEMORY = "CUDA_ERROR_OUT_OF_MEMORY";

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
    void runsOutOfMemoryAtTheBudget() {
        var most = allocate(TOTAL_BYTES - 512);
        var rest = allocate(1);

        assertThat(freeBytes()).isZero();
        refuse(JCudaDriver.cuMemAlloc(new DevicePointer(), 1), OUT_OF_MEMORY);
        refuse(JCudaDriver.cuMemAlloc(new DevicePointer(), Long.MAX_VALUE), OUT_OF_MEMORY);

        succeed(JCudaDriver.cuMemFree(rest));
        succeed(JCudaDriver.cuMemFree(most));
        assertThat(freeBytes()).isEqualTo(TOTAL_BYTES);
    }

    @Test
    void countsTheBudgetInGranules() {
        allocate(1);
        assertThat(freeBytes()).isEqualTo(TOTAL_BYTES - 512);

        allocate(513);
        assertThat(freeBytes()).isEqualTo(TOTAL_BYTES - 512 - 1024);
        refuse(JCudaDriver.cuMemAlloc(new DevicePointer(), 0), INVALID_VALUE);
    }

    @Test
    void failsTheAllocationsThatItIsToldToFail() {
        SoftwareCuda.failAllocationsAfter(2);

        allocate(16);
        allocate(16);
        refuse(JCudaDriver.cuMemAlloc(new DevicePointer(), 16), OUT_OF_MEMORY);
        refuse(JCudaDriver.cuMemAlloc(new DevicePointer(), 16), OUT_OF_MEMORY);

        SoftwareCuda.failAllocationsAfter(-1);
        allocate(16);
    }

    @Test
    void copiesThereWithinAndBack() {
        var first = allocate(100);
        var second = allocate(100);
        var sent = new byte[100];
        new Random(1).nextBytes(sent);
        var received = new byte[50];

        succeed(JCudaDriver.cuMemcpyHtoD(first, Pointer.to(sent), 100));
        succeed(JCudaDriver.cuMemcpyDtoD(second.plus(10), first, 90));
        succeed(JCudaDriver.cuMemcpyDtoH(Pointer.to(received), second.plus(20), 50));

        assertThat(received).containsExactly(Arrays.copyOfRange(sent, 10, 60));
    }

    @Test
    void fillsWithBytesAndWithWords() {
        var pointer = allocate(12);

        succeed(JCudaDriver.cuMemsetD8(pointer, (byte) 7, 12));
        succeed(JCudaDriver.cuMemsetD32(pointer.plus(4), 0x01020304, 1));

        assertThat(pointer.memory(12).toArray(ValueLayout.JAVA_INT))
                .containsExactly(0x07070707, 0x01020304, 0x07070707);
        refuse(JCudaDriver.cuMemsetD32(pointer.plus(2), 0, 1), INVALID_VALUE);
    }

    @Test
    void refusesToReachBeyondAnAllocation() {
        // The rest of the granule is not the caller's either.
        var pointer = allocate(1000);
        var other = allocate(2000);
        var host = Pointer.to(new byte[2000]);

        refuse(JCudaDriver.cuMemcpyHtoD(pointer, host, 1001), INVALID_VALUE);
        refuse(JCudaDriver.cuMemcpyHtoD(pointer.plus(-1), host, 10), INVALID_VALUE);
        refuse(JCudaDriver.cuMemcpyHtoD(pointer.plus(1000), host, 1), INVALID_VALUE);
        refuse(JCudaDriver.cuMemcpyDtoH(host, pointer.plus(999), 2), INVALID_VALUE);
        refuse(JCudaDriver.cuMemcpyDtoD(other, pointer, 1001), INVALID_VALUE);
        refuse(JCudaDriver.cuMemcpyDtoD(pointer, other, 1001), INVALID_VALUE);
        refuse(JCudaDriver.cuMemsetD8(pointer, (byte) 0, 1001), INVALID_VALUE);
        refuse(JCudaDriver.cuMemsetD8(pointer, (byte) 0, Long.MAX_VALUE), INVALID_VALUE);
        refuse(JCudaDriver.cuMemsetD32(pointer, 0, 251), INVALID_VALUE);
        succeed(JCudaDriver.cuMemsetD32(pointer, 0, 250));
    }

    @Test
    void refusesToUseWhatIsFreed() {
        var pointer = allocate(16);
        succeed(JCudaDriver.cuMemFree(pointer));

        refuse(JCudaDriver.cuMemcpyHtoD(pointer, Pointer.to(new byte[16]), 16), INVALID_VALUE);
        refuse(JCudaDriver.cuMemsetD8(pointer, (byte) 1, 16), INVALID_VALUE);
        refuse(JCudaDriver.cuMemFree(pointer), INVALID_VALUE);
    }

    @Test
    void freesOnlyWhatItAllocated() {
        var pointer = allocate(1024);
        var host = pinned(16);

        refuse(JCudaDriver.cuMemFree(pointer.plus(512)), INVALID_VALUE);
        refuse(JCudaDriver.cuMemFree(new DevicePointer()), INVALID_VALUE);
        refuse(JCudaDriver.cuMemFreeHost(Pointer.to(new int[1])), INVALID_VALUE);
        succeed(JCudaDriver.cuMemFreeHost(host));
        refuse(JCudaDriver.cuMemFreeHost(host), INVALID_VALUE);
    }

    @Test
    void keepsThousandsOfAllocationsApart() {
        var random = new Random(3);
        List<DevicePointer> pointers = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            var pointer = allocate(4);
            succeed(JCudaDriver.cuMemsetD32(pointer, i, 1));
            pointers.add(pointer);
        }
        for (int i = 0; i < pointers.size(); i++) {
            assertThat(pointers.get(i).memory(4).get(ValueLayout.JAVA_INT, 0)).isEqualTo(i);
        }

        Collections.shuffle(pointers, random);
        pointers.forEach(pointer -> succeed(JCudaDriver.cuMemFree(pointer)));
        assertThat(freeBytes()).isEqualTo(TOTAL_BYTES);
    }

    @Test
    void saysWhatAPointerPointsTo() {
        var pointer = allocate(1000);
        var inside = pointer.plus(100);

        assertThat(attribute(CUpointer_attribute.CU_POINTER_ATTRIBUTE_MEMORY_TYPE, inside))
                .isEqualTo(2); // CU_MEMORYTYPE_DEVICE
        assertThat(attribute(CUpointer_attribute.CU_POINTER_ATTRIBUTE_DEVICE_ORDINAL, inside))
                .isZero();
        assertThat(attribute(CUpointer_attribute.CU_POINTER_ATTRIBUTE_RANGE_START_ADDR, inside))
                .isEqualTo(pointer.address());
        assertThat(attribute(CUpointer_attribute.CU_POINTER_ATTRIBUTE_RANGE_SIZE, inside))
                .isEqualTo(1000);
        refuse(
                JCudaDriver.cuPointerGetAttribute(
                        Pointer.to(new long[1]),
                        CUpointer_attribute.CU_POINTER_ATTRIBUTE_MEMORY_TYPE,
                        pointer.plus(1000)),
                INVALID_VALUE);
    }

    @Test
    void pinsMemoryOfTheHostUntilItIsUnregistered() {
        try (var arena = Arena.ofConfined()) {
            var memory = arena.allocate(4096, 4096);
            var host = pageable(memory);
            succeed(JCudaDriver.cuMemHostRegister(host, 4096, 0));

            refuse(JCudaDriver.cuMemHostRegister(host, 4096, 0), "CUDA_ERROR_HOST_MEMORY_ALREADY_REGISTERED");
            refuse(JCudaDriver.cuMemFreeHost(host), INVALID_VALUE);
            succeed(JCudaDriver.cuMemHostUnregister(host));
            refuse(JCudaDriver.cuMemHostUnregister(host), "CUDA_ERROR_HOST_MEMORY_NOT_REGISTERED");
        }
    }

    private static long attribute(int attribute, DevicePointer pointer) {
        var value = new long[1];
        succeed(JCudaDriver.cuPointerGetAttribute(Pointer.to(value), attribute, pointer));
        return value[0];
    }
}

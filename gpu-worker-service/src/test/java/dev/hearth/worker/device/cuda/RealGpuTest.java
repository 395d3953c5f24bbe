package dev.hearth.worker.device.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.worker.device.DeviceMemory;
import dev.hearth.worker.device.HostMemory;
import java.io.ByteArrayInputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import jcuda.Pointer;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pool, copies and streams on a real GPU; a driver is enough. */
@Tag("gpu")
class RealGpuTest {

    private static final Logger log = LoggerFactory.getLogger(RealGpuTest.class);
    private static final long TOTAL_BYTES = 1L << 30;

    @TempDir
    private Path locks;

    private CudaDevice device;

    @BeforeEach
    void open() throws Exception {
        device = RealGpu.open(TOTAL_BYTES, locks, true);
    }

    @AfterEach
    void close() {
        if (device != null) {
            device.close();
        }
    }

    @Test
    void readsBackWhatWasCopiedThroughAFileAndFromPinnedMemory() throws Exception {
        var bytes = new byte[50_000_001];
        new Random(3).nextBytes(bytes);
        try (var memory = new HostMemory(device.pinnedParts(), 64 << 20);
                var staged = memory.allocate(bytes.length);
                var fromFile = device.allocate(bytes.length);
                var fromMemory = device.allocate(bytes.length)) {
            staged.copyFrom(Channels.newChannel(new ByteArrayInputStream(bytes)));

            fromFile.copyFrom(Channels.newChannel(new ByteArrayInputStream(bytes)));
            fromMemory.copyFrom(staged);

            assertThat(Arrays.equals(read(fromFile), bytes)).isTrue();
            assertThat(Arrays.equals(read(fromMemory), bytes)).isTrue();
        }
    }

    @Test
    void givesTheDriverEverySlabBack() {
        device.trim();
        long outside = device.outsideBytes();
        var blocks = new ArrayList<DeviceMemory>();
        for (int i = 1; i <= 20; i++) {
            blocks.add(device.allocate(i * 2_500_000L));
        }
        assertThat(device.outsideBytes()).isEqualTo(outside);
        blocks.forEach(DeviceMemory::close);
        device.trim();
        assertThat(device.outsideBytes()).isEqualTo(outside);
        assertThat(device.freeBytes()).isEqualTo(TOTAL_BYTES);
    }

    @Test
    void tellsWhatLayingSlabsAndTheLinkTake() {
        long bytes = 512L << 20;
        try (var memory = new HostMemory(device.pinnedParts(), bytes).prepared();
                var staged = memory.allocate(bytes)) {
            device.allocate(bytes).close();
            long begun = System.nanoTime();
            try (var block = device.allocate(bytes)) {
                long laid = System.nanoTime();
                block.copyFrom(staged);
                long copied = System.nanoTime();
                log.info(
                        "device={} laid {} MiB in {} ms, copied at {} GB/s",
                        device.name(),
                        bytes >> 20,
                        (laid - begun) / 1e6,
                        (double) bytes / (copied - laid));
                assertThat(copied).isGreaterThan(laid);
            }
        }
    }

    private static byte[] read(DeviceMemory memory) {
        var bytes = new byte[(int) memory.bytes()];
        CurrentDevice.succeed(
                JCudaDriver.cuMemcpyDtoH(Pointer.to(bytes), CudaAddress.of(memory.address()), bytes.length));
        return bytes;
    }
}

package dev.hearth.worker.device.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.worker.device.DeviceMemory;
import dev.hearth.worker.device.DeviceProperties;
import dev.hearth.worker.device.Devices;
import dev.hearth.worker.device.GpuDevice;
import dev.hearth.worker.device.HostParts;
import dev.hearth.worker.device.Link;
import dev.hearth.worker.device.OutOfDeviceMemoryException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

/** The device on the software driver, which has two of 512 MB. */
class CudaDeviceTest {

    private static final long SLAB = 2 << 20;
    private static final long TOTAL_BYTES = 64 << 20;

    @TempDir
    private Path locks;

    private CurrentDevice observer;
    private long freeAtStart;
    private Devices devices;
    private GpuDevice device;

    @BeforeAll
    static void load() {
        SoftwareCuda.load();
    }

    @BeforeEach
    void open() throws NoCudaException {
        observer = new CurrentDevice(0);
        freeAtStart = CurrentDevice.freeBytes();
        devices = CudaDevices.open(properties(1, DataSize.ofBytes(TOTAL_BYTES), "0B"), Link.unlimited());
        device = devices.all().getFirst();
    }

    @AfterEach
    void close() {
        devices.close();
        observer.close();
    }

    @Test
    void handsOutExactlyItsBudget() {
        try (var all = device.allocate(TOTAL_BYTES)) {
            assertThat(all.bytes()).isEqualTo(TOTAL_BYTES);
            assertThat(device.freeBytes()).isZero();
            assertThatThrownBy(() -> device.allocate(1))
                    .isInstanceOf(OutOfDeviceMemoryException.class)
                    .hasMessage("Software CUDA device 0 has 0 bytes free, 1 were asked for");
        }
        assertThat(device.freeBytes()).isEqualTo(TOTAL_BYTES);
    }

    @Test
    void takesItsCapacityFromWhatIsFreeButTheReserve() throws Exception {
        try (var other = CudaDevices.open(properties(1, null, "100MB"), Link.unlimited())) {
            var second = other.all().getFirst();

            // The first is locked by this process, so this is the other one.
            assertThat(second.totalBytes()).isEqualTo((512L - 100) << 20);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void agreesWithTheDriverAfterEachStep(long seed) {
        var random = new Random(seed);
        var blocks = new ArrayDeque<DeviceMemory>();
        long used = 0;
        for (int step = 0; step < 200; step++) {
            if (random.nextBoolean() && used < TOTAL_BYTES) {
                long bytes = 1 + random.nextLong(TOTAL_BYTES - used);
                blocks.addLast(device.allocate(bytes));
                used += bytes;
            } else if (!blocks.isEmpty()) {
                var block = random.nextBoolean() ? blocks.pollFirst() : blocks.pollLast();
                used -= block.bytes();
                block.close();
            }
            assertThat(device.freeBytes()).as("seed %d step %d", seed, step).isEqualTo(TOTAL_BYTES - used);
        }
        device.trim();
        long slabs = blocks.stream()
                .mapToLong(block -> Math.ceilDiv(block.bytes(), SLAB))
                .sum();
        assertThat(CurrentDevice.freeBytes()).as("seed %d", seed).isEqualTo(freeAtStart - slabs * SLAB);
        assertThat(((CudaDevice) device).outsideBytes()).isZero();
        blocks.forEach(DeviceMemory::close);
        device.trim();
        assertThat(CurrentDevice.freeBytes()).as("seed %d", seed).isEqualTo(freeAtStart);
    }

    @Test
    void copiesAFileThroughItsTwoPinnedParts() throws Exception {
        var bytes = random(5 * (int) HostParts.BYTES + 123);
        try (var block = device.allocate(bytes.length)) {
            block.copyFrom(Channels.newChannel(new ByteArrayInputStream(bytes)));

            assertThat(Arrays.equals(read(block), bytes)).isTrue();
        }
    }

    @Test
    void copiesFromPinnedHostMemory() throws Exception {
        var bytes = random(3 * (int) HostParts.BYTES - 7);
        try (var memory = devices.hostMemory(4 * HostParts.BYTES);
                var staged = memory.allocate(bytes.length);
                var block = device.allocate(bytes.length)) {
            staged.copyFrom(Channels.newChannel(new ByteArrayInputStream(bytes)));

            block.copyFrom(staged);

            assertThat(devices.hostParts().pinned()).isTrue();
            assertThat(Arrays.equals(read(block), bytes)).isTrue();
        }
    }

    @Test
    void saysThatAFileIsTooShort() {
        try (var block = device.allocate(11)) {
            assertThatThrownBy(() -> block.copyFrom(Channels.newChannel(new ByteArrayInputStream(new byte[10]))))
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("10 of 11");
        }
    }

    @Test
    void refusesACopyBeyondABlock() {
        try (var block = device.allocate(100);
                var arena = Arena.ofConfined()) {
            assertThatThrownBy(() -> block.copyFrom(arena.allocate(50), 51))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("50 bytes at 51 do not lie within a block of 100");
        }
    }

    @Test
    void losesNothingWhenTheDriverHasNoMemory() {
        SoftwareCuda.failAllocationsAfter(3);

        assertThatThrownBy(() -> device.allocate(5 * SLAB))
                .isInstanceOf(OutOfDeviceMemoryException.class)
                .hasMessageContaining("CUDA_ERROR_OUT_OF_MEMORY")
                .hasMessageContaining("cuMemCreate of 2097152 bytes");

        assertThat(device.freeBytes()).isEqualTo(TOTAL_BYTES);
        SoftwareCuda.failAllocationsAfter(-1);
        device.allocate(TOTAL_BYTES).close();
    }

    @Test
    void cutsWorkspaceFromTheSameMemory() {
        var workspace = device.workspace().orElseThrow();
        long piece = workspace.allocate(10_000);

        assertThat(CurrentDevice.freeBytes()).isEqualTo(freeAtStart - SLAB);
        assertThat(device.freeBytes()).isEqualTo(TOTAL_BYTES);
        workspace.free(piece);
        device.trim();
        assertThat(CurrentDevice.freeBytes()).isEqualTo(freeAtStart);
    }

    @Test
    void isOneWorkersAtATime() throws Exception {
        try (var _ = CudaDevices.open(properties(2, null, "0B"), Link.unlimited())) {
            assertThatThrownBy(() -> CudaDevices.open(properties(1, null, "0B"), Link.unlimited()))
                    .isInstanceOf(NoCudaException.class)
                    .hasMessage("other workers have all 2 CUDA devices");
        }
        devices.close();
        devices = CudaDevices.open(properties(2, null, "0B"), Link.unlimited());
        assertThat(devices.all()).hasSize(2);
        assertThat(devices.all()).extracting(GpuDevice::kind).containsOnly("cuda");
    }

    @Test
    void refusesAReserveThatLeavesNothing() {
        assertThatThrownBy(() -> CudaDevices.open(properties(1, null, "600MB"), Link.unlimited()))
                .isInstanceOf(NoCudaException.class)
                .hasMessage("Software CUDA device has 536870912 bytes free, not more than the reserve of 629145600");
    }

    private DeviceProperties properties(int count, @Nullable DataSize memory, String reserve) {
        return new DeviceProperties("cuda", count, memory, DataSize.parse(reserve), locks, 0);
    }

    private static byte[] random(int length) {
        var bytes = new byte[length];
        new Random(11).nextBytes(bytes);
        return bytes;
    }

    @SuppressWarnings("restricted") // the device is the host
    private static byte[] read(DeviceMemory memory) {
        return MemorySegment.ofAddress(memory.address())
                .reinterpret(memory.bytes())
                .toArray(ValueLayout.JAVA_BYTE);
    }
}

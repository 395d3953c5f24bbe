package dev.hearth.worker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostDeviceTest {

    private static final long TOTAL_BYTES = 1 << 20;

    @TempDir
    private Path directory;

    private final HostDevice device = new HostDevice(0, TOTAL_BYTES);

    @Test
    void handsOutExactlyItsBudget() {
        try (var all = device.allocate(TOTAL_BYTES)) {
            assertThat(all.bytes()).isEqualTo(TOTAL_BYTES);
            assertThat(device.freeBytes()).isZero();
            assertThatThrownBy(() -> device.allocate(1))
                    .isInstanceOf(OutOfDeviceMemoryException.class)
                    .hasMessageContaining("0 bytes free")
                    .hasMessageContaining("1 were asked for");
        }
        assertThat(device.freeBytes()).isEqualTo(TOTAL_BYTES);
    }

    @Test
    void countsABlockThatIsClosedTwiceOnce() {
        var kept = device.allocate(100);
        var block = device.allocate(1000);

        block.close();
        block.close();

        assertThat(device.freeBytes()).isEqualTo(TOTAL_BYTES - 100);
        kept.close();
    }

    @Test
    void alignsBlocksForVectorLoads() {
        try (var odd = device.allocate(3);
                var next = device.allocate(3)) {
            assertThat(odd.address() % 64).isZero();
            assertThat(next.address() % 64).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void staysExactAndFitsWhateverIsFreeInAnyOrder(long seed) {
        var random = new Random(seed);
        var blocks = new ArrayDeque<DeviceMemory>();
        long used = 0;
        for (int step = 0; step < 500; step++) {
            if (random.nextBoolean() && used < TOTAL_BYTES) {
                // Everything that is free can be had in one piece, however it came to be free.
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
        blocks.forEach(DeviceMemory::close);
        assertThat(device.freeBytes()).isEqualTo(TOTAL_BYTES);
    }

    @Test
    void presentsItsBytesAsATensorWithoutACopy() throws Exception {
        Engine.getEngine("OnnxRuntime");
        try (var block = device.allocate(16);
                var arena = Arena.ofConfined();
                var tensor = block.tensor(
                        OrtEnvironment.getEnvironment(),
                        new DeviceMemory.Slice(OnnxJavaType.FLOAT, new long[] {2}, 8, 8))) {
            block.copyFrom(arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1f, 2f, 3f, 4f), 0);

            assertThat(tensor.getFloatBuffer().get(0)).isEqualTo(3f);
            assertThat(tensor.getFloatBuffer().get(1)).isEqualTo(4f);
        }
    }

    @Test
    void saysThatAFileIsTooShort() throws IOException {
        var file = Files.write(directory.resolve("weights.bin"), new byte[10]);

        try (var block = device.allocate(11);
                var channel = FileChannel.open(file)) {
            assertThatThrownBy(() -> block.copyFrom(channel))
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("10 of 11");
        }
    }

    @Test
    void refusesSizesThatMakeNoSense() {
        assertThatThrownBy(() -> device.allocate(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new HostDevice(0, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}

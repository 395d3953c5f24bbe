package dev.hearth.worker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostMemoryTest {

    private static final long TOTAL_BYTES = 3 * HostParts.BYTES;

    private final HostMemory memory = new HostMemory(HostParts.PLAIN, TOTAL_BYTES);

    @AfterEach
    void giveBack() {
        memory.close();
    }

    @Test
    void handsOutItsBudgetToTheByte() {
        try (var block = memory.allocate(TOTAL_BYTES - 1)) {
            assertThat(block.bytes()).isEqualTo(TOTAL_BYTES - 1);
            assertThat(memory.freeBytes()).isEqualTo(1);
            assertThatThrownBy(() -> memory.allocate(2))
                    .isInstanceOf(OutOfDeviceMemoryException.class)
                    .hasMessage("host memory has 1 bytes free, 2 were asked for");
        }
        assertThat(memory.freeBytes()).isEqualTo(TOTAL_BYTES);
    }

    @Test
    void usesTheSamePartsAgain() {
        var first = memory.allocate(HostParts.BYTES);
        var address = first.parts().getFirst().address();
        first.close();

        try (var second = memory.allocate(100)) {
            assertThat(second.parts().getFirst().address()).isEqualTo(address);
            assertThat(second.parts().getFirst().byteSize()).isEqualTo(100);
        }
    }

    @Test
    void carriesAFilesBytesToADeviceAcrossParts() throws Exception {
        var bytes = new byte[(int) HostParts.BYTES + 1_000];
        new Random(7).nextBytes(bytes);
        try (var block = memory.allocate(bytes.length);
                var device = new HostDevice(0, 4 * HostParts.BYTES);
                var target = device.allocate(bytes.length)) {
            block.copyFrom(Channels.newChannel(new ByteArrayInputStream(bytes)));

            target.copyFrom(block);

            assertThat(block.parts()).hasSize(2);
            assertThat(Arrays.equals(read(target), bytes)).isTrue();
        }
    }

    @Test
    void saysThatAFileIsTooShort() {
        try (var block = memory.allocate(11)) {
            assertThatThrownBy(() -> block.copyFrom(Channels.newChannel(new ByteArrayInputStream(new byte[10]))))
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("10 of 11");
        }
    }

    @SuppressWarnings("restricted") // reads what the device holds, past its interface
    private static byte[] read(DeviceMemory memory) {
        return MemorySegment.ofAddress(memory.address())
                .reinterpret(memory.bytes())
                .toArray(ValueLayout.JAVA_BYTE);
    }
}

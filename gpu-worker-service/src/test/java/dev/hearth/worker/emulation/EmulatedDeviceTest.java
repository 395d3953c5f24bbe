package dev.hearth.worker.emulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.worker.device.OutOfDeviceMemoryException;
import org.junit.jupiter.api.Test;

class EmulatedDeviceTest {

    private final EmulatedDevice device = new EmulatedDevice(2, "table1", 1_000);

    @Test
    void accountsItsMemoryToTheByte() {
        var first = device.allocate(400);
        var second = device.allocate(600);

        assertThat(device.freeBytes()).isZero();
        assertThatThrownBy(() -> device.allocate(1))
                .isInstanceOf(OutOfDeviceMemoryException.class)
                .hasMessageContaining("emulated table1 2");
        first.close();
        first.close();
        assertThat(device.freeBytes()).isEqualTo(400);
        second.close();
        assertThat(device.freeBytes()).isEqualTo(1_000);
    }

    @Test
    void itsMemoryHoldsNothing() {
        try (var block = device.allocate(1)) {
            assertThatThrownBy(block::address).hasMessageContaining("holds no bytes");
        }
    }
}

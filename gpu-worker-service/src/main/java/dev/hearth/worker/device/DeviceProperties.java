package dev.hearth.worker.device;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The devices of this worker.
 *
 * @param kind {@code host}: off-heap memory, inference on the CPU
 * @param count how many there are, 1 to {@value #MOST}
 * @param memory of each, for model weights
 */
@ConfigurationProperties("hearth.worker.device")
record DeviceProperties(
        @DefaultValue("host") String kind,
        @DefaultValue("2") int count,
        @DefaultValue("128MB") DataSize memory) {

    private static final int MOST = 64;

    DeviceProperties {
        if (!kind.equals("host")) {
            throw new IllegalArgumentException("hearth.worker.device.kind '" + kind + "' is not known; known: host");
        }
        if (count < 1 || count > MOST) {
            throw new IllegalArgumentException("hearth.worker.device.count " + count + " is not within 1 and " + MOST);
        }
        if (memory.toBytes() <= 0) {
            throw new IllegalArgumentException("hearth.worker.device.memory " + memory + " is not positive");
        }
    }
}

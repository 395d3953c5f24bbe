package dev.hearth.worker.device;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The devices of this worker.
 *
 * @param kind {@code host}: off-heap memory, inference on the CPU; {@code emulated}: neither, only the time they take
 * @param count how many there are, 1 to {@value #MOST}
 * @param memory of each, for model weights
 */
@ConfigurationProperties("hearth.worker.device")
public record DeviceProperties(
        @DefaultValue("host") String kind,
        @DefaultValue("2") int count,
        @DefaultValue("128MB") DataSize memory) {

    private static final int MOST = 64;
    private static final List<String> KINDS = List.of("host", "emulated");

    public DeviceProperties {
        if (!KINDS.contains(kind)) {
            throw new IllegalArgumentException(
                    "hearth.worker.device.kind '" + kind + "' is not known; known: " + String.join(", ", KINDS));
        }
        if (count < 1 || count > MOST) {
            throw new IllegalArgumentException("hearth.worker.device.count " + count + " is not within 1 and " + MOST);
        }
        if (memory.toBytes() <= 0) {
            throw new IllegalArgumentException("hearth.worker.device.memory " + memory + " is not positive");
        }
    }
}

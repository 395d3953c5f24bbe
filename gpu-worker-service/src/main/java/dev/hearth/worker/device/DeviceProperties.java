package dev.hearth.worker.device;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The devices of this worker.
 *
 * @param kind {@code host}: host memory, inference on the CPU; {@code cuda}: GPUs; {@code auto}: GPUs where the machine has
 *     some, else host memory; {@code emulated}: neither, only the time they take
 * @param count how many there are, 1 to {@value #MOST}; of GPUs, how many at most
 * @param memory of each, for model weights, of GPUs at most; by default 96 MB of host memory, and of a GPU what is free
 * @param reserve memory of a GPU that stays free of weights when it is opened: for CUDA itself and for what runs
 * @param locks directory in which the machine's workers say which GPU is whose
 * @param linkGbps pace of the node's link to devices of kind host, in 10^9 bytes/s; 0 as fast as it goes
 */
@ConfigurationProperties("hearth.worker.device")
public record DeviceProperties(
        @DefaultValue("auto") String kind,
        @DefaultValue("2") int count,
        @Nullable DataSize memory,
        @DefaultValue("512MB") DataSize reserve,
        @DefaultValue("/tmp") Path locks,
        @DefaultValue("0") double linkGbps) {

    private static final DataSize HOST_MEMORY = DataSize.ofMegabytes(96);
    private static final int MOST = 64;
    private static final double FASTEST_GBPS = 1_000;
    private static final List<String> KINDS = List.of("auto", "host", "cuda", "emulated");

    public DeviceProperties {
        if (!KINDS.contains(kind)) {
            throw new IllegalArgumentException(
                    "hearth.worker.device.kind '" + kind + "' is not known; known: " + String.join(", ", KINDS));
        }
        if (count < 1 || count > MOST) {
            throw new IllegalArgumentException("hearth.worker.device.count " + count + " is not within 1 and " + MOST);
        }
        if (memory != null && memory.toBytes() <= 0) {
            throw new IllegalArgumentException("hearth.worker.device.memory " + memory + " is not positive");
        }
        if (reserve.isNegative()) {
            throw new IllegalArgumentException("hearth.worker.device.reserve " + reserve + " is negative");
        }
        if (!(linkGbps >= 0 && linkGbps <= FASTEST_GBPS)) {
            throw new IllegalArgumentException(
                    "hearth.worker.device.link-gbps " + linkGbps + " is not within 0 and " + FASTEST_GBPS);
        }
    }

    /** Of each device that is host memory, or is none. */
    public long hostBytes() {
        return (memory == null ? HOST_MEMORY : memory).toBytes();
    }

    /** The most of each GPU. */
    public long cudaBytes() {
        return memory == null ? Long.MAX_VALUE : memory.toBytes();
    }
}

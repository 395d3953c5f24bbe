package dev.hearth.worker.device;

import java.util.List;

/**
 * The worker's devices, in order of their index.
 *
 * @param hostParts host memory from where they are filled
 */
public record Devices(List<GpuDevice> all, HostParts hostParts) implements AutoCloseable {

    public Devices {
        all = List.copyOf(all);
    }

    /** Devices that are filled from ordinary memory. */
    public Devices(List<GpuDevice> all) {
        this(all, HostParts.PLAIN);
    }

    /** Host memory for models; where it has to be pinned for the devices it is so from the start. */
    public HostMemory hostMemory(long bytes) {
        var memory = new HostMemory(hostParts, bytes);
        return hostParts.pinned() ? memory.prepared() : memory;
    }

    @Override
    public void close() {
        all.forEach(GpuDevice::close);
    }
}

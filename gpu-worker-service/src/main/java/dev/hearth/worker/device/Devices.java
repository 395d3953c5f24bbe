package dev.hearth.worker.device;

import java.util.List;

/** The worker's devices, in order of their index. */
public record Devices(List<GpuDevice> all) implements AutoCloseable {

    public Devices {
        all = List.copyOf(all);
    }

    @Override
    public void close() {
        all.forEach(GpuDevice::close);
    }
}

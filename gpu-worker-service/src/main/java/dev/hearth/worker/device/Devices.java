package dev.hearth.worker.device;

import java.util.List;

/** The worker's devices, in order of their index. */
public record Devices(List<GpuDevice> all) {

    public Devices {
        all = List.copyOf(all);
    }
}

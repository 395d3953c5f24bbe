package dev.hearth.worker.execution;

import dev.hearth.worker.WorkerIdentity;
import dev.hearth.worker.device.Devices;
import java.util.List;

/** What callers are told of the GPU that ran an invocation: {@code WORKER/INDEX}, and that it is emulated if it is. */
final class GpuNames {

    private static final String EMULATED = "emulated";

    private final List<String> names;

    GpuNames(WorkerIdentity worker, Devices devices) {
        this.names = devices.all().stream()
                .map(device ->
                        worker.gpuId(device.index()) + (device.kind().equals(EMULATED) ? " (" + EMULATED + ")" : ""))
                .toList();
    }

    String of(int index) {
        return names.get(index);
    }
}

package dev.hearth.worker.report;

import dev.hearth.contracts.worker.GpuState;
import dev.hearth.worker.WorkerIdentity;
import dev.hearth.worker.execution.Gpus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Map;
import java.util.function.ToLongFunction;

/** {@code hearth_gpu_memory_bytes{gpu,kind}}, read from the GPUs when somebody asks. */
final class GpuMeters implements MeterBinder {

    private static final Map<String, ToLongFunction<GpuState.Memory>> KINDS = Map.of(
            "weights", GpuState.Memory::weightsBytes,
            "workspace", GpuState.Memory::workspaceBytes,
            "reserved", GpuState.Memory::reservedBytes,
            "free", GpuState.Memory::freeBytes,
            "releasing", GpuState.Memory::releasingBytes);

    private final Gpus gpus;
    private final WorkerIdentity worker;

    GpuMeters(Gpus gpus, WorkerIdentity worker) {
        this.gpus = gpus;
        this.worker = worker;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (var gpu : gpus.states()) {
            KINDS.forEach((kind, bytes) -> Gauge.builder(
                            "hearth.gpu.memory",
                            gpus,
                            all -> bytes.applyAsLong(
                                    all.states().get(gpu.index()).memory()))
                    .baseUnit("bytes")
                    .tag("gpu", worker.gpuId(gpu.index()))
                    .tag("kind", kind)
                    .register(registry));
        }
    }
}

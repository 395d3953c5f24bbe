package dev.hearth.scheduler.fleet;

import dev.hearth.contracts.worker.GpuState;
import dev.hearth.contracts.worker.Refusal;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.GpuReport;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.cluster.ModelId;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What a worker says of a GPU, in the core's words. */
public final class GpuReports {

    private GpuReports() {}

    /** What a refusal says of the GPU it is about; empty if the worker has no such GPU. */
    public static Optional<GpuReport> of(GpuId gpu, Refusal refusal) {
        return refusal.gpus().stream()
                .filter(state -> state.index() == gpu.index())
                .map(state -> of(gpu.worker(), refusal.epoch(), state))
                .findFirst();
    }

    public static GpuReport of(String worker, long epoch, GpuState state) {
        return new GpuReport(
                new GpuId(worker, state.index()),
                "host".equals(state.device()) ? state.device() : state.name(),
                epoch,
                state.sequence(),
                state.memory().totalBytes() - state.memory().workspaceBytes(),
                state.models().stream()
                        .filter(resident -> resident.state() != GpuState.State.EVICTING)
                        .map(resident -> new GpuReport.Resident(
                                new ModelId(resident.model().shortName()),
                                resident.bytes(),
                                resident.state() != GpuState.State.LOADING,
                                keptUntilNanos(
                                        resident.keptUntilEpochMillis(),
                                        System.currentTimeMillis(),
                                        System.nanoTime())))
                        .toList(),
                state.quarantined().stream()
                        .map(quarantined -> new ModelId(quarantined.model().shortName()))
                        .toList(),
                Stream.concat(state.running().stream(), state.queued().stream())
                        .map(InvocationId::new)
                        .toList());
    }

    /** When a model may leave, on the core's clock, by the time left until then on this host's. */
    static long keptUntilNanos(long keptUntilEpochMillis, long nowEpochMillis, long nowNanos) {
        if (keptUntilEpochMillis == GpuState.Resident.ALWAYS) {
            return Long.MAX_VALUE;
        }
        if (keptUntilEpochMillis <= nowEpochMillis) {
            return GpuReport.Resident.NOT_KEPT;
        }
        long untilNanos = nowNanos + TimeUnit.MILLISECONDS.toNanos(keptUntilEpochMillis - nowEpochMillis);
        boolean never = nowNanos > 0 && untilNanos < 0;
        return never ? Long.MAX_VALUE : untilNanos == GpuReport.Resident.NOT_KEPT ? 1 : untilNanos;
    }
}

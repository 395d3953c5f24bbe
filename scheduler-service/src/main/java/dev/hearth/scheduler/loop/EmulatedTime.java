package dev.hearth.scheduler.loop;

import dev.hearth.scheduling.Event;
import dev.hearth.scheduling.cluster.GpuReport;
import dev.hearth.scheduling.cluster.GpuReport.Resident;
import dev.hearth.scheduling.cluster.Invocation;
import dev.hearth.scheduling.cluster.Tier;
import dev.hearth.scheduling.cost.Forecast;
import dev.hearth.scheduling.cost.ModelForecast;
import java.util.EnumMap;

/**
 * The clock of a cluster of emulated GPUs whose loads and inferences take {@code scale} times less than they say. The core
 * lives in that cluster's time, since its constants (how long to be patient, how fast popularity fades) are seconds of it;
 * all around the core lives in real time.
 *
 * <p>At scale 1 the two are the same and everything is handed through as it is.
 */
final class EmulatedTime {

    private final double scale;
    private final long originNanos;

    /**
     * @param scale seconds of the cluster in a real second; above 0
     * @param originNanos the time at which both clocks show the same; near the times asked about, so that what is
     *     multiplied is small enough to stay exact
     */
    EmulatedTime(double scale, long originNanos) {
        this.scale = scale;
        this.originNanos = originNanos;
    }

    /** What the cluster's clock shows at a real time; {@link Long#MAX_VALUE} is never, on both. */
    long emulated(long realNanos) {
        if (scale == 1 || realNanos == Long.MAX_VALUE) {
            return realNanos;
        }
        return sum(originNanos, stretched(sum(realNanos, -originNanos)));
    }

    /** A real time at which the cluster's clock shows this, or up to a real nanosecond more. */
    long real(long emulatedNanos) {
        if (scale == 1 || emulatedNanos == Long.MAX_VALUE) {
            return emulatedNanos;
        }
        long before = sum(originNanos, (long) Math.floor(sum(emulatedNanos, -originNanos) / scale));
        return emulated(before) < emulatedNanos ? sum(before, 1) : before;
    }

    /** The event as the core is told it: its times and durations are the cluster's. */
    Event emulated(Event event) {
        if (scale == 1) {
            return event;
        }
        return switch (event) {
            case Event.InvocationArrived(Invocation invocation) ->
                new Event.InvocationArrived(new Invocation(
                        invocation.id(),
                        invocation.model(),
                        invocation.modelBytes(),
                        invocation.attempt(),
                        emulated(invocation.deadlineNanos()),
                        invocation.maxBatch()));
            case Event.InvocationCompleted completed ->
                new Event.InvocationCompleted(
                        completed.id(),
                        completed.gpu(),
                        completed.succeeded(),
                        stretched(completed.loadNanos()),
                        stretched(completed.inferenceNanos()),
                        completed.batchSize(),
                        completed.state().map(this::emulated));
            case Event.ModelLoaded loaded ->
                new Event.ModelLoaded(
                        loaded.model(),
                        loaded.gpu(),
                        loaded.epoch(),
                        stretched(loaded.loadNanos()),
                        loaded.state().map(this::emulated));
            case Event.WorkerReported reported ->
                new Event.WorkerReported(
                        reported.worker(),
                        reported.epoch(),
                        reported.gpus().stream().map(this::emulated).toList());
            case Event.DispatchRefused refused ->
                new Event.DispatchRefused(
                        refused.id(),
                        refused.gpu(),
                        refused.reason(),
                        refused.state().map(this::emulated));
            case Event.LoadFailed failed ->
                new Event.LoadFailed(
                        failed.model(),
                        failed.gpu(),
                        failed.epoch(),
                        failed.reason(),
                        failed.state().map(this::emulated));
            case Event.ModelProfiled profiled ->
                new Event.ModelProfiled(
                        profiled.model(),
                        profiled.loadedFrom(),
                        stretched(profiled.loadNanos()),
                        stretched(profiled.inferenceNanos()));
            case Event.InvocationCancelled _,
                    Event.InvocationSettled _,
                    Event.WorkerLost _,
                    Event.WorkerSuspended _,
                    Event.WorkerResumed _,
                    Event.DispatchLost _,
                    Event.ModelsStaged _,
                    Event.TimeReached _ -> event;
        };
    }

    private GpuReport emulated(GpuReport report) {
        return new GpuReport(
                report.gpu(),
                report.type(),
                report.epoch(),
                report.sequence(),
                report.capacityBytes(),
                report.models().stream().map(this::emulated).toList(),
                report.quarantined(),
                report.working());
    }

    private Resident emulated(Resident resident) {
        return resident.keptUntilNanos() == Resident.NOT_KEPT
                ? resident
                : new Resident(
                        resident.model(), resident.bytes(), resident.ready(), emulated(resident.keptUntilNanos()));
    }

    /** What the core expects, in real time. */
    ModelForecast real(ModelForecast forecast) {
        if (scale == 1) {
            return forecast;
        }
        var loads = new EnumMap<Tier, Forecast>(Tier.class);
        forecast.loads().forEach((tier, load) -> loads.put(tier, shrunk(load)));
        return new ModelForecast(forecast.model(), forecast.inference().map(this::shrunk), loads);
    }

    private Forecast shrunk(Forecast forecast) {
        return new Forecast(
                Math.round(forecast.expectedNanos() / scale),
                Math.round(forecast.measuredNanos() / scale),
                forecast.medianError(),
                forecast.predictions());
    }

    private long stretched(long nanos) {
        return Math.round(nanos * scale);
    }

    /** Too late or too early for a long is as late or as early as there is. */
    private static long sum(long one, long other) {
        long sum = one + other;
        boolean overflown = ((one ^ sum) & (other ^ sum)) < 0;
        return overflown ? (one < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
    }
}

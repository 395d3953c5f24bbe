package dev.hearth.recorder;

import dev.hearth.scheduling.Event;
import dev.hearth.scheduling.Settings;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.GpuReport;
import dev.hearth.scheduling.cluster.GpuReport.Resident;
import dev.hearth.scheduling.cluster.Invocation;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.cluster.Tier;
import dev.hearth.scheduling.placement.PolicyOptions;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Events to record, at least one of each kind. */
final class Events {

    static final Setup SETUP = new Setup(
            "locality-aware-out-of-order",
            new PolicyOptions(
                    7,
                    Set.of(PolicyOptions.Feature.OVERLAP),
                    new PolicyOptions.Home("scheduler-2", List.of("scheduler-1", "scheduler-2"))),
            "cost-aware",
            Settings.live().withQueueLimit(Integer.MAX_VALUE));

    static final GpuId GPU = new GpuId("worker-1", 0);
    static final ModelId MODEL = new ModelId("minilm:1");
    static final InvocationId ID = new InvocationId("0198-\"quoted\"");

    private Events() {}

    static List<Event> ofEachKind() {
        return List.of(
                arrived(ID.value()),
                new Event.InvocationCancelled(ID),
                new Event.InvocationSettled(ID),
                new Event.WorkerReported("worker-1", 7, List.of(report(1, false), report(2, true))),
                new Event.WorkerLost("worker-1", 7),
                new Event.WorkerSuspended("worker-1"),
                new Event.WorkerResumed("worker-1"),
                new Event.DispatchRefused(ID, GPU, "NO_MEMORY", Optional.of(report(3, true))),
                new Event.DispatchRefused(ID, GPU, "REGISTRY_UNAVAILABLE", Optional.empty()),
                new Event.DispatchLost(ID, GPU),
                new Event.InvocationCompleted(ID, GPU, true, 12, 34, 8, Optional.of(report(4, true))),
                new Event.ModelLoaded(MODEL, GPU, 7, 56, Optional.empty()),
                new Event.LoadFailed(MODEL, GPU, 7, "BROKEN", Optional.of(report(5, false))),
                new Event.ModelsStaged("worker-1", 7, List.of(MODEL)),
                new Event.ModelProfiled(MODEL, Tier.HOST, 78, 90),
                new Event.TimeReached());
    }

    static Event arrived(String id) {
        return new Event.InvocationArrived(new Invocation(new InvocationId(id), MODEL, 100, 1, Long.MAX_VALUE));
    }

    static GpuReport report(long sequence, boolean ready) {
        return new GpuReport(GPU, "laptop", 7, sequence, 1_000, List.of(new Resident(MODEL, 100, ready)), List.of(ID));
    }
}

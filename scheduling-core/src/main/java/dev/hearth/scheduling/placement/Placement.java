package dev.hearth.scheduling.placement;

import dev.hearth.scheduling.cluster.Admitted;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.ModelId;
import java.util.List;

/** Where a waiting invocation goes next, and what that costs. */
public sealed interface Placement {

    /** The model is on {@code gpu}, or on its way by a dispatch of ours: dispatch there. */
    record Hit(Admitted admitted, GpuId gpu) implements Placement {}

    /** A hit out of order: all that wait before {@code admitted} are overtaken, and count it. */
    record Overtake(Admitted admitted, GpuId gpu) implements Placement {}

    /** The model must be loaded on {@code gpu}; {@code evicted} leave first, in that order: dispatch there. */
    record Load(Admitted admitted, GpuId gpu, List<ModelId> evicted) implements Placement {
        public Load {
            evicted = List.copyOf(evicted);
        }
    }

    /** Bring the model onto {@code gpu} for invocations to come; {@code evicted} leave first, in that order. */
    record Copy(ModelId model, long modelBytes, GpuId gpu, List<ModelId> evicted) implements Placement {
        public Copy {
            evicted = List.copyOf(evicted);
        }
    }

    /** The model is on {@code gpu}, which is busy: join its local queue. */
    record Join(Admitted admitted, GpuId gpu) implements Placement {}

    /** Nothing more can be placed now; what waits keeps its place. */
    record Wait(Reason reason) implements Placement {}

    /** Why nothing is placed. */
    enum Reason {
        NOTHING_WAITS,
        ALL_GPUS_BUSY,
        NO_ROOM
    }
}

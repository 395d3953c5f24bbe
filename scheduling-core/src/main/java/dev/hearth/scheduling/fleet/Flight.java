package dev.hearth.scheduling.fleet;

import dev.hearth.scheduling.cluster.Admitted;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.cluster.ModelId;
import java.util.List;

/**
 * An invocation dispatched and not answered yet.
 *
 * @param epoch of the worker it was planned for
 * @param load whether its model has to be loaded first
 * @param falseMiss whether another GPU held the model then
 * @param evict victims of the load, first to leave first
 * @param costNanos expected load (if any) and inference time
 * @param wish what its caller or the log has said since
 * @param lost whether an exchange broke, so that an earlier one may have started it
 */
public record Flight(
        Admitted admitted,
        GpuId gpu,
        long epoch,
        boolean load,
        boolean falseMiss,
        List<ModelId> evict,
        long costNanos,
        Wish wish,
        boolean lost) {

    /** What is wanted of a flight should it come back unanswered. */
    public enum Wish {
        RUN,
        CANCEL,
        FORGET
    }

    public Flight {
        evict = List.copyOf(evict);
    }

    public InvocationId id() {
        return admitted.id();
    }

    public ModelId model() {
        return admitted.model();
    }

    public Flight wishing(Wish changed) {
        return new Flight(admitted, gpu, epoch, load, falseMiss, evict, costNanos, changed, lost);
    }

    public Flight asLost() {
        return new Flight(admitted, gpu, epoch, load, falseMiss, evict, costNanos, wish, true);
    }
}

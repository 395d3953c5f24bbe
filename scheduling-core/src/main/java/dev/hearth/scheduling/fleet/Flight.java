package dev.hearth.scheduling.fleet;

import dev.hearth.scheduling.cluster.Admitted;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.cost.Expected;
import java.util.List;

/**
 * An invocation dispatched and not answered yet.
 *
 * @param epoch of the worker it was planned for
 * @param load whether its model has to be loaded first
 * @param falseMiss whether another GPU held the model then
 * @param evict victims of the load, first to leave first
 * @param expected what it will take
 * @param readyNanos when it can begin to run: expected while {@code loading}, known afterwards
 * @param loading whether its load is not known to have ended
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
        Expected expected,
        long readyNanos,
        boolean loading,
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

    /** A dispatch to a GPU that holds the model. */
    public static Flight hit(Admitted admitted, GpuId gpu, long epoch, Expected expected, long nowNanos) {
        return new Flight(admitted, gpu, epoch, false, false, List.of(), expected, nowNanos, false, Wish.RUN, false);
    }

    /** A dispatch that begins with a load. */
    public static Flight load(
            Admitted admitted,
            GpuId gpu,
            long epoch,
            boolean falseMiss,
            List<ModelId> evict,
            Expected expected,
            long nowNanos) {
        return new Flight(
                admitted,
                gpu,
                epoch,
                true,
                falseMiss,
                evict,
                expected,
                nowNanos + expected.loadNanos(),
                true,
                Wish.RUN,
                false);
    }

    public InvocationId id() {
        return admitted.id();
    }

    public ModelId model() {
        return admitted.model();
    }

    public Flight wishing(Wish changed) {
        return new Flight(admitted, gpu, epoch, load, falseMiss, evict, expected, readyNanos, loading, changed, lost);
    }

    public Flight asLost() {
        return new Flight(admitted, gpu, epoch, load, falseMiss, evict, expected, readyNanos, loading, wish, true);
    }

    /** The same once its model is there. */
    public Flight asLoaded(long nowNanos) {
        return new Flight(admitted, gpu, epoch, load, falseMiss, evict, expected, nowNanos, false, wish, lost);
    }
}

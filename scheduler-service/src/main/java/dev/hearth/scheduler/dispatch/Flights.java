package dev.hearth.scheduler.dispatch;

import dev.hearth.scheduling.Command;
import dev.hearth.scheduling.Event;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.InvocationId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which of the invocations that this scheduler has are with a worker; all others wait. Learned from what the core is told
 * and what it commands, so that whoever asks does not hold up the core. Told by the loop's thread, asked by any.
 */
final class Flights {

    private final Map<InvocationId, Flight> byId = new ConcurrentHashMap<>();
    private final Map<String, Long> epochs = new HashMap<>();

    boolean has(InvocationId id) {
        return byId.containsKey(id);
    }

    /** @param cause the event that the core answered with these commands */
    void learn(Event cause, List<Command> commands) {
        switch (cause) {
            case Event.InvocationCompleted completed -> land(completed.id(), completed.gpu());
            case Event.DispatchRefused refused -> land(refused.id(), refused.gpu());
            case Event.WorkerReported reported -> reported(reported.worker(), reported.epoch());
            case Event.WorkerLost lost -> {
                epochs.remove(lost.worker());
                landAll(lost.worker(), lost.epoch());
            }
            case Event.InvocationArrived _,
                    Event.InvocationCancelled _,
                    Event.InvocationSettled _,
                    Event.WorkerSuspended _,
                    Event.WorkerResumed _,
                    Event.DispatchLost _,
                    Event.ModelProfiled _,
                    Event.ModelLoaded _,
                    Event.LoadFailed _,
                    Event.ModelsStaged _,
                    Event.TimeReached _ -> {}
        }
        for (var command : commands) {
            switch (command) {
                case Command.Dispatch dispatch ->
                    byId.put(dispatch.invocation().id(), new Flight(dispatch.gpu(), dispatch.epoch()));
                case Command.Fail fail -> byId.remove(fail.id());
                case Command.Expire expire -> byId.remove(expire.id());
                case Command.Cancel cancel -> byId.remove(cancel.id());
                case Command.Load _, Command.Recall _, Command.WakeUpAt _ -> {}
            }
        }
    }

    /** An answer that comes from elsewhere than where it is now has been overtaken. */
    private void land(InvocationId id, GpuId gpu) {
        byId.computeIfPresent(id, (_, flight) -> flight.gpu().equals(gpu) ? null : flight);
    }

    /** A worker that comes back has lost what an earlier epoch of it was given. */
    private void reported(String worker, long epoch) {
        var known = epochs.put(worker, epoch);
        if (known != null && known < epoch) {
            landAll(worker, known);
        }
    }

    private void landAll(String worker, long epoch) {
        byId.values().removeIf(flight -> flight.gpu().worker().equals(worker) && flight.epoch() <= epoch);
    }

    private record Flight(GpuId gpu, long epoch) {}
}

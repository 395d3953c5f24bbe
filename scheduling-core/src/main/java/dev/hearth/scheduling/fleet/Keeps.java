package dev.hearth.scheduling.fleet;

import dev.hearth.scheduling.cluster.GpuReport.Resident;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.time.Alarms;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The models that a GPU's worker keeps there whoever needs their room: each until its time has come. */
final class Keeps {

    private final Map<ModelId, Long> untilNanosByModel = new HashMap<>();

    void report(List<Resident> models) {
        untilNanosByModel.clear();
        for (Resident resident : models) {
            if (resident.keptUntilNanos() != Resident.NOT_KEPT) {
                untilNanosByModel.put(resident.model(), resident.keptUntilNanos());
            }
        }
    }

    /** Lets those go whose time has come. */
    void passTo(long nowNanos) {
        untilNanosByModel.values().removeIf(untilNanos -> untilNanos <= nowNanos);
    }

    boolean contains(ModelId model) {
        return untilNanosByModel.containsKey(model);
    }

    /** When the first of them may leave; {@link Alarms#NEVER} if all stay for ever, or there are none. */
    long endNanos() {
        long endNanos = Alarms.NEVER;
        for (long untilNanos : untilNanosByModel.values()) {
            endNanos = Math.min(endNanos, untilNanos);
        }
        return endNanos;
    }
}

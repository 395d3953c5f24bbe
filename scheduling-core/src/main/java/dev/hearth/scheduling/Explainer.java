package dev.hearth.scheduling;

import dev.hearth.scheduling.cluster.Admitted;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.placement.Estimate;
import dev.hearth.scheduling.placement.PlacementPolicy;
import dev.hearth.scheduling.placement.PlanningView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes down the candidates of those invocations that someone has asked about; the others cost nothing. */
final class Explainer {

    /** The longest asked about is forgotten beyond this. */
    private static final int LIMIT = 1000;

    private final PlacementPolicy policy;
    private final Map<InvocationId, Optional<Explanation>> asked = new LinkedHashMap<>();

    Explainer(PlacementPolicy policy) {
        this.policy = policy;
    }

    void ask(InvocationId id) {
        asked.putIfAbsent(id, Optional.empty());
        if (asked.size() > LIMIT) {
            asked.remove(asked.keySet().iterator().next());
        }
    }

    Optional<Explanation> explanation(InvocationId id) {
        return asked.getOrDefault(id, Optional.empty());
    }

    /** Before a placement is carried out: the candidates are what the policy saw. */
    void placed(Admitted waiting, GpuId chosen, PlanningView view) {
        if (asked.containsKey(waiting.id())) {
            List<Estimate> candidates = view.all().stream()
                    .filter(gpu -> gpu.available() && gpu.capacityBytes() >= waiting.modelBytes())
                    .flatMap(gpu -> policy.estimate(waiting, gpu, view).stream())
                    .toList();
            asked.put(
                    waiting.id(),
                    Optional.of(new Explanation(waiting.id(), policy.name(), view.nowNanos(), candidates, chosen)));
        }
    }
}

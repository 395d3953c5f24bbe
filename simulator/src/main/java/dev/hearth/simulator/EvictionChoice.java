package dev.hearth.simulator;

import dev.hearth.scheduling.cache.ClairvoyantEviction;
import dev.hearth.scheduling.cache.EvictionPolicy;
import dev.hearth.scheduling.cache.Evictions;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.simulator.trace.Arrival;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The eviction policy of a plan; one may know the trace beforehand. */
final class EvictionChoice {

    private static final long MILLISECOND = 1_000_000;

    private EvictionChoice() {}

    static EvictionPolicy of(SimulationPlan plan) {
        String name = plan.choice().eviction();
        return name.equals(ClairvoyantEviction.NAME) ? clairvoyant(plan.arrivals()) : Evictions.named(name);
    }

    private static EvictionPolicy clairvoyant(List<Arrival> arrivals) {
        Map<String, List<Arrival>> byFunction = arrivals.stream().collect(Collectors.groupingBy(Arrival::function));
        Map<ModelId, long[]> nanos = new HashMap<>();
        byFunction.forEach((function, its) -> nanos.put(
                new ModelId(function),
                its.stream()
                        .mapToLong(arrival -> arrival.millis() * MILLISECOND)
                        .toArray()));
        return new ClairvoyantEviction(nanos);
    }
}

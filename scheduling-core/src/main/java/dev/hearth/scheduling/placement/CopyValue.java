package dev.hearth.scheduling.placement;

import dev.hearth.scheduling.cluster.GpuReport.Resident;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.fleet.Gpu;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What copies of models are worth at one moment: the waiting they spare their callers, as time per time.
 *
 * <p>An invocation waits if all holders of its model are busy, which happens as often as their busy fractions multiplied,
 * and then for half an inference or more; without any copy it waits for a load. A copy's loss costs that difference times
 * the model's rate, but never more than being loaded again once: its next invocation waits for the load, and so do those
 * that come meanwhile.
 */
final class CopyValue {

    /** Time over which a lasting gain or loss is weighed against waiting now. */
    static final double HORIZON_NANOS = 20e9;

    /** More holders than this are never all busy. */
    private static final int HOLDERS = 8;

    /** Nothing is ever quite idle or quite busy: estimates are not that good. */
    private static final double LEAST_BUSY = 0.1;

    private static final double MOST_BUSY = 0.98;

    /** Victims of a load and what their loss costs. */
    record Victims(List<ModelId> models, double lossRate, double damageNanos) {
        static final Victims NONE = new Victims(List.of(), 0, 0);
    }

    private record Candidate(ModelId model, long bytes, double lossRate) {
        double lossPerByte() {
            return lossRate / Math.max(1, bytes);
        }
    }

    private static final Comparator<Candidate> LEAST_LOSS_FIRST = Comparator.comparingDouble(Candidate::lossPerByte);

    /** Rates and busy fractions hardly change in this time. */
    private static final long STALE_NANOS = 50_000_000;

    /** More models than this are not remembered at once. */
    private static final int MODELS = 1 << 14;

    /** How much a model is asked for, and how often all its holders are busy. */
    private static final class Demand {
        private long takenNanos;
        private double ratePerNano;
        private int holders;
        private double allBusy;

        boolean holds(int holdersNow, long nowNanos) {
            return holders == holdersNow && nowNanos - takenNanos <= STALE_NANOS;
        }
    }

    private final boolean byDamage;
    private final boolean remembers;
    private final Map<ModelId, Demand> demands;
    private @Nullable PlanningView view;

    /** @param byDamage whether victims are chosen by their loss rather than by the eviction policy */
    CopyValue(boolean byDamage) {
        this(byDamage, true, new HashMap<>());
    }

    private CopyValue(boolean byDamage, boolean remembers, Map<ModelId, Demand> demands) {
        this.byDamage = byDamage;
        this.remembers = remembers;
        this.demands = demands;
    }

    /** The same values at a moment, for somebody who asks without a decision: what is remembered stays as it is. */
    CopyValue aside(PlanningView moment) {
        CopyValue aside = new CopyValue(byDamage, false, demands);
        aside.view = moment;
        return aside;
    }

    /** The moment that is looked at from now on. */
    CopyValue at(PlanningView moment) {
        view = moment;
        if (demands.size() > MODELS) {
            demands.clear();
        }
        return this;
    }

    private PlanningView view() {
        return Objects.requireNonNull(view, "no moment is looked at");
    }

    /** 0.1 to 0.98. */
    double busyFraction(Gpu gpu) {
        return Math.clamp(gpu.busyFraction(view().nowNanos(), remembers), LEAST_BUSY, MOST_BUSY);
    }

    /** Time saved per time by one more copy. */
    double gainRate(ModelId model, long modelBytes, Gpu gpu) {
        Demand demand = demand(model);
        double waitNow = demand.holders == 0
                ? loadNanos(model, modelBytes, gpu)
                : waitNanos(model, modelBytes, gpu, demand.allBusy);
        return demand.ratePerNano * (waitNow - waitNanos(model, modelBytes, gpu, demand.allBusy * busyFraction(gpu)));
    }

    /** Time lost per time without the copy there is. */
    double lossRate(ModelId model, long modelBytes, Gpu gpu) {
        Demand demand = demand(model);
        double without = demand.holders <= 1
                ? loadNanos(model, modelBytes, gpu)
                : waitNanos(model, modelBytes, gpu, Math.min(1, demand.allBusy / busyFraction(gpu)));
        return demand.ratePerNano * (without - waitNanos(model, modelBytes, gpu, demand.allBusy));
    }

    /** Time lost per time while the GPU serves none of the models it holds. */
    double lossRate(Gpu gpu) {
        double sum = 0;
        for (ModelId model : gpu.models()) {
            sum += lossRate(model, gpu.bytes(model), gpu);
        }
        return sum;
    }

    /**
     * Who leaves for a load of the model.
     *
     * @return the cheapest set that makes room, nothing if there is none; the models in use are spared
     */
    Optional<Victims> victims(Gpu gpu, ModelId model, long modelBytes) {
        if (gpu.refuses(model)) {
            return Optional.empty();
        }
        long excessBytes = gpu.usedBytes() + modelBytes - gpu.capacityBytes();
        if (excessBytes <= 0) {
            return Optional.of(Victims.NONE);
        }
        // What other schedulers run there is known by id only: any model may be in use.
        return gpu.shared() ? Optional.empty() : cheapest(candidates(gpu), excessBytes, gpu);
    }

    private List<Candidate> candidates(Gpu gpu) {
        List<Candidate> candidates = new ArrayList<>();
        if (!byDamage) {
            for (Resident resident : view().evictionOrder(gpu)) {
                add(resident.model(), gpu, candidates);
            }
            return candidates;
        }
        for (ModelId model : gpu.models()) {
            add(model, gpu, candidates);
        }
        candidates.sort(LEAST_LOSS_FIRST);
        return candidates;
    }

    private void add(ModelId model, Gpu gpu, List<Candidate> candidates) {
        if (!gpu.needs(model)) {
            long bytes = gpu.bytes(model);
            candidates.add(new Candidate(model, bytes, lossRate(model, bytes, gpu)));
        }
    }

    private Optional<Victims> cheapest(List<Candidate> candidates, long excessBytes, Gpu gpu) {
        List<Candidate> chosen = new ArrayList<>();
        long missingBytes = excessBytes;
        for (Candidate candidate : candidates) {
            if (missingBytes > 0) {
                chosen.add(candidate);
                missingBytes -= candidate.bytes();
            }
        }
        if (missingBytes > 0) {
            return Optional.empty();
        }
        // A large late one may make earlier ones unnecessary.
        for (Candidate candidate : List.copyOf(chosen).reversed()) {
            if (missingBytes + candidate.bytes() <= 0) {
                chosen.remove(candidate);
                missingBytes += candidate.bytes();
            }
        }
        return Optional.of(sum(chosen, gpu));
    }

    private Victims sum(List<Candidate> chosen, Gpu gpu) {
        List<ModelId> models = new ArrayList<>();
        double lossRate = 0;
        double damageNanos = 0;
        for (Candidate candidate : chosen) {
            ModelId model = candidate.model();
            double loadNanos = loadNanos(model, candidate.bytes(), gpu);
            double reloadNanos = loadNanos * (1 + demand(model).ratePerNano * loadNanos / 2);
            models.add(model);
            lossRate += candidate.lossRate();
            damageNanos += Math.min(candidate.lossRate() * HORIZON_NANOS, reloadNanos);
        }
        return new Victims(models, lossRate, damageNanos);
    }

    private Demand demand(ModelId model) {
        Collection<Gpu> holders = view().holders(model);
        Demand known = demands.get(model);
        if (known != null && known.holds(holders.size(), view().nowNanos())) {
            return known;
        }
        Demand demand = known != null && remembers ? known : new Demand();
        demand.takenNanos = view().nowNanos();
        double rate = view().ratePerSecond(model);
        demand.ratePerNano = (rate > 0 ? rate : view().typicalRatePerSecond()) / 1e9;
        demand.holders = holders.size();
        demand.allBusy = allBusy(holders);
        if (remembers) {
            demands.put(model, demand);
        }
        return demand;
    }

    private double allBusy(Collection<Gpu> holders) {
        double allBusy = 1;
        int seen = 0;
        for (Gpu holder : holders) {
            allBusy *= busyFraction(holder);
            if (++seen == HOLDERS) {
                break;
            }
        }
        return allBusy;
    }

    /** @param allBusy how often all holders are busy */
    private double waitNanos(ModelId model, long modelBytes, Gpu gpu, double allBusy) {
        double inferenceNanos = view().inferenceNanos(model, gpu);
        return allBusy * Math.min(loadNanos(model, modelBytes, gpu), inferenceNanos * (1 + allBusy) / 2);
    }

    private double loadNanos(ModelId model, long modelBytes, Gpu gpu) {
        return view().loadNanos(model, modelBytes, gpu);
    }
}

package dev.hearth.scheduling.placement;

import dev.hearth.scheduling.cluster.GpuReport.Resident;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.fleet.Gpu;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

    private record Candidate(Resident resident, double lossRate) {
        double lossPerByte() {
            return lossRate / Math.max(1, resident.bytes());
        }
    }

    private final PlanningView view;
    private final boolean byDamage;
    private final Map<ModelId, Double> ratePerNano = new HashMap<>();
    private final Map<Gpu, Double> busyFraction = new HashMap<>();

    /** @param byDamage whether victims are chosen by their loss rather than by the eviction policy */
    CopyValue(PlanningView view, boolean byDamage) {
        this.view = view;
        this.byDamage = byDamage;
    }

    /** 0.1 to 0.98. */
    double busyFraction(Gpu gpu) {
        return busyFraction.computeIfAbsent(
                gpu, other -> Math.clamp(other.busyFraction(view.nowNanos()), LEAST_BUSY, MOST_BUSY));
    }

    /** Time saved per time by one more copy. */
    double gainRate(ModelId model, long modelBytes, Gpu gpu) {
        return rate(model)
                * (waitNanos(model, modelBytes, gpu, false, false) - waitNanos(model, modelBytes, gpu, true, false));
    }

    /** Time lost per time without the copy there is. */
    double lossRate(ModelId model, long modelBytes, Gpu gpu) {
        return rate(model)
                * (waitNanos(model, modelBytes, gpu, false, true) - waitNanos(model, modelBytes, gpu, false, false));
    }

    /** Time lost per time while the GPU serves none of the models it holds. */
    double lossRate(Gpu gpu) {
        double sum = 0;
        for (Resident resident : gpu.residents()) {
            sum += lossRate(resident.model(), resident.bytes(), gpu);
        }
        return sum;
    }

    /** @return the cheapest set that makes room, nothing if there is none; the models in use are spared */
    Optional<Victims> victims(Gpu gpu, long modelBytes) {
        long excessBytes = gpu.usedBytes() + modelBytes - gpu.capacityBytes();
        if (excessBytes <= 0) {
            return Optional.of(Victims.NONE);
        }
        // What other schedulers run there is known by id only: any model may be in use.
        return gpu.shared() ? Optional.empty() : cheapest(candidates(gpu), excessBytes, gpu);
    }

    private List<Candidate> candidates(Gpu gpu) {
        List<Candidate> candidates = new ArrayList<>();
        for (Resident resident : byDamage ? gpu.residents() : view.evictionOrder(gpu)) {
            if (!gpu.needs(resident.model())) {
                candidates.add(new Candidate(resident, lossRate(resident.model(), resident.bytes(), gpu)));
            }
        }
        if (byDamage) {
            candidates.sort(Comparator.comparingDouble(Candidate::lossPerByte));
        }
        return candidates;
    }

    private Optional<Victims> cheapest(List<Candidate> candidates, long excessBytes, Gpu gpu) {
        List<Candidate> chosen = new ArrayList<>();
        long missingBytes = excessBytes;
        for (Candidate candidate : candidates) {
            if (missingBytes > 0) {
                chosen.add(candidate);
                missingBytes -= candidate.resident().bytes();
            }
        }
        if (missingBytes > 0) {
            return Optional.empty();
        }
        // A large late one may make earlier ones unnecessary.
        for (Candidate candidate : List.copyOf(chosen).reversed()) {
            if (missingBytes + candidate.resident().bytes() <= 0) {
                chosen.remove(candidate);
                missingBytes += candidate.resident().bytes();
            }
        }
        return Optional.of(sum(chosen, gpu));
    }

    private Victims sum(List<Candidate> chosen, Gpu gpu) {
        List<ModelId> models = new ArrayList<>();
        double lossRate = 0;
        double damageNanos = 0;
        for (Candidate candidate : chosen) {
            ModelId model = candidate.resident().model();
            double loadNanos = view.loadNanos(model, candidate.resident().bytes(), gpu);
            double reloadNanos = loadNanos * (1 + rate(model) * loadNanos / 2);
            models.add(model);
            lossRate += candidate.lossRate();
            damageNanos += Math.min(candidate.lossRate() * HORIZON_NANOS, reloadNanos);
        }
        return new Victims(models, lossRate, damageNanos);
    }

    private double rate(ModelId model) {
        return ratePerNano.computeIfAbsent(model, other -> view.ratePerSecond(other) / 1e9);
    }

    /** @param with whether {@code gpu} counts as a holder, {@code without} whether it does not */
    private double waitNanos(ModelId model, long modelBytes, Gpu gpu, boolean with, boolean without) {
        double allBusy = with ? busyFraction(gpu) : 1;
        int holders = with ? 1 : 0;
        for (Gpu holder : view.holders(model)) {
            if (holders == HOLDERS) {
                break;
            }
            if (!(without && holder == gpu)) {
                allBusy *= busyFraction(holder);
                holders++;
            }
        }
        double loadNanos = view.loadNanos(model, modelBytes, gpu);
        double inferenceNanos = view.inferenceNanos(model, gpu);
        return holders == 0 ? loadNanos : allBusy * Math.min(loadNanos, inferenceNanos * (1 + allBusy) / 2);
    }
}

package dev.hearth.scheduling.placement;

import dev.hearth.scheduling.cluster.Invocation;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.fleet.Gpu;
import dev.hearth.scheduling.placement.CopyValue.Victims;
import dev.hearth.scheduling.placement.PolicyOptions.Feature;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gives a model that was just asked for another copy, where that saves much more waiting than its victims' loss costs.
 *
 * <p>So models have copies in proportion to their load, in memory that would stand idle, and lose them to others that
 * need it more. The margin between gain and loss keeps two models from taking turns.
 */
final class BackgroundCopies {

    /** How much more a copy has to save than its victims' loss costs. */
    private static final double MARGIN = 3;

    /** A copy that saves less than this, as time per time, is not worth the load. */
    private static final double LEAST_GAIN = 1e-4;

    /** One in so many copy lanes may be used for this, so that invocations that wait find a lane free. */
    private static final int LANES_PER_COPY = 4;

    private final PlanningView view;
    private final CopyValue value;
    private final Candidates candidates;
    private final boolean overlap;

    BackgroundCopies(PlanningView view, CopyValue value, Candidates candidates, PolicyOptions options) {
        this.view = view;
        this.value = value;
        this.candidates = candidates;
        this.overlap = options.has(Feature.OVERLAP);
    }

    Optional<Placement> next() {
        // Without overlap a copy takes the GPU from those that wait.
        boolean mayCopy = view.copies() < Math.max(1, view.gpuCount() / LANES_PER_COPY)
                && (overlap || view.firstWaiting().isEmpty());
        return mayCopy ? view.arrived().flatMap(this::copyOf) : Optional.empty();
    }

    private Optional<Placement> copyOf(Invocation arrived) {
        ModelId model = arrived.model();
        if (view.holders(model).isEmpty() || candidates.awaitsFirstCopy(model, view)) {
            return Optional.empty();
        }
        @Nullable Placement best = null;
        double bestScore = 0;
        for (Gpu gpu : candidates.forLoad(view)) {
            if (gpu.holds(model) || !gpu.copyIdle() || !candidates.atHome(gpu) || !(overlap || gpu.computeIdle())) {
                continue;
            }
            double gain = value.gainRate(model, arrived.modelBytes(), gpu);
            if (gain <= LEAST_GAIN) {
                continue;
            }
            Victims victims =
                    value.victims(gpu, arrived.model(), arrived.modelBytes()).orElse(null);
            if (victims == null) {
                continue;
            }
            double score = gain - MARGIN * victims.lossRate() - blocking(arrived, gpu);
            if (score > bestScore) {
                bestScore = score;
                best = new Placement.Copy(model, arrived.modelBytes(), gpu.id(), victims.models());
            }
        }
        return Optional.ofNullable(best);
    }

    private double blocking(Invocation arrived, Gpu gpu) {
        return overlap
                ? 0
                : value.lossRate(gpu)
                        * view.loadNanos(arrived.model(), arrived.modelBytes(), gpu)
                        / CopyValue.HORIZON_NANOS;
    }
}

package dev.hearth.scheduling.placement;

import dev.hearth.scheduling.cluster.Admitted;
import dev.hearth.scheduling.fleet.Gpu;
import dev.hearth.scheduling.placement.PolicyOptions.Feature;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every invocation goes where it completes first: after what is planned before it, after the load if one is needed, and
 * counting what the load's victims will be missed.
 *
 * <p>After every event the first of the queue are planned anew in arrival order ({@link CompletionPlan}); only what can
 * begin now is carried out, a run on an idle compute lane or a load on an idle copy lane. The rest stays free to change,
 * so no GPU is ever tied to a queue of its own. Models asked for often get further copies in the background
 * ({@link BackgroundCopies}). Where loads are cheap this is plain load balancing.
 *
 * <p>Sources: list scheduling of Graham, "Bounds on Multiprocessing Timing Anomalies", SIAM J. Appl. Math. 1969;
 * estimated completion instead of locality from Fu et al., "ServerlessLLM", OSDI 2024; the central plan of loads and
 * inferences from Gujarati et al., "Clockwork", OSDI 2020.
 */
public final class EarliestCompletionPlacement implements PlacementPolicy {

    public static final String NAME = "earliest-completion";

    private final PolicyOptions options;
    private final Candidates candidates;
    private final CopyValue value;
    private @Nullable PlanningView planned;
    private boolean copied;

    public EarliestCompletionPlacement(PolicyOptions options) {
        this.options = options;
        this.candidates = new Candidates(options.home());
        this.value = new CopyValue(options.has(Feature.EVICTION_DAMAGE));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean dispatchesAhead() {
        return true;
    }

    @Override
    public boolean batches() {
        return true;
    }

    @Override
    public Optional<Estimate> estimate(Admitted waiting, Gpu gpu, PlanningView view) {
        return new CompletionPlan(view, value.aside(view), candidates, options).estimate(waiting, gpu);
    }

    @Override
    public Placement next(PlanningView view) {
        if (view != planned) {
            planned = view;
            value.at(view);
            copied = options.without().contains(Feature.BACKGROUND_COPIES);
        }
        Placement placement = new CompletionPlan(view, value, candidates, options).next();
        if (!(placement instanceof Placement.Wait) || copied) {
            return placement;
        }
        copied = true;
        return new BackgroundCopies(view, value, candidates, options).next().orElse(placement);
    }
}

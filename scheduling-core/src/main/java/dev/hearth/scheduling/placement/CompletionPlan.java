package dev.hearth.scheduling.placement;

import dev.hearth.scheduling.cluster.Admitted;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.cluster.Tier;
import dev.hearth.scheduling.fleet.Gpu;
import dev.hearth.scheduling.placement.CopyValue.Victims;
import dev.hearth.scheduling.placement.PolicyOptions.Feature;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The first of the queue planned in arrival order, each where it completes first given those before it; made anew for
 * every decision.
 *
 * <p>A load's completion is charged with what its victims will be missed, less what the copy will save later. The charge
 * fades as the invocation waits: after {@link #PATIENCE_NANOS} and its share of the backlog nothing counts but its own
 * completion. Those that would miss their deadline wherever they went are planned after all others.
 */
final class CompletionPlan {

    /** An invocation that has waited this long beyond its turn is loaded wherever it completes first. */
    static final long PATIENCE_NANOS = 10_000_000_000L;

    /** How many of the queue are planned; few more can begin soon. */
    private static final int LENGTH = 16;

    /** How many if far more wait than there are GPUs: whoever is not served well gets to the front soon. */
    private static final int LENGTH_UNDER_OVERLOAD = 2;

    /** Share of an inference that the choice of a busier GPU for a load is charged with. */
    private static final double BUSY_CHARGE = 0.04;

    /** Share of a load that is charged where it keeps a GPU that is always busy from everything else. */
    private static final double BLOCKING_CHARGE = 0.4;

    /** Share of an inference that a GPU is charged with which is another scheduler's home. */
    private static final double BORROWING_CHARGE = 0.25;

    /** Share of an inference that joining a batch is charged with, so that idle GPUs come first. */
    private static final double JOINING_CHARGE = 0.1;

    /** Below this an inference is sent ahead to a busy GPU: the way from here to there would be felt. */
    private static final long AHEAD_NANOS = 100_000_000;

    /** @param costNanos completion and all charges: what is compared */
    private record Option(
            PlannedGpu gpu, boolean loads, long startNanos, long endNanos, double costNanos, List<ModelId> evicted) {}

    private final PlanningView view;
    private final CopyValue value;
    private final Candidates candidates;
    private final boolean overlap;
    private final boolean linkSharing;
    private final boolean patience;
    private final boolean deadlines;
    private final Map<Gpu, PlannedGpu> lanes = new HashMap<>();
    private final Map<ModelId, List<PlannedGpu>> plannedLoads = new HashMap<>();
    private final List<Admitted> late = new ArrayList<>();

    CompletionPlan(PlanningView view, CopyValue value, Candidates candidates, PolicyOptions options) {
        this.view = view;
        this.value = value;
        this.candidates = candidates;
        this.overlap = options.has(Feature.OVERLAP);
        this.linkSharing = options.has(Feature.LINK_SHARING);
        this.patience = options.has(Feature.PATIENCE);
        this.deadlines = options.has(Feature.DEADLINES);
    }

    /** The first thing in the plan that can begin now. */
    Placement next() {
        if (view.waitingCount() <= 2 * view.gpuCount() + LENGTH) {
            return planned(LENGTH).or(this::beyond).orElseGet(CompletionPlan::nothing);
        }
        return onChangedGpus()
                .or(() -> planned(LENGTH_UNDER_OVERLOAD))
                .or(this::onHoldersOfTheEntered)
                .orElseGet(CompletionPlan::nothing);
    }

    private Optional<Placement> planned(int length) {
        int left = length;
        for (Admitted waiting : view.waiting()) {
            if (left-- == 0) {
                break;
            }
            Placement placement = place(waiting, false);
            if (placement != null) {
                return Optional.of(placement);
            }
        }
        for (Admitted waiting : late) {
            Placement placement = place(waiting, true);
            if (placement != null) {
                return Optional.of(placement);
            }
        }
        return Optional.empty();
    }

    /** What is too far back to be planned still takes a GPU that is free. */
    private Optional<Placement> beyond() {
        return view.waitingCount() > LENGTH ? onChangedGpus().or(this::onHoldersOfTheEntered) : Optional.empty();
    }

    private Optional<Placement> onChangedGpus() {
        for (Gpu gpu : view.changed()) {
            Optional<Admitted> first = gpu.computeIdle() ? view.firstReadyFor(gpu) : Optional.empty();
            if (first.isPresent() && lane(gpu).canRunNow(first.get().model())) {
                return Optional.of(unlessOvertaking(first.get(), lane(gpu)));
            }
            Optional<Admitted> companion = gpu.lastSent().flatMap(view::firstWaitingOf);
            if (companion.isPresent() && joins(companion.get(), gpu)) {
                return Optional.of(unlessOvertaking(companion.get(), lane(gpu)));
            }
        }
        return Optional.empty();
    }

    /** Whether it may run with those that were sent there last, however many wait before it. */
    private boolean joins(Admitted waiting, Gpu gpu) {
        return lane(gpu).canJoinNow(waiting)
                || (view.inferenceNanos(waiting.model(), gpu) <= AHEAD_NANOS && view.joinsAhead(gpu, waiting));
    }

    private Optional<Placement> onHoldersOfTheEntered() {
        for (ModelId model : view.entered()) {
            Optional<Placement> placement = view.firstWaitingOf(model).flatMap(this::onAnIdleHolder);
            if (placement.isPresent()) {
                return placement;
            }
        }
        return Optional.empty();
    }

    private Optional<Placement> onAnIdleHolder(Admitted waiting) {
        for (Gpu gpu : candidates.forHit(waiting.model(), view)) {
            if (lane(gpu).canRunNow(waiting.model())) {
                return Optional.of(unlessOvertaking(waiting, lane(gpu)));
            }
        }
        return Optional.empty();
    }

    private static Placement nothing() {
        return new Placement.Wait(Placement.Reason.ALL_GPUS_BUSY);
    }

    /** What an invocation would meet on one GPU if nothing were planned before it. */
    Optional<Estimate> estimate(Admitted waiting, Gpu gpu) {
        PlannedGpu lane = lane(gpu);
        ModelId model = waiting.model();
        long inferenceNanos = view.inferenceNanos(model, gpu);
        if (lane.holds(model)) {
            long waitNanos = lane.startNanos(model, inferenceNanos) - view.nowNanos();
            return Optional.of(new Estimate(gpu.id(), waitNanos, 0, Optional.empty(), inferenceNanos, List.of(), 0));
        }
        long loadNanos = loadNanos(waiting, gpu);
        long waitNanos = lane.startNanosAfterLoad(loadNanos, inferenceNanos) - loadNanos - view.nowNanos();
        return value.victims(gpu, waiting.model(), waiting.modelBytes())
                .map(victims -> new Estimate(
                        gpu.id(),
                        waitNanos,
                        loadNanos,
                        Optional.of(gpu.bestTier(model)),
                        inferenceNanos,
                        victims.models(),
                        Math.round(chargedShare(waiting) * victims.damageNanos())));
    }

    /** Plans one invocation; the placement if it begins now, else null. */
    private @Nullable Placement place(Admitted waiting, boolean evenIfLate) {
        long deadlineNanos = deadlines ? waiting.invocation().deadlineNanos() : Long.MAX_VALUE;
        Option hit = bestHit(waiting);
        Option load = bestLoad(waiting, hit == null ? Long.MAX_VALUE : hit.endNanos(), deadlineNanos);
        Option best = better(hit, load, deadlineNanos);
        if (best == null) {
            return null;
        }
        if (best.endNanos() > deadlineNanos && !evenIfLate) {
            late.add(waiting);
            return null;
        }
        return best.loads() ? load(waiting, best) : hit(waiting, best);
    }

    /** The cheaper of two, but one in time rather than one too late. */
    private static @Nullable Option better(@Nullable Option one, @Nullable Option other, long deadlineNanos) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        boolean inTime = one.endNanos() <= deadlineNanos;
        if (inTime != (other.endNanos() <= deadlineNanos)) {
            return inTime ? one : other;
        }
        return one.costNanos() <= other.costNanos() ? one : other;
    }

    private @Nullable Placement hit(Admitted waiting, Option hit) {
        PlannedGpu lane = hit.gpu();
        boolean now =
                hit.startNanos() <= view.nowNanos() && (lane.canRunNow(waiting.model()) || lane.canJoinNow(waiting));
        long inferenceNanos = hit.endNanos() - hit.startNanos();
        boolean ahead = !now
                && inferenceNanos <= AHEAD_NANOS
                && lane.gpu().ready(waiting.model())
                && (lane.untouched() ? view.roomAhead(lane.gpu(), waiting) : view.joinsAhead(lane.gpu(), waiting));
        if (now || ahead) {
            return unlessOvertaking(waiting, lane);
        }
        lane.run(hit.startNanos(), inferenceNanos);
        return null;
    }

    /**
     * A hit; but where it would overtake someone who has waited much longer, that one's model is loaded first, beside
     * which the hit can run all the same.
     */
    private Placement unlessOvertaking(Admitted waiting, PlannedGpu lane) {
        Admitted head = view.firstWaiting().orElse(waiting);
        boolean overtakes = patience && waiting.arrivedNanos() - head.arrivedNanos() > PATIENCE_NANOS;
        if (overtakes && lane.canLoadNow() && !lane.holds(head.model())) {
            Optional<Victims> victims = value.victims(lane.gpu(), head.model(), head.modelBytes());
            if (victims.isPresent()) {
                return new Placement.Load(head, lane.gpu().id(), victims.get().models());
            }
        }
        return new Placement.Hit(waiting, lane.gpu().id());
    }

    private @Nullable Placement load(Admitted waiting, Option load) {
        PlannedGpu lane = load.gpu();
        if (lane.canLoadNow()) {
            return new Placement.Load(waiting, lane.gpu().id(), load.evicted());
        }
        lane.load(waiting.model(), loadNanos(waiting, lane.gpu()), load.endNanos() - load.startNanos());
        plannedLoads.computeIfAbsent(waiting.model(), _ -> new ArrayList<>()).add(lane);
        return null;
    }

    private @Nullable Option bestHit(Admitted waiting) {
        Option best = null;
        for (Gpu gpu : candidates.forHit(waiting.model(), view)) {
            if (gpu.available()) {
                best = soonest(best, hitOn(lane(gpu), waiting));
            }
        }
        for (PlannedGpu lane : plannedLoads.getOrDefault(waiting.model(), List.of())) {
            best = soonest(best, hitOn(lane, waiting));
        }
        return best;
    }

    private Option hitOn(PlannedGpu lane, Admitted waiting) {
        long inferenceNanos = view.inferenceNanos(waiting.model(), lane.gpu());
        boolean joins = lane.canJoinNow(waiting);
        long startNanos = joins ? view.nowNanos() : lane.startNanos(waiting.model(), inferenceNanos);
        if (lane.gpu().loadsForOthers(waiting.model())) {
            startNanos = Math.max(startNanos, view.nowNanos() + loadNanos(waiting, lane.gpu()));
        }
        long endNanos = startNanos + inferenceNanos;
        double charge = borrowing(lane, inferenceNanos) + (joins ? JOINING_CHARGE * inferenceNanos : 0);
        return new Option(lane, false, startNanos, endNanos, endNanos + charge, List.of());
    }

    private @Nullable Option bestLoad(Admitted waiting, long beforeNanos, long deadlineNanos) {
        boolean tooLate = beforeNanos - view.nowNanos() <= view.leastLoadNanos(waiting.model(), waiting.modelBytes());
        if (tooLate || candidates.awaitsFirstCopy(waiting.model(), view)) {
            return null;
        }
        double charged = chargedShare(waiting);
        Option best = null;
        for (Gpu gpu : candidates.forLoad(view)) {
            if (!gpu.available()
                    || waiting.modelBytes() > gpu.capacityBytes()
                    || gpu.refuses(waiting.model())
                    || lane(gpu).holds(waiting.model())) {
                continue;
            }
            PlannedGpu lane = lane(gpu);
            long inferenceNanos = view.inferenceNanos(waiting.model(), gpu);
            long loadNanos = loadNanos(waiting, gpu);
            long startNanos = lane.startNanosAfterLoad(loadNanos, inferenceNanos);
            if (startNanos + inferenceNanos > beforeNanos) {
                continue;
            }
            Victims victims = lane.canLoadNow()
                    ? value.victims(gpu, waiting.model(), waiting.modelBytes()).orElse(null)
                    : Victims.NONE;
            if (victims != null) {
                double costNanos = startNanos
                        + inferenceNanos
                        + charged * victims.damageNanos()
                        - savedNanos(waiting, gpu)
                        + BUSY_CHARGE * inferenceNanos * value.busyFraction(gpu)
                        + borrowing(lane, inferenceNanos)
                        + blocking(gpu, loadNanos);
                best = better(
                        best,
                        new Option(lane, true, startNanos, startNanos + inferenceNanos, costNanos, victims.models()),
                        deadlineNanos);
            }
        }
        return best;
    }

    /** The copy stays for those that come later; it never saves them more than a load that has the link to itself. */
    private double savedNanos(Admitted waiting, Gpu gpu) {
        double gainRate = value.gainRate(waiting.model(), waiting.modelBytes(), gpu);
        long loadNanos = view.loadNanos(waiting.model(), waiting.modelBytes(), gpu);
        return Math.min(gainRate * CopyValue.HORIZON_NANOS, (double) loadNanos);
    }

    private double blocking(Gpu gpu, long loadNanos) {
        return overlap ? 0 : loadNanos * (BLOCKING_CHARGE * value.busyFraction(gpu) + value.lossRate(gpu));
    }

    private double borrowing(PlannedGpu lane, long inferenceNanos) {
        return candidates.atHome(lane.gpu()) ? 0 : BORROWING_CHARGE * inferenceNanos;
    }

    private static Option soonest(@Nullable Option best, Option other) {
        return best == null || other.costNanos() < best.costNanos() ? other : best;
    }

    /** 1 for who has just come, 0 for who has waited too long. */
    private double chargedShare(Admitted waiting) {
        if (!patience) {
            return 1;
        }
        double turnNanos = (double) view.typicalInferenceNanos() * view.waitingCount() / Math.max(1, view.gpuCount());
        long waitedNanos = view.nowNanos() - waiting.arrivedNanos();
        return Math.max(0, 1 - (double) waitedNanos / ((double) PATIENCE_NANOS + turnNanos));
    }

    private long loadNanos(Admitted waiting, Gpu gpu) {
        long aloneNanos = view.loadNanos(waiting.model(), waiting.modelBytes(), gpu);
        boolean shared = linkSharing && gpu.bestTier(waiting.model()) == Tier.HOST;
        return shared ? aloneNanos * (1 + gpu.loadsOnLink()) : aloneNanos;
    }

    private PlannedGpu lane(Gpu gpu) {
        return lanes.computeIfAbsent(
                gpu, other -> new PlannedGpu(other, overlap, view.nowNanos(), view.typicalInferenceNanos()));
    }
}

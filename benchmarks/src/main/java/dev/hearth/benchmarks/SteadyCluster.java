package dev.hearth.benchmarks;

import dev.hearth.scheduling.Command;
import dev.hearth.scheduling.Command.Dispatch;
import dev.hearth.scheduling.Event;
import dev.hearth.scheduling.Scheduler;
import dev.hearth.scheduling.Settings;
import dev.hearth.scheduling.cache.LruEviction;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.GpuReport;
import dev.hearth.scheduling.cluster.Invocation;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.cluster.Tier;
import dev.hearth.scheduling.placement.Policies;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * A cluster under full load in virtual time: all GPUs work, and what leaves the queues is replaced.
 *
 * <p>Functions follow Zipf's law with exponent 1, each with a model of its own of the sizes and costs of the paper's
 * Table I, 8 GB a GPU; what happens takes up to a tenth more or less than expected, and costs are learned. Every
 * invocation has a deadline, an hour away.
 */
final class SteadyCluster {

    private static final long MEGABYTE = 1_000_000;
    private static final long MILLISECOND = 1_000_000;
    private static final long HOUR = 3_600_000 * MILLISECOND;
    private static final int GPUS_OF_A_WORKER = 4;
    private static final int MOST_WARM_UP_STEPS = 500_000;

    /**
     * The paper's policies as they are, but learning. Nothing is sent ahead: a GPU that is done is idle, so every
     * completion has something to dispatch. Nor do loads gather what comes meanwhile, for in the rush at the start all
     * would gather at a few GPUs.
     */
    private static final Settings SETTINGS =
            new Settings(false, 0, Integer.MAX_VALUE, 2, 50 * MILLISECOND, 100 * MILLISECOND, 1, true);

    private record Model(ModelId id, long bytes, long loadNanos, long inferenceNanos) {}

    /**
     * What goes on at a GPU until a certain time.
     *
     * @param dispatch empty for a load on its own
     * @param loads whether it is a load that ends then, rather than an inference
     */
    private record Running(
            long endNanos, GpuId gpu, Model model, Optional<Dispatch> dispatch, boolean loads, long loadNanos) {}

    private final SplittableRandom random;
    private final Scheduler scheduler;
    private final List<Model> models = new ArrayList<>();
    private final double[] upTo;
    private final PriorityQueue<Running> running = new PriorityQueue<>(Comparator.comparingLong(Running::endNanos)
            .thenComparing(Running::gpu)
            .thenComparing(Running::loads));
    private final Map<GpuId, Long> computeFreeNanos = new HashMap<>();
    private long nowNanos;

    SteadyCluster(String policy, ClusterSize size, long seed) {
        random = new SplittableRandom(seed);
        scheduler = new Scheduler(Policies.named(policy), new LruEviction(), SETTINGS);
        upTo = new double[size.functions()];
        for (int function = 0; function < size.functions(); function++) {
            upTo[function] = (function == 0 ? 0 : upTo[function - 1]) + 1.0 / (function + 1);
            Model model = new Model(
                    new ModelId("function-%05d:1".formatted(function)),
                    random.nextLong(1_269, 3_948) * MEGABYTE,
                    random.nextLong(2_320, 4_421) * MILLISECOND,
                    random.nextLong(1_250, 1_631) * MILLISECOND);
            models.add(model);
            scheduler.apply(
                    new Event.ModelProfiled(model.id(), Tier.REPOSITORY, model.loadNanos(), model.inferenceNanos()),
                    nowNanos);
        }
        for (int gpu = 0; gpu < size.gpus(); gpu += GPUS_OF_A_WORKER) {
            join("worker-%05d".formatted(gpu / GPUS_OF_A_WORKER), Math.min(GPUS_OF_A_WORKER, size.gpus() - gpu));
        }
        while (scheduler.waiting() < size.waiting()) {
            start(arrive());
        }
        for (int step = 0; step < Math.min(MOST_WARM_UP_STEPS, 2 * (size.gpus() + size.waiting())); step++) {
            replace(complete(next()));
        }
    }

    private void join(String worker, int gpus) {
        List<GpuReport> empty = IntStream.range(0, gpus)
                .mapToObj(index ->
                        new GpuReport(new GpuId(worker, index), "gpu", 1, 1, 8_000 * MEGABYTE, List.of(), List.of()))
                .toList();
        start(scheduler.apply(new Event.WorkerReported(worker, 1, empty), nowNanos));
    }

    /** Lets all happen that comes before the next completion, and takes that out of what is running. */
    Event next() {
        Running ended = running.remove();
        nowNanos = Math.max(nowNanos, ended.endNanos());
        while (ended.loads()) {
            loaded(ended);
            ended = running.remove();
            nowNanos = Math.max(nowNanos, ended.endNanos());
        }
        return new Event.InvocationCompleted(
                ended.dispatch().orElseThrow().invocation().id(),
                ended.gpu(),
                true,
                ended.loadNanos(),
                around(ended.model().inferenceNanos()),
                Optional.empty());
    }

    private void loaded(Running load) {
        load.dispatch().ifPresent(dispatch -> run(dispatch, load.model(), load.loadNanos()));
        replace(scheduler.apply(
                new Event.ModelLoaded(load.model().id(), load.gpu(), 1, load.loadNanos(), Optional.empty()), nowNanos));
    }

    List<Command> complete(Event completion) {
        return scheduler.apply(completion, nowNanos);
    }

    /** Starts what was dispatched, and lets as many arrive. */
    void replace(List<Command> commands) {
        int missing = start(commands);
        while (missing > 0) {
            // One that finds an idle GPU is replaced too.
            missing += start(arrive()) - 1;
        }
    }

    private int start(List<Command> commands) {
        int started = 0;
        for (Command command : commands) {
            switch (command) {
                case Dispatch dispatch -> {
                    start(dispatch);
                    started++;
                }
                case Command.Load load -> load(load.gpu(), model(load.model()), Optional.empty());
                default -> {}
            }
        }
        return started;
    }

    private void start(Dispatch dispatch) {
        Model model = model(dispatch.invocation().model());
        if (dispatch.kind() == Command.Kind.HIT) {
            run(dispatch, model, 0);
        } else {
            load(dispatch.gpu(), model, Optional.of(dispatch));
        }
    }

    private void load(GpuId gpu, Model model, Optional<Dispatch> dispatch) {
        long loadNanos = around(model.loadNanos());
        running.add(new Running(nowNanos + loadNanos, gpu, model, dispatch, true, loadNanos));
    }

    /** A GPU runs one invocation after another. */
    private void run(Dispatch dispatch, Model model, long loadNanos) {
        long free = Math.max(nowNanos, computeFreeNanos.getOrDefault(dispatch.gpu(), nowNanos));
        long end = free + around(model.inferenceNanos());
        computeFreeNanos.put(dispatch.gpu(), end);
        running.add(new Running(end, dispatch.gpu(), model, Optional.of(dispatch), false, loadNanos));
    }

    private Model model(ModelId id) {
        return models.get(Integer.parseInt(id.name().substring(9, 14)));
    }

    private long around(long nanos) {
        return nanos * 9 / 10 + random.nextLong(nanos / 5);
    }

    private List<Command> arrive() {
        Model model = models.get(function());
        InvocationId id = new InvocationId(new UUID(random.nextLong(), random.nextLong()).toString());
        Invocation invocation = new Invocation(id, model.id(), model.bytes(), 1, nowNanos + HOUR);
        return scheduler.apply(new Event.InvocationArrived(invocation), nowNanos);
    }

    private int function() {
        double dice = random.nextDouble(upTo[upTo.length - 1]);
        int low = 0;
        int high = upTo.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (upTo[middle] <= dice) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    Scheduler scheduler() {
        return scheduler;
    }
}

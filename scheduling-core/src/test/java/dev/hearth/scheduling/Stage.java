package dev.hearth.scheduling;

import dev.hearth.scheduling.Command.Dispatch;
import dev.hearth.scheduling.cache.LruEviction;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.GpuReport;
import dev.hearth.scheduling.cluster.GpuReport.Resident;
import dev.hearth.scheduling.cluster.Invocation;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.cluster.Tier;
import dev.hearth.scheduling.placement.PlacementPolicy;
import dev.hearth.scheduling.placement.Policies;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A scheduler under test. GPUs have 100 bytes, models take 40, load in 100 ms and run in 10 ms. Dispatches are written
 * {@code HIT a on w/0}, with the attempt as {@code a#2} above 1 and victims at the end as {@code evict x y}; loads ahead
 * of need {@code COPY bert to w/0}.
 */
final class Stage {

    static final long MILLISECOND = 1_000_000;

    final Scheduler scheduler;
    private long nowNanos;
    private long sequence = 1;
    private int maxBatch = 1;

    Stage(String policy, Settings settings) {
        this(Policies.named(policy), settings);
    }

    Stage(PlacementPolicy policy, Settings settings) {
        scheduler = new Scheduler(policy, new LruEviction(), settings);
        Stream.of("bert", "resnet", "vgg", "yolo").forEach(this::profile);
    }

    /** Invocations that arrive from now on may run with so many, themselves included. */
    Stage batching(int most) {
        maxBatch = most;
        return this;
    }

    void profile(String model) {
        profile(model, 100 * MILLISECOND);
    }

    void profile(String model, long loadNanos) {
        profile(model, Tier.REPOSITORY, loadNanos, 10 * MILLISECOND);
    }

    void profile(String model, Tier from, long loadNanos, long inferenceNanos) {
        apply(new Event.ModelProfiled(new ModelId(model), from, loadNanos, inferenceNanos));
    }

    /** Models that lie in the worker's host memory, and load from there in so many milliseconds. */
    void stage(String worker, long loadMillis, String... models) {
        for (String model : models) {
            profile(model, Tier.HOST, loadMillis * MILLISECOND, 10 * MILLISECOND);
        }
        apply(new Event.ModelsStaged(
                worker, 1, Stream.of(models).map(ModelId::new).toList()));
    }

    void sleep(long millis) {
        nowNanos += millis * MILLISECOND;
    }

    List<Command> apply(Event event) {
        return scheduler.apply(event, nowNanos);
    }

    /** Dispatches in short; other commands by their own text. */
    List<String> play(Event event) {
        return apply(event).stream().map(Stage::shortly).toList();
    }

    private static String shortly(Command command) {
        return switch (command) {
            case Dispatch dispatch -> {
                int attempt = dispatch.invocation().attempt();
                yield dispatch.kind() + " " + dispatch.invocation().id() + (attempt == 1 ? "" : "#" + attempt) + " on "
                        + dispatch.gpu() + evicting(dispatch.evict());
            }
            case Command.Load load -> "COPY " + load.model() + " to " + load.gpu() + evicting(load.evict());
            default -> command.toString();
        };
    }

    private static String evicting(List<ModelId> victims) {
        return victims.isEmpty()
                ? ""
                : " evict " + victims.stream().map(ModelId::name).collect(Collectors.joining(" "));
    }

    static GpuId gpu(String written) {
        String[] parts = written.split("/", -1);
        return new GpuId(parts[0], Integer.parseInt(parts[1]));
    }

    static InvocationId id(String value) {
        return new InvocationId(value);
    }

    /** GPUs that hold these models, coldest first, written {@code bert resnet}; nothing works there. */
    List<String> report(String worker, long epoch, String... models) {
        List<GpuReport> gpus = new ArrayList<>();
        for (String held : models) {
            gpus.add(state(worker + "/" + gpus.size(), epoch, held));
        }
        return play(new Event.WorkerReported(worker, epoch, gpus));
    }

    GpuReport state(String gpu, long epoch, String models, String... working) {
        List<Resident> residents = Stream.of(models.split(" ", -1))
                .filter(model -> !model.isEmpty())
                .map(model -> new Resident(new ModelId(model), 40, true))
                .toList();
        List<InvocationId> ids = Stream.of(working).map(Stage::id).toList();
        return new GpuReport(gpu(gpu), "gpu", epoch, sequence++, 100, residents, ids);
    }

    List<String> arrive(String id, String model) {
        return arrive(id, model, 40, Long.MAX_VALUE);
    }

    List<String> arrive(String id, String model, long bytes, long deadlineNanos) {
        return play(new Event.InvocationArrived(
                new Invocation(id(id), new ModelId(model), bytes, 1, deadlineNanos, maxBatch)));
    }

    /** As they do in the paper's world: the memory is what the scheduler made of it. */
    List<String> complete(String id, String gpu) {
        return play(new Event.InvocationCompleted(id(id), gpu(gpu), true, 0, 10 * MILLISECOND, Optional.empty()));
    }

    /** The load of a dispatch, or one ahead of need, has ended. */
    List<String> loaded(String model, String gpu, long millis) {
        return play(new Event.ModelLoaded(new ModelId(model), gpu(gpu), 1, millis * MILLISECOND, Optional.empty()));
    }

    List<String> refuse(String id, String gpu) {
        return play(new Event.DispatchRefused(id(id), gpu(gpu), "NO_MEMORY", Optional.empty()));
    }

    List<String> lose(String id, String gpu) {
        return play(new Event.DispatchLost(id(id), gpu(gpu)));
    }

    List<String> wake() {
        return play(new Event.TimeReached());
    }
}

package dev.hearth.scheduling;

import dev.hearth.scheduling.cache.EvictionPolicy;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.GpuReport;
import dev.hearth.scheduling.cluster.Invocation;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.cluster.Tier;
import dev.hearth.scheduling.placement.PlacementPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/** Twelve GPUs of 7,800 MB in virtual time of whole milliseconds; a completion comes before an arrival. */
final class PaperCluster {

    private static final int GPUS = 12;
    private static final long MEGABYTE = 1_000_000;
    private static final long MILLISECOND = 1_000_000;
    private static final String WORKER = "paper";

    private record Profile(long bytes, long loadNanos, long inferenceNanos) {}

    private record Completion(long nanos, GpuId gpu, Invocation invocation, long loadNanos, long inferenceNanos) {}

    /** @param decisions one line a dispatch */
    record Outcome(int invocations, double meanSeconds, double missRatio, String decisions) {}

    private final Scheduler scheduler;
    private final List<Profile> table = new ArrayList<>();
    private final PriorityQueue<Completion> completions =
            new PriorityQueue<>(Comparator.comparingLong(Completion::nanos).thenComparing(Completion::gpu));
    private final StringBuilder decisions = new StringBuilder();
    private int misses;

    PaperCluster(PlacementPolicy policy, EvictionPolicy evictions) {
        scheduler = new Scheduler(policy, evictions, Settings.paper());
        for (String[] row : rows("table1")) {
            table.add(new Profile(
                    Long.parseLong(row[1]) * MEGABYTE,
                    Long.parseLong(row[2]) * MILLISECOND,
                    Long.parseLong(row[3]) * MILLISECOND));
        }
        List<GpuReport> empty = new ArrayList<>();
        for (int index = 0; index < GPUS; index++) {
            empty.add(new GpuReport(new GpuId(WORKER, index), "gpu", 1, 1, 7_800 * MEGABYTE, List.of(), List.of()));
        }
        apply(new Event.WorkerReported(WORKER, 1, empty), 0);
        for (int function = 1; function <= 35; function++) {
            Profile profile = profile(function);
            apply(
                    new Event.ModelProfiled(
                            model(function), Tier.REPOSITORY, profile.loadNanos(), profile.inferenceNanos()),
                    0);
        }
    }

    Outcome run(String trace) {
        Map<InvocationId, Long> arrivedNanos = new HashMap<>();
        long latencyNanos = 0;
        List<String[]> arrivals = rows(trace);
        int next = 0;
        while (next < arrivals.size() || !completions.isEmpty()) {
            long arrivalNanos =
                    next < arrivals.size() ? Long.parseLong(arrivals.get(next)[0]) * MILLISECOND : Long.MAX_VALUE;
            Completion completion = completions.peek();
            if (completion != null && completion.nanos() <= arrivalNanos) {
                completions.remove();
                latencyNanos += completion.nanos()
                        - arrivedNanos.getOrDefault(completion.invocation().id(), 0L);
                apply(completed(completion), completion.nanos());
            } else {
                int function = Integer.parseInt(arrivals.get(next++)[1].substring(1));
                InvocationId id = new InvocationId(Integer.toString(next));
                arrivedNanos.put(id, arrivalNanos);
                Invocation invocation =
                        new Invocation(id, model(function), profile(function).bytes(), 1, Long.MAX_VALUE);
                apply(new Event.InvocationArrived(invocation), arrivalNanos);
            }
        }
        return new Outcome(next, latencyNanos / 1e9 / next, (double) misses / next, decisions.toString());
    }

    private static Event completed(Completion completion) {
        return new Event.InvocationCompleted(
                completion.invocation().id(),
                completion.gpu(),
                true,
                completion.loadNanos(),
                completion.inferenceNanos(),
                Optional.empty());
    }

    private void apply(Event event, long nanos) {
        for (Command command : scheduler.apply(event, nanos)) {
            if (!(command instanceof Command.Dispatch dispatch)) {
                throw new AssertionError("the paper knows no " + command);
            }
            boolean miss = dispatch.kind() != Command.Kind.HIT;
            misses += miss ? 1 : 0;
            decisions.append(nanos / MILLISECOND).append(' ').append(dispatch).append('\n');
            Profile profile = profile(
                    Integer.parseInt(dispatch.invocation().model().name().substring(1)));
            long loadNanos = miss ? profile.loadNanos() : 0;
            completions.add(new Completion(
                    nanos + loadNanos + profile.inferenceNanos(),
                    dispatch.gpu(),
                    dispatch.invocation(),
                    loadNanos,
                    profile.inferenceNanos()));
        }
    }

    private Profile profile(int function) {
        return table.get((function - 1) % table.size());
    }

    private static ModelId model(int function) {
        return new ModelId("f%02d".formatted(function));
    }

    private static List<String[]> rows(String file) {
        try (InputStream in = PaperCluster.class.getResourceAsStream("paper/" + file + ".csv")) {
            if (in == null) {
                throw new AssertionError("no resource paper/" + file + ".csv");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .map(line -> line.split(",", -1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.hearth.registry.residency;

import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.registry.RegistryKeys;
import dev.hearth.contracts.registry.RegistryScripts;
import dev.hearth.contracts.worker.GpuState;
import dev.hearth.contracts.worker.Leases;
import dev.hearth.contracts.worker.WorkerRecord;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;

/**
 * Writes what workers report to Redis, and the index model -> GPUs with it. Everything may be written again, by this
 * registry or another: scripts go by (epoch, sequence), and the index is made to match at each report, so that a wiped
 * Redis is whole again one report later. Of GPUs that a report says nothing new of, it is written again only where that has
 * not been done for a while: a busy worker reports several times a second, and most of its GPUs have not changed.
 *
 * <p>The index lies in other slots than the GPU. So that no entry is forgotten by a crash in between, a model's name is
 * put into the GPU's own {@code indexed} set before it is put into the index, and taken out after.
 */
final class ResidencyWriter {

    private static final RedisScript<List<String>> REPORT = listScript(RegistryScripts.REPORT);
    private static final RedisScript<String> FORGET = RedisScript.of(RegistryScripts.FORGET, String.class);
    private static final String APPLIED = "applied";
    private static final String STALE = "stale";

    /** What Redis was told of a GPU last, and when. */
    private record Told(long epoch, long sequence, long nanos) {}

    private final StringRedisTemplate redis;
    private final Duration repetition;
    private final Map<GpuName, Told> told = new HashMap<>();
    private final Map<String, Long> settledEpochs = new HashMap<>();
    private final Map<GpuName, Set<String>> written = new HashMap<>();

    /** @param repetition after so long a GPU is written again though it has not changed; less than a heartbeat */
    ResidencyWriter(StringRedisTemplate redis, Duration repetition) {
        this.redis = redis;
        this.repetition = repetition;
    }

    void write(Change change) {
        switch (change) {
            case Change.Reported reported -> report(reported.report());
            case Change.Lost lost -> forget(lost);
        }
    }

    /** The workers that Redis names, with their epochs. */
    Map<String, Long> workers() {
        var epochs = new HashMap<String, Long>();
        for (var gpu : gpus()) {
            var known = redis.<String, String>opsForHash().get(RegistryKeys.gpu(gpu.worker(), gpu.index()), "epoch");
            epochs.merge(gpu.worker(), known == null ? 0 : Long.parseLong(known), Math::max);
        }
        return epochs;
    }

    private void report(WorkerRecord.Report report) {
        for (var gpu : report.gpus()) {
            var name = new GpuName(report.worker(), gpu.index());
            long nowNanos = System.nanoTime();
            if (knows(told.get(name), report.epoch(), gpu.sequence(), nowNanos)) {
                continue;
            }
            var reply = redis.execute(
                    REPORT,
                    RegistryKeys.scriptKeys(report.worker(), gpu.index()),
                    Long.toString(report.epoch()),
                    Long.toString(gpu.sequence()),
                    report.url(),
                    WireJson.mapper().writeValueAsString(gpu),
                    Long.toString(Leases.UNNAMED_CLAIM.toMillis()));
            if (!reply.getFirst().equals(APPLIED)) {
                return;
            }
            index(name, Set.copyOf(reply.subList(1, reply.size())));
            told.put(name, new Told(report.epoch(), gpu.sequence(), nowNanos));
        }
        if (!Long.valueOf(report.epoch()).equals(settledEpochs.get(report.worker()))) {
            forgetUnreported(report);
            settledEpochs.put(report.worker(), report.epoch());
        }
    }

    private boolean knows(@Nullable Told last, long epoch, long sequence, long nowNanos) {
        return last != null
                && last.epoch() == epoch
                && last.sequence() == sequence
                && nowNanos - last.nanos() < repetition.toNanos();
    }

    private void index(GpuName gpu, Set<String> present) {
        var indexed = RegistryKeys.indexed(gpu.worker(), gpu.index());
        if (!present.isEmpty()) {
            redis.opsForSet().add(indexed, present.toArray(String[]::new));
        }
        redis.opsForSet().add(RegistryKeys.GPUS, gpu.toString());
        present.forEach(model -> redis.opsForSet().add(holders(model), gpu.toString()));
        var gone = new HashSet<>(redis.opsForSet().members(indexed));
        // Another registry, a report ahead, may have taken a name out of that set while this one was on its way to the
        // index with it.
        gone.addAll(written.getOrDefault(gpu, Set.of()));
        gone.removeAll(present);
        leave(gpu, gone);
        written.put(gpu, present);
    }

    /**
     * By how many entries Redis' index differs from what was written last: models that a GPU holds and the index lacks, or
     * the other way round, and GPUs that only one of the two knows.
     */
    long drift() {
        var known = Set.copyOf(gpus());
        var strangers = known.stream().filter(gpu -> !written.containsKey(gpu)).count();
        return strangers
                + written.entrySet().stream()
                        .mapToLong(gpu -> drift(gpu.getKey(), gpu.getValue()) + (known.contains(gpu.getKey()) ? 0 : 1))
                        .sum();
    }

    private long drift(GpuName gpu, Set<String> present) {
        var surplus = new HashSet<>(redis.opsForSet().members(RegistryKeys.indexed(gpu.worker(), gpu.index())));
        surplus.removeAll(present);
        var lacking = present.stream()
                .filter(model -> !Boolean.TRUE.equals(redis.opsForSet().isMember(holders(model), gpu.toString())))
                .count();
        return surplus.size() + lacking;
    }

    private void leave(GpuName gpu, Set<String> gone) {
        if (!gone.isEmpty()) {
            gone.forEach(model -> redis.opsForSet().remove(holders(model), gpu.toString()));
            redis.opsForSet().remove(RegistryKeys.indexed(gpu.worker(), gpu.index()), gone.toArray());
        }
    }

    /** A worker may come back with fewer GPUs. */
    private void forgetUnreported(WorkerRecord.Report report) {
        var reported = new HashSet<Integer>();
        report.gpus().stream().map(GpuState::index).forEach(reported::add);
        gpusOf(report.worker()).stream()
                .filter(gpu -> !reported.contains(gpu.index()))
                .forEach(gpu -> forget(gpu, report.epoch(), "gpu"));
    }

    private void forget(Change.Lost lost) {
        settledEpochs.remove(lost.worker());
        gpusOf(lost.worker()).forEach(gpu -> forget(gpu, lost.epoch(), "worker"));
    }

    /** Those in Redis, and those written before Redis was wiped. */
    private Set<GpuName> gpusOf(String worker) {
        var all = new HashSet<>(written.keySet());
        all.addAll(gpus());
        all.removeIf(gpu -> !gpu.worker().equals(worker));
        return all;
    }

    private void forget(GpuName gpu, long epoch, String whole) {
        var reply =
                redis.execute(FORGET, RegistryKeys.scriptKeys(gpu.worker(), gpu.index()), Long.toString(epoch), whole);
        if (STALE.equals(reply)) {
            return;
        }
        leave(gpu, redis.opsForSet().members(RegistryKeys.indexed(gpu.worker(), gpu.index())));
        redis.opsForSet().remove(RegistryKeys.GPUS, gpu.toString());
        written.remove(gpu);
        told.remove(gpu);
    }

    private List<GpuName> gpus() {
        return redis.opsForSet().members(RegistryKeys.GPUS).stream()
                .map(GpuName::parse)
                .toList();
    }

    private static String holders(String model) {
        return RegistryKeys.holders(ModelReference.parse(model));
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // a script's result type is a raw class
    private static RedisScript<List<String>> listScript(String text) {
        return (RedisScript) RedisScript.of(text, List.class);
    }
}

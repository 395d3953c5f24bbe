package dev.hearth.scheduler.dispatch;

import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.registry.RegistryKeys;
import dev.hearth.contracts.registry.RegistryScripts;
import dev.hearth.contracts.worker.GpuState;
import dev.hearth.scheduling.Command;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.ModelId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Claims on GPUs in the global registry: one script call each, on one GPU's keys, and a release with the next claim in one
 * call too.
 */
@SuppressWarnings("rawtypes") // what the script API takes
final class Claims {

    private static final RedisScript<List> CLAIM = RedisScript.of(RegistryScripts.CLAIM, List.class);
    private static final RedisScript<List> RELEASE = RedisScript.of(RegistryScripts.RELEASE, List.class);
    private static final String GRANTED = "granted";

    private static final String HIT = "hit";

    /** Of a claim that is made once. */
    static final int FIRST_ATTEMPT = 1;

    private final ReactiveStringRedisTemplate redis;
    private final String scheduler;
    private final int limit;
    private final DispatchMetrics metrics;

    /** @param limit claims one GPU takes at a time */
    Claims(ReactiveStringRedisTemplate redis, String scheduler, int limit, DispatchMetrics metrics) {
        this.redis = redis;
        this.scheduler = scheduler;
        this.limit = limit;
        this.metrics = metrics;
    }

    Mono<Outcome> claim(Wanted wanted) {
        return counted(redis.execute(CLAIM, keys(wanted.gpu()), claimArguments(wanted)));
    }

    /** Gives one claim back and makes the next on the same GPU. */
    Mono<Outcome> claimAfter(Release release, Wanted next) {
        var arguments = releaseArguments(release);
        arguments.addAll(claimArguments(next));
        return counted(redis.execute(RELEASE, keys(release.gpu()), arguments));
    }

    private Mono<Outcome> counted(Flux<List> replies) {
        return replies.next()
                .map(Claims::outcome)
                .doOnNext(metrics::claimed)
                .doOnError(failure -> metrics.claimFailed());
    }

    Mono<Void> release(Release release) {
        return redis.execute(RELEASE, keys(release.gpu()), releaseArguments(release))
                .then();
    }

    private List<String> claimArguments(Wanted wanted) {
        var arguments = new ArrayList<String>();
        arguments.add(Long.toString(wanted.epoch()));
        arguments.add(wanted.id());
        arguments.add(Integer.toString(wanted.attempt()));
        arguments.add(wanted.model().name());
        arguments.add(wanted.load() ? Long.toString(wanted.modelBytes()) : HIT);
        arguments.add(scheduler);
        arguments.add(Integer.toString(limit));
        wanted.evict().stream().map(ModelId::name).forEach(arguments::add);
        return arguments;
    }

    private static List<String> releaseArguments(Release release) {
        var arguments = new ArrayList<String>();
        arguments.add(Long.toString(release.epoch()));
        arguments.add(release.id());
        arguments.add(Integer.toString(release.attempt()));
        arguments.add(
                release.state().map(state -> Long.toString(state.sequence())).orElse("0"));
        arguments.add(release.state().map(WireJson.mapper()::writeValueAsString).orElse(""));
        return arguments;
    }

    private static List<String> keys(GpuId gpu) {
        return RegistryKeys.scriptKeys(gpu.worker(), gpu.index());
    }

    private static Outcome outcome(List<?> reply) {
        if (GRANTED.equals(reply.getFirst())) {
            return new Outcome.Granted(reply.stream()
                    .skip(1)
                    .map(victim -> ModelReference.parse(String.valueOf(victim)))
                    .toList());
        }
        var json = String.valueOf(reply.get(2));
        return new Outcome.Refused(
                String.valueOf(reply.get(1)),
                json.isEmpty()
                        ? Optional.empty()
                        : Optional.of(WireJson.mapper().readValue(json, GpuState.class)));
    }

    /**
     * A claim to make.
     *
     * @param id of the invocation, or of the load ahead of need
     * @param load whether it takes memory for its model
     */
    record Wanted(
            String id,
            int attempt,
            GpuId gpu,
            long epoch,
            ModelId model,
            boolean load,
            long modelBytes,
            List<ModelId> evict) {

        Wanted {
            evict = List.copyOf(evict);
        }

        static Wanted of(Command.Dispatch dispatch) {
            var invocation = dispatch.invocation();
            return new Wanted(
                    invocation.id().value(),
                    invocation.attempt(),
                    dispatch.gpu(),
                    dispatch.epoch(),
                    invocation.model(),
                    dispatch.kind() != Command.Kind.HIT,
                    invocation.modelBytes(),
                    dispatch.evict());
        }

        static Wanted of(String id, Command.Load load) {
            return new Wanted(
                    id, FIRST_ATTEMPT, load.gpu(), load.epoch(), load.model(), true, load.modelBytes(), load.evict());
        }
    }

    /**
     * A claim to give back.
     *
     * @param state the GPU after it, if the worker said so
     */
    record Release(String id, GpuId gpu, long epoch, int attempt, Optional<GpuState> state) {}

    /** What became of a claim. */
    sealed interface Outcome {
        /** @param evict the victims the claim stands on: those it named, or those of the load it joins */
        record Granted(List<ModelReference> evict) implements Outcome {}

        /** @param state the GPU as the registry knows it, if it does */
        record Refused(String reason, Optional<GpuState> state) implements Outcome {}
    }
}

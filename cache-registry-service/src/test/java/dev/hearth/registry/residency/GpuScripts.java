package dev.hearth.registry.residency;

import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.registry.RegistryKeys;
import dev.hearth.contracts.registry.RegistryScripts;
import dev.hearth.contracts.worker.GpuState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;

/** Calls the scripts on one GPU as schedulers and the registry do. */
final class GpuScripts {

    private static final String URL = "http://127.0.0.1:1";

    private final StringRedisTemplate redis;
    private final String worker;
    private final int index;
    private final List<String> keys;

    GpuScripts(StringRedisTemplate redis, String worker, int index) {
        this.redis = redis;
        this.worker = worker;
        this.index = index;
        this.keys = RegistryKeys.scriptKeys(worker, index);
    }

    /** @param address as {@code Backends} gives it */
    static StringRedisTemplate connect(String address) {
        var factory = new LettuceConnectionFactory(LettuceConnectionFactory.createRedisConfiguration(address));
        factory.afterPropertiesSet();
        factory.start();
        return new StringRedisTemplate(factory);
    }

    List<String> claim(Claim claim) {
        return run(RegistryScripts.CLAIM, claim.arguments());
    }

    List<String> report(long epoch, GpuState state, long unnamedMillis) {
        return run(
                RegistryScripts.REPORT,
                List.of(
                        Long.toString(epoch),
                        Long.toString(state.sequence()),
                        URL,
                        WireJson.mapper().writeValueAsString(state),
                        Long.toString(unnamedMillis)));
    }

    List<String> report(long epoch, GpuState state) {
        return report(epoch, state, 2_000);
    }

    List<String> release(long epoch, String invocation, int attempt, @Nullable GpuState state, @Nullable Claim next) {
        var arguments = new ArrayList<String>();
        arguments.add(Long.toString(epoch));
        arguments.add(invocation);
        arguments.add(Integer.toString(attempt));
        arguments.add(state == null ? "0" : Long.toString(state.sequence()));
        arguments.add(state == null ? "" : WireJson.mapper().writeValueAsString(state));
        if (next != null) {
            arguments.addAll(next.arguments());
        }
        return run(RegistryScripts.RELEASE, arguments);
    }

    String forget(long epoch, String whole) {
        return redis.execute(RedisScript.of(RegistryScripts.FORGET, String.class), keys, Long.toString(epoch), whole);
    }

    Map<String, String> claims() {
        return redis.<String, String>opsForHash().entries(RegistryKeys.claims(worker, index));
    }

    Map<String, String> models() {
        return redis.<String, String>opsForHash().entries(RegistryKeys.models(worker, index));
    }

    Map<String, String> lease() {
        return redis.<String, String>opsForHash().entries(RegistryKeys.lease(worker));
    }

    @SuppressWarnings("unchecked")
    private List<String> run(String script, List<String> arguments) {
        return (List<String>) redis.execute(RedisScript.of(script, List.class), keys, arguments.toArray());
    }

    /** @param bytes {@link #HIT} if planned as a hit */
    record Claim(
            long epoch,
            String invocation,
            int attempt,
            String model,
            long bytes,
            String scheduler,
            int limit,
            List<String> evict) {

        private static final long HIT = -1;

        static Claim load(long epoch, String invocation, String model, long bytes, String... evict) {
            return new Claim(epoch, invocation, 1, model, bytes, "scheduler-1", 64, List.of(evict));
        }

        static Claim hit(long epoch, String invocation, String model) {
            return load(epoch, invocation, model, HIT);
        }

        Claim attempt(int other) {
            return new Claim(epoch, invocation, other, model, bytes, scheduler, limit, evict);
        }

        Claim limit(int other) {
            return new Claim(epoch, invocation, attempt, model, bytes, scheduler, other, evict);
        }

        private List<String> arguments() {
            var arguments = new ArrayList<>(List.of(
                    Long.toString(epoch),
                    invocation,
                    Integer.toString(attempt),
                    model,
                    bytes == HIT ? "hit" : Long.toString(bytes),
                    scheduler,
                    Integer.toString(limit)));
            arguments.addAll(evict);
            return arguments;
        }
    }
}

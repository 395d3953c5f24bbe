package dev.hearth.registry.residency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.registry.RegistryKeys;
import dev.hearth.contracts.worker.Leases;
import dev.hearth.registry.RunningRegistry;
import dev.hearth.testing.Backends;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.kafka.core.KafkaTemplate;
import tools.jackson.databind.JsonNode;

class ResidencyIT {

    private static final Duration TWO_HEARTBEATS = Leases.HEARTBEAT.multipliedBy(2);
    private static final List<String> MODELS = List.of("a:1", "a:2", "b:1", "c:1", "d:1", "e:7");
    private static final long SEED = Long.getLong("residency-test.seed", System.nanoTime());

    private final RunningRegistry registry = RunningRegistry.get();
    private final StringRedisTemplate redis = registry.bean(StringRedisTemplate.class);
    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    private final List<FakeWorker> workers = new ArrayList<>();

    @BeforeEach
    void anEmptyRedisAndAReadyRegistry() {
        Backends.freshRedis();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> registry.get("/actuator/health/readiness").status() == 200);
    }

    @AfterEach
    void endWorkers() {
        workers.forEach(FakeWorker::leave);
    }

    @Test
    void redisShowsWhatTheWorkersHold() {
        var one = join(2);
        var two = join(3);
        var three = join(1);

        for (int round = 0; round < 60; round++) {
            workers.get(random.nextInt(workers.size())).changeSomething(random, MODELS);
            if (round % 10 == 0) {
                awaitView(TWO_HEARTBEATS, workers);
            }
            if (round == 35) {
                Backends.freshRedis();
                awaitView(TWO_HEARTBEATS, workers);
            }
        }
        awaitView(TWO_HEARTBEATS, workers);

        three.kill();
        awaitView(Leases.LEASE.plus(TWO_HEARTBEATS), List.of(one, two));

        two.leave();
        awaitView(TWO_HEARTBEATS, List.of(one));
    }

    @Test
    void aWorkerThatComesBackWithFewerGpusHoldsOnlyWhatItReports() {
        var before = join(3);
        before.changeSomething(random, MODELS);
        awaitView(TWO_HEARTBEATS, workers);
        before.kill();

        var after = new FakeWorker(kafka(), before.name(), 1);
        workers.add(after);

        awaitView(TWO_HEARTBEATS, List.of(after));
        before.leave();
        after.changeSomething(random, MODELS);
        awaitView(TWO_HEARTBEATS, List.of(after));
    }

    @Test
    void aWorkerThatDiedWhileNobodyReadItsLogIsFoundInRedis() {
        redis.opsForHash().putAll(RegistryKeys.lease("long-gone"), Map.of("epoch", "3", "url", "http://127.0.0.1:1"));
        redis.opsForHash()
                .putAll(RegistryKeys.gpu("long-gone", 0), Map.of("epoch", "3", "sequence", "1", "capacity", "100"));
        redis.opsForSet().add(RegistryKeys.GPUS, "long-gone/0");

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(redis.opsForSet().members(RegistryKeys.GPUS)).doesNotContain("long-gone/0"));
        assertThat(redis.hasKey(RegistryKeys.lease("long-gone"))).isFalse();
        assertThat(redis.hasKey(RegistryKeys.gpu("long-gone", 0))).isFalse();
    }

    @Test
    void aRedisThatStallsMakesItUnreadyAndIsCaughtUpWithLater() {
        var worker = join(1);
        awaitView(TWO_HEARTBEATS, workers);

        redis.execute((RedisCallback<@Nullable Object>)
                connection -> connection.execute("CLIENT", bytes("PAUSE"), bytes("4000"), bytes("ALL")));
        await().atMost(Duration.ofSeconds(4)).untilAsserted(() -> {
            var readiness = registry.get("/actuator/health/readiness");
            assertThat(readiness.status()).isEqualTo(503);
            assertThat(readiness.body()).contains("Redis does not answer");
        });
        worker.changeSomething(random, MODELS);

        awaitView(Duration.ofSeconds(10), workers);
        await().atMost(TWO_HEARTBEATS)
                .until(() -> registry.get("/actuator/health/readiness").status() == 200);
    }

    @Test
    void aSecondRegistryChangesNothing() {
        var second = RunningRegistry.start("registry-second", registry.models());
        try {
            join(2).changeSomething(random, MODELS);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> second.get("/actuator/health/readiness").status() == 200);
            for (int round = 0; round < 20; round++) {
                workers.getFirst().changeSomething(random, MODELS);
            }
            awaitView(TWO_HEARTBEATS, workers);
        } finally {
            second.close();
        }
    }

    @Test
    void aModelThatAnotherRegistryTookOutOfTheGpusOwnSetLeavesTheIndexToo() {
        var worker = join(1);
        worker.changeSomething(random, List.of("a:1"));
        awaitView(TWO_HEARTBEATS, workers);

        redis.opsForSet().remove(RegistryKeys.indexed(worker.name(), 0), "a:1");
        worker.changeSomething(random, List.of("a:1"));

        assertThat(worker.residency().get(worker.name() + "/0")).isEmpty();
        awaitView(TWO_HEARTBEATS, workers);
    }

    @Test
    void aModelSaysWhichWorkersHaveItInHostMemory() throws IOException {
        var directory = Files.createDirectories(registry.models().resolve("staged/1"));
        Files.writeString(directory.resolve("model.yaml"), "{name: staged, version: 1, task: emulated, bytes: 10}");
        var model = new ModelReference("staged", 1);
        var one = join(1);
        var two = join(1);
        one.stage(model);
        two.stage(model, new ModelReference("other", 1));

        awaitHosts(model, one.name(), two.name());
        two.stage(new ModelReference("other", 1));
        awaitHosts(model, one.name());
        one.leave();
        awaitHosts(model);
    }

    private void awaitHosts(ModelReference model, String... workers) {
        await().atMost(TWO_HEARTBEATS).untilAsserted(() -> {
            var answer = registry.get("/v1/models/" + model.name() + "/" + model.version());
            assertThat(answer.json().get("tiers").get("host").valueStream().map(JsonNode::asString))
                    .containsExactly(workers);
        });
    }

    private FakeWorker join(int gpus) {
        var worker = new FakeWorker(kafka(), "worker-" + Long.toHexString(SEED) + "-" + System.nanoTime(), gpus);
        workers.add(worker);
        return worker;
    }

    @SuppressWarnings("unchecked")
    private KafkaTemplate<String, byte[]> kafka() {
        return registry.bean(KafkaTemplate.class);
    }

    private void awaitView(Duration longest, Collection<FakeWorker> living) {
        await("seed " + SEED)
                .atMost(longest)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions()
                .untilAsserted(() -> {
                    var expected = new TreeMap<String, List<String>>();
                    living.forEach(worker -> expected.putAll(worker.residency()));
                    assertThat(redis.opsForSet().members(RegistryKeys.GPUS)).isEqualTo(expected.keySet());
                    assertThat(inRedis(expected.keySet())).isEqualTo(expected);
                    assertThat(answered()).isEqualTo(expected);
                    assertThat(index()).isEqualTo(indexOf(expected));
                });
    }

    private Map<String, List<String>> inRedis(Collection<String> gpus) {
        var residency = new TreeMap<String, List<String>>();
        for (var id : gpus) {
            var gpu = GpuName.parse(id);
            var models = redis.<String, String>opsForHash().keys(RegistryKeys.models(gpu.worker(), gpu.index()));
            residency.put(id, models.stream().sorted().toList());
        }
        return residency;
    }

    private Map<String, List<String>> answered() {
        var residency = new TreeMap<String, List<String>>();
        for (var gpu : registry.get("/v1/gpus").json()) {
            var models = new ArrayList<String>();
            gpu.get("models").forEach(model -> models.add(model.get("model").asString() + ":" + model.get("version")));
            residency.put(gpu.get("id").asString(), models.stream().sorted().toList());
        }
        return residency;
    }

    private Map<String, Set<String>> index() {
        var index = new TreeMap<String, Set<String>>();
        for (var key : redis.keys("hearth:holders:*")) {
            index.put(
                    key.substring("hearth:holders:".length()),
                    new TreeSet<>(redis.opsForSet().members(key)));
        }
        return index;
    }

    private static Map<String, Set<String>> indexOf(Map<String, List<String>> residency) {
        var index = new TreeMap<String, Set<String>>();
        residency.forEach((gpu, models) -> models.forEach(
                model -> index.computeIfAbsent(model, _ -> new TreeSet<>()).add(gpu)));
        return index;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

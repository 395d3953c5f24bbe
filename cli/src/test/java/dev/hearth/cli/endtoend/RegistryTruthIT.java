package dev.hearth.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.worker.Leases;
import dev.hearth.embedded.RedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * What Redis says of the GPUs is what the workers say of themselves, whatever happens. On a cluster of its own, since
 * processes are killed here and nothing starts them again; the tests follow on one another.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RegistryTruthIT {

    private static final long SEED = 20_261_124;
    private static final int CALLS = 80;
    private static final int CALLERS = 6;
    private static final Duration TWO_HEARTBEATS = Leases.HEARTBEAT.multipliedBy(2);
    // Two copies fit on a device of 64 MB, so four devices hold eight of these.
    private static final List<String> MODELS =
            IntStream.range(0, 10).mapToObj(i -> "copy-" + i).toList();

    private static HearthCluster cluster;
    private static Residency residency;
    private final Random random = new Random(SEED);

    @BeforeAll
    static void start() {
        cluster = HearthCluster.start("registry-truth", "--device-memory", "64MB");
        residency = new Residency(cluster);
        new ModelCopies(cluster).addAll(MODELS);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    @Order(1)
    void loadsAndEvictionsAreInRedisWithinTwoHeartbeats() throws Exception {
        assertAllSucceed(randomCalls());

        assertRedisIsTrueWithin(TWO_HEARTBEATS);
        assertThat(residency.indexOfTheWorkers())
                .as("models resident, seed %s", SEED)
                .hasSizeLessThanOrEqualTo(8);
    }

    @Test
    @Order(2)
    void aWipeInTheMiddleOfLoadHealsAlike() throws Exception {
        var redis = cluster.service("redis");
        var calls = randomCalls();
        calls.add(CALLS / 2, () -> {
            assertThat(RedisConnection.send("127.0.0.1", redis.port(), "FLUSHALL"))
                    .isEqualTo("+OK");
            return cluster.caller().invoke(MODELS.getFirst(), "after the wipe");
        });

        assertAllSucceed(calls);

        assertRedisIsTrueWithin(TWO_HEARTBEATS);
    }

    @Test
    @Order(3)
    void aKilledWorkersCallIsAnsweredByTheOtherAndItsGpusLeaveRedis() throws Exception {
        var manyTexts = "[" + String.join(",", Collections.nCopies(64, "\"" + "guitar ".repeat(120) + "\"")) + "]";
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = threads.submit(() -> cluster.caller().invokeWithJson(MODELS.getFirst(), manyTexts));
            var killed = await("a call that runs")
                    .until(residency::working, java.util.Optional::isPresent)
                    .orElseThrow();
            cluster.kill(killed);

            var answer = running.get();
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(answer.header("X-Hearth-Gpu")).doesNotStartWith(killed);
        }
        assertAllSucceed(randomCalls());

        assertRedisIsTrueWithin(Leases.LEASE.plus(TWO_HEARTBEATS));
        assertThat(residency.asRedisHasIt()).hasSize(2);
    }

    @Test
    @Order(4)
    void withoutTheRegistryManagementIsRefusedAndInvocationsGoOn() {
        cluster.kill("registry-1");

        var management = cluster.caller().get("/system/functions");
        var invocation = cluster.caller().invoke(MODELS.getFirst(), "guitar");

        assertThat(management.status()).isEqualTo(503);
        assertThat(Long.parseLong(management.header("Retry-After"))).isPositive();
        assertThat(invocation.embedding()).hasSize(384);
    }

    private List<Callable<Answer>> randomCalls() {
        var calls = new ArrayList<Callable<Answer>>();
        for (var i = 0; i < CALLS; i++) {
            var model = MODELS.get(random.nextInt(MODELS.size()));
            var text = "sentence number " + i;
            calls.add(() -> cluster.caller().invoke(model, text));
        }
        return calls;
    }

    private static void assertAllSucceed(List<Callable<Answer>> calls) throws InterruptedException {
        try (var threads = Executors.newFixedThreadPool(CALLERS)) {
            assertThat(threads.invokeAll(calls))
                    .extracting(Future::get)
                    .allSatisfy(answer -> assertThat(answer.status())
                            .as("seed %s, %s", SEED, answer.text())
                            .isEqualTo(200));
        }
    }

    private static void assertRedisIsTrueWithin(Duration time) {
        await("seed " + SEED).atMost(time).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
            assertThat(residency.asRedisHasIt()).isEqualTo(residency.asTheWorkersHaveIt());
            assertThat(residency.indexInRedis()).isEqualTo(residency.indexOfTheWorkers());
        });
    }
}

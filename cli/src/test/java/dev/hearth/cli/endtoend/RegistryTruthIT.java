package dev.hearth.cli.endtoend;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.invocation.InvocationRecord;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.contracts.worker.Leases;
import dev.hearth.contracts.worker.WorkerRecord;
import dev.hearth.embedded.RedisConnection;
import dev.hearth.messaging.InvocationCodec;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What is true after Redis, a worker and the registry were lost, one after the other, under random loads and evictions. Four
 * models fit on each of the two GPUs, and there are ten. Each test leaves less of the cluster; the last leaves all again.
 */
@ExtendWith(DefaultCluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RegistryTruthIT {

    private static final long SEED = Long.getLong("hearth.seed", 20_230_501);
    private static final List<String> MODELS =
            IntStream.range(0, 10).mapToObj(i -> "copy-" + i).toList();
    private static final int CALLERS = 4;

    private final HearthCluster cluster;
    private final Caller caller;
    private final Residency residency;
    private final Set<String> killed = new TreeSet<>();

    RegistryTruthIT(HearthCluster cluster) {
        System.out.println("RegistryTruthIT runs with -Dhearth.seed=" + SEED);
        this.cluster = cluster;
        this.caller = cluster.caller();
        this.residency = new Residency(cluster);
        new ModelCopies(cluster).addAll(MODELS);
    }

    @AfterAll
    void startAgain() {
        killed.forEach(instance -> cluster.restart(instance).requireSuccess());
    }

    @Test
    @Order(1)
    void redisAgreesWithTheWorkersAfterRandomLoadsAndAWipeInTheMiddle() throws Exception {
        var workers = new WorkerLog(cluster);
        var start = workers.end();

        try (var load = new RandomLoad(caller)) {
            load.start(SEED, CALLERS, 15, MODELS);
            load.awaitAnswers(20);
            wipeRedis();
            assertAllSucceeded(load.finish());
        }

        assertRedisAgreesWithTheWorkers();
        assertThat(workers.since(start, WorkerRecord.Evicted.class))
                .as("evictions, without which this shows little; seed %d", SEED)
                .isNotEmpty();
    }

    @Test
    @Order(2)
    void aWipedRedisHealsByTheWorkersNextReports() throws Exception {
        var known = caller.invoke(MODELS.getFirst(), "guitar").requireSuccess();

        wipeRedis();

        assertRedisAgreesWithTheWorkers();
        await("outcomes in the view again")
                .until(() -> caller.get("/v1/invocations/" + known.id()).status() == 200);
    }

    @Test
    @Order(3)
    void aCallOnAKilledWorkerIsAnsweredByTheOtherAndRedisForgetsTheDead() throws Exception {
        var accepted = cluster.log().end(Topics.INVOCATIONS);

        try (var load = new RandomLoad(caller)) {
            load.start(SEED + 1, CALLERS, 15, MODELS);
            load.awaitAnswers(10);
            var longCall = CompletableFuture.supplyAsync(
                    () -> caller.invokeWithJson(MODELS.getFirst(), manyTexts(), "X-Call-Id", "long"));
            var worker = awaitComputing("long", accepted);
            kill(worker);

            var answer = longCall.join().requireSuccess();
            assertThat(answer.header("X-Hearth-Gpu")).doesNotStartWith(worker + "/");
            var found = await("outcome of the long call")
                    .until(() -> caller.get("/v1/invocations/" + answer.id()), view -> view.status() == 200);
            assertThat(found.json().get("attempt").intValue()).isEqualTo(2);
            assertAllSucceeded(load.finish());
        }

        assertThat(cluster.workers()).hasSize(1);
        assertRedisAgreesWithTheWorkers();
    }

    @Test
    @Order(4)
    void withoutTheRegistryManagementIsRefusedAndInvocationsGoOn() throws Exception {
        kill("registry-1");

        for (var path : List.of("/system/functions", "/v1/gpus", "/v1/models")) {
            var refused = caller.get(path);
            assertThat(refused.status()).as(path).isEqualTo(503);
            assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
            assertThat(refused.text()).contains("UNAVAILABLE", "cache-registry");
        }
        var list = cluster.hearth("list");
        assertThat(list.status()).isEqualTo(1);
        assertThat(list.errors())
                .singleElement()
                .asString()
                .startsWith("hearth: ")
                .contains("cache-registry", "503");

        try (var load = new RandomLoad(caller)) {
            load.start(SEED + 2, CALLERS, 5, MODELS);
            assertAllSucceeded(load.finish());
        }
    }

    private void kill(String instance) {
        cluster.kill(instance);
        killed.add(instance);
    }

    private void wipeRedis() throws IOException {
        var address = cluster.file().redis().split(":", 2);
        assertThat(RedisConnection.send(address[0], Integer.parseInt(address[1]), "FLUSHALL"))
                .isEqualTo("+OK");
    }

    private void assertRedisAgreesWithTheWorkers() {
        await("Redis agrees with the workers within two heartbeats")
                .atMost(Leases.HEARTBEAT.multipliedBy(2))
                .pollInterval(50, MILLISECONDS)
                .untilAsserted(() -> {
                    var workers = residency.inWorkers();
                    assertThat(residency.inRedis()).as("seed %d", SEED).isEqualTo(workers);
                    assertThat(residency.indexInRedis()).as("seed %d", SEED).isEqualTo(Residency.index(workers));
                });
    }

    /** The worker that computes the call of this label. */
    private String awaitComputing(String label, LogReader.Position accepted) {
        var id = await("acceptance of " + label)
                .until(
                        () -> cluster.log().since(accepted).stream()
                                .map(InvocationCodec::read)
                                .filter(invocation -> invocation.label().equals(label))
                                .map(InvocationRecord::id)
                                .toList(),
                        found -> !found.isEmpty());
        return await(label + " being computed")
                .atMost(Leases.LEASE.multipliedBy(10))
                .pollInterval(20, MILLISECONDS)
                .until(() -> residency.computing(id.getFirst(), MODELS.getFirst()), Optional::isPresent)
                .orElseThrow();
    }

    /** Enough of them to be computed for seconds. */
    private static String manyTexts() {
        var text = "the river runs under a bridge of stone and nobody hears it ".repeat(8);
        return "[" + String.join(",", Collections.nCopies(64, "\"" + text + "\"")) + "]";
    }

    private static void assertAllSucceeded(List<Answer> answers) {
        assertThat(answers)
                .as("answers, seed %d", SEED)
                .allSatisfy(
                        answer -> assertThat(answer.status()).as(answer.text()).isEqualTo(200));
    }
}

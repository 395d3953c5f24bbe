package dev.hearth.cli.endtoend;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.cli.local.ClusterFile.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Kafka, Redis and the registry killed under a running cluster and started again. Nothing else is restarted: the services
 * wait for it, say so, and go on.
 */
@ExtendWith(TwinCluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutagesIT {

    private static final String FUNCTION = "outlasting";
    private static final Duration RECOVERY = Duration.ofSeconds(60);

    /** What the log's own time limits add up to, and room for a busy machine. */
    private static final Duration LONGEST_REFUSAL = Duration.ofSeconds(20);

    private static final int LONGEST_LOG = 300;

    private final Map<String, Long> linesBefore = new HashMap<>();
    private final HearthCluster cluster;
    private final Caller caller;

    OutagesIT(HearthCluster cluster) {
        this.cluster = cluster;
        this.caller = cluster.caller();
        new ModelCopies(cluster).addAll(List.of(FUNCTION));
    }

    @BeforeEach
    void isWell() throws IOException {
        awaitAnswer();
        for (var service : services()) {
            linesBefore.put(service.instance(), lines(service));
        }
    }

    @AfterEach
    void nobodyFloodedItsLog() throws IOException {
        for (var service : services()) {
            assertThat(lines(service) - linesBefore.getOrDefault(service.instance(), 0L))
                    .as("lines that %s logged", service.instance())
                    .isLessThan(LONGEST_LOG);
        }
    }

    @Test
    void withoutTheBrokerCallsAreRefusedAndWhatWasAcceptedIsAnsweredOnceItIsBack() {
        try (var calls = new LongCalls(cluster)) {
            // Answers of eight texts travel in their results; a larger one that came before the outage could not be
            // fetched in it.
            var accepted = calls.send(FUNCTION, 8, 8);
            calls.awaitComputing(FUNCTION, calls.awaitAccepted(FUNCTION, 8));
            var outage = cluster.outage("broker");

            for (var i = 0; i < 2; i++) {
                var before = Instant.now();
                var refused = caller.invoke(FUNCTION, "guitar");
                assertThat(refused.status()).as(refused.text()).isEqualTo(503);
                assertThat(refused.text()).containsAnyOf("UNAVAILABLE: ", "ACCEPTANCE_UNKNOWN: ");
                assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
                assertThat(Duration.between(before, Instant.now())).isLessThan(LONGEST_REFUSAL);
            }
            awaitUnready("gateway-1", "hearth.results");
            awaitUnready("scheduler-1", "hearth.workers");
            awaitUnready("worker-1", "heartbeat");
            awaitUnready("registry-1", "Kafka");

            outage.end();
            awaitAnswer();
            assertThat(accepted)
                    .extracting(CompletableFuture::join)
                    .allSatisfy(answer ->
                            assertThat(answer.status()).as(answer.text()).isEqualTo(200));
        }
        awaitAllReady();
        assertThat(caller.get("/system/functions").status()).isEqualTo(200);
    }

    @Test
    void withoutRedisCallsWaitAndAreAnsweredOnceItIsBack() {
        var outage = cluster.outage("redis");
        awaitUnready("scheduler-1", "redis");
        awaitUnready("registry-1", "redis");

        try (var calls = new LongCalls(cluster)) {
            var waiting = calls.send(FUNCTION, 4, 1);
            calls.awaitAccepted(FUNCTION, 4);
            var refused = caller.get("/v1/gpus");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
            assertThat(refused.text()).contains("UNAVAILABLE", "Redis");
            assertThat(caller.get("/system/function/" + FUNCTION).status()).isEqualTo(200);
            var impatient = caller.invoke(FUNCTION, "guitar", "X-Timeout", "1s");
            assertThat(impatient.status()).isIn(200, 503, 504);

            outage.end();
            assertThat(waiting)
                    .extracting(CompletableFuture::join)
                    .allSatisfy(answer ->
                            assertThat(answer.status()).as(answer.text()).isEqualTo(200));
        }
        awaitAllReady();
        await("the GPU in Redis again")
                .atMost(RECOVERY)
                .untilAsserted(() -> assertThat(caller.get("/v1/gpus").json()).hasSize(1));
    }

    @Test
    void withoutTheRegistryManagementIsRefusedAndInvocationsGoOn() {
        cluster.kill("registry-1");

        for (var path : List.of("/system/functions", "/v1/gpus", "/v1/models", "/system/logs?name=" + FUNCTION)) {
            var refused = caller.get(path);
            assertThat(refused.status()).as(path).isEqualTo(503);
            assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
            assertThat(refused.text()).contains("UNAVAILABLE", "cache-registry");
        }
        var goingOn = caller.invoke(FUNCTION, "guitar").requireSuccess();

        cluster.restart("registry-1").requireSuccess();
        // Its log begins anew.
        linesBefore.put("registry-1", 0L);
        await("management")
                .atMost(RECOVERY)
                .until(() -> caller.get("/system/function/" + FUNCTION).status() == 200);
        await("the outcome of a call without a registry")
                .atMost(RECOVERY)
                .until(() -> caller.get("/v1/invocations/" + goingOn.id()).status() == 200);
        var deployed = caller.manage(
                "PUT", "/system/functions", "{\"service\":\"%1$s\",\"image\":\"model://%1$s:1\"}".formatted(FUNCTION));
        assertThat(deployed.status()).as(deployed.text()).isEqualTo(202);
    }

    private void awaitAnswer() {
        await("an answer")
                .atMost(RECOVERY)
                .until(() -> caller.invoke(FUNCTION, "guitar").status() == 200);
    }

    private void awaitUnready(String instance, String reason) {
        await(instance + " to say why it is not ready")
                .atMost(RECOVERY)
                .pollInterval(200, MILLISECONDS)
                .untilAsserted(() -> {
                    var readiness = readiness(instance);
                    assertThat(readiness.status()).isEqualTo(503);
                    assertThat(readiness.text()).contains(reason);
                });
        assertThat(health(instance, "liveness").status()).isEqualTo(200);
    }

    private void awaitAllReady() {
        for (var service : services()) {
            await(service.instance() + " to be ready").atMost(RECOVERY).untilAsserted(() -> {
                var readiness = readiness(service.instance());
                assertThat(readiness.status()).as(readiness.text()).isEqualTo(200);
            });
        }
    }

    private Answer readiness(String instance) {
        return health(instance, "readiness");
    }

    private Answer health(String instance, String group) {
        return caller.get(
                "http://127.0.0.1:" + cluster.service(instance).managementPort() + "/actuator/health/" + group);
    }

    private List<Service> services() {
        return cluster.file().services().stream()
                .filter(service -> service.managementPort() != null)
                .toList();
    }

    private static long lines(Service service) throws IOException {
        try (var lines = Files.lines(Path.of(service.log()))) {
            return lines.count();
        }
    }
}

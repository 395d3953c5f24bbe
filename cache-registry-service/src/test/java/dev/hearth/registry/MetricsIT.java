package dev.hearth.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.function.FunctionRecord;
import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.invocation.Payload;
import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.contracts.invocation.Timing;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.registry.RegistryKeys;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.messaging.ResultCodec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.kafka.core.KafkaTemplate;

/** Each of the registry's metrics changes under its cause, in the very text that Prometheus reads. */
class MetricsIT {

    private static final RunningRegistry REGISTRY = RunningRegistry.get();
    private static final Duration SOON = Duration.ofSeconds(20);

    @BeforeAll
    static void isReady() {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> REGISTRY.get("/actuator/health/readiness").status() == 200);
    }

    @Test
    void countsOutcomesByStateEachOnce() {
        for (var state : List.of(InvocationState.SUCCEEDED, InvocationState.FAILED, InvocationState.EXPIRED)) {
            var series = "hearth_outcomes_total{state=\"" + state.wireName() + "\"}";
            var before = value(series);
            var ended = ended(state);

            append(ended);
            append(ended);
            append(ended(InvocationState.CANCELLED));

            await(series).atMost(SOON).until(() -> value(series) == before + 1);
        }
        assertThat(value("hearth_outcomes_total{state=\"cancelled\"}")).isGreaterThanOrEqualTo(3);
    }

    @Test
    void countsTheFunctionsThereAre() {
        var before = value("hearth_functions");

        kafka().send(Topics.FUNCTIONS, "measured.openfaas-fn", WireJson.mapper().writeValueAsBytes(function()))
                .join();
        await("hearth_functions").atMost(SOON).until(() -> value("hearth_functions") == before + 1);

        kafka().send(Topics.FUNCTIONS, "measured.openfaas-fn", null).join();
        await("hearth_functions").atMost(SOON).until(() -> value("hearth_functions") == before);
    }

    @Test
    void showsAGpuInRedisThatNoWorkerReports() {
        await("hearth_registry_drift").atMost(SOON).until(() -> value("hearth_registry_drift") == 0);
        var redis = REGISTRY.bean(StringRedisTemplate.class);
        redis.opsForHash()
                .putAll(RegistryKeys.gpu("nobody", 0), Map.of("epoch", "3", "sequence", "1", "capacity", "100"));
        redis.opsForSet().add(RegistryKeys.GPUS, "nobody/0");

        await("hearth_registry_drift").atMost(SOON).until(() -> value("hearth_registry_drift") == 1);
        // Its lease ends; then the entry goes.
        await("hearth_registry_drift").atMost(SOON).until(() -> value("hearth_registry_drift") == 0);
    }

    private static double value(String series) {
        return REGISTRY.get("/actuator/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no series " + series));
    }

    private static void append(ResultRecord record) {
        kafka().send(ResultCodec.write(record, "test", 1, System.currentTimeMillis()))
                .join();
    }

    @SuppressWarnings("unchecked")
    private static KafkaTemplate<String, byte[]> kafka() {
        return REGISTRY.bean(KafkaTemplate.class);
    }

    private static FunctionRecord function() {
        return new FunctionRecord(
                FunctionRecord.RECORD_VERSION,
                "measured",
                FunctionRecord.DEFAULT_NAMESPACE,
                1,
                new ModelReference("tiny", 1),
                "digest",
                1,
                "ocr",
                30_000,
                1,
                Map.of(),
                Map.of(),
                Map.of(),
                List.of(),
                null,
                0);
    }

    private static ResultRecord.Ended ended(InvocationState state) {
        var id = UUID.randomUUID().toString();
        var now = System.currentTimeMillis();
        return new ResultRecord.Ended(
                id,
                id,
                "measured",
                "openfaas-fn",
                1,
                new ModelReference("tiny", 1),
                1,
                state,
                "worker-1",
                1,
                null,
                null,
                Timing.NONE,
                now,
                now,
                now,
                null,
                null,
                Payload.empty());
    }
}

package dev.hearth.registry.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.invocation.CacheOutcome;
import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.invocation.Payload;
import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.contracts.invocation.Timing;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.registry.RegistryKeys;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.messaging.ResultCodec;
import dev.hearth.registry.RunningRegistry;
import dev.hearth.testing.Backends;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.kafka.core.KafkaTemplate;

class RecorderIT {

    private static final RunningRegistry REGISTRY = RunningRegistry.get();
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int PARTITION = 1;

    private final String id = UUID.randomUUID().toString();
    private final StringRedisTemplate redis = REGISTRY.bean(StringRedisTemplate.class);

    @BeforeAll
    static void aFunctionAndAReadyRegistry() throws IOException {
        var directory = Files.createDirectories(REGISTRY.models().resolve("tiny/1"));
        Files.writeString(
                directory.resolve("model.yaml"),
                "{\"name\": \"tiny\", \"version\": 1, \"task\": \"ocr\", \"bytes\": 1, \"graphs\": [], \"files\": {}}");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> REGISTRY.get("/actuator/health/readiness").status() == 200);
        REGISTRY.call("POST", "/system/functions", "{\"service\":\"recorded\",\"image\":\"model://tiny:1\"}");
    }

    @Test
    void anOutcomeCanBeAskedForWithItsBody() {
        append(succeeded(1).withBody(new Payload.Inline("[0.1]".getBytes(StandardCharsets.UTF_8))));

        var answer = awaitOutcome();

        assertThat(answer.get("state").asString()).isEqualTo("succeeded");
        assertThat(answer.get("label").asString()).isEqualTo("my-call");
        assertThat(answer.get("function").asString()).isEqualTo("recorded");
        assertThat(answer.get("model").asString()).isEqualTo("tiny");
        assertThat(answer.get("version").asInt()).isEqualTo(1);
        assertThat(answer.get("cache").asString()).isEqualTo("false-miss");
        assertThat(answer.get("gpu").asString()).isEqualTo("worker-1/0");
        assertThat(answer.get("timing").get("loadMs").asDouble()).isEqualTo(2);
        assertThat(Instant.parse(answer.get("finished").asString()))
                .isAfter(Instant.now().minusSeconds(60));
        assertThat(answer.get("links").get("result").asString()).isEqualTo("/v1/invocations/" + id + "/result");
        var result = REGISTRY.get("/v1/invocations/" + id + "/result");
        assertThat(result.body()).isEqualTo("[0.1]");
        assertThat(result.contentType()).isEqualTo("application/json");
        assertThat(redis.getExpire(RegistryKeys.invocation(id))).isBetween(1L, Topics.RESULT_TTL.toSeconds());
    }

    @Test
    void anOutcomeSaysWhichTraceItIsIn() {
        append(succeeded(1).traced("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", null));

        var answer = awaitOutcome();

        assertThat(answer.get("traceId").asString()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(REGISTRY.get("/system/logs?name=recorded")
                                .body()
                                .lines())
                        .filteredOn(line -> line.contains(id))
                        .singleElement()
                        .asString()
                        .contains(" trace=0af7651916cd43dd8448eb211c80319c"));
    }

    @Test
    void aBodyByReferenceIsReadFromItsTopic() {
        var large = "x".repeat(100_000);
        var sent = kafka().send(Topics.OUTPUTS, large.getBytes(StandardCharsets.UTF_8))
                .join()
                .getRecordMetadata();
        append(succeeded(1)
                .withBody(new Payload.Reference(Topics.OUTPUTS, sent.partition(), sent.offset(), large.length())));
        awaitOutcome();

        assertThat(REGISTRY.get("/v1/invocations/" + id + "/result").body()).isEqualTo(large);
    }

    @Test
    void aWorkersRecordIsVoidOnceItsWorkWasGivenToAnother() {
        append(new ResultRecord.Attempt(id, 2));
        append(ended(1, InvocationState.FAILED, new ResultRecord.Failure(ErrorCode.INFERENCE_FAILED, "late")));
        append(succeeded(2));

        var answer = awaitOutcome();

        assertThat(answer.get("state").asString()).isEqualTo("succeeded");
        assertThat(answer.get("attempt").asInt()).isEqualTo(2);
    }

    @Test
    void theFirstValidRecordIsTheOutcome() {
        append(succeeded(1));
        append(ended(0, InvocationState.EXPIRED, new ResultRecord.Failure(ErrorCode.DEADLINE_EXCEEDED, "too late")));
        append(new ResultRecord.Attempt(id, 2));
        var behind = UUID.randomUUID().toString();
        append(new ResultRecord.Attempt(behind, 2));
        await().atMost(SOON).until(() -> redis.hasKey(RegistryKeys.invocation(behind)));

        assertThat(awaitOutcome().get("state").asString()).isEqualTo("succeeded");
    }

    @Test
    void anErrorIsToldWithItsOwnStatus() {
        append(ended(1, InvocationState.FAILED, new ResultRecord.Failure(ErrorCode.BAD_INPUT, "not a tensor")));

        assertThat(awaitOutcome().get("error").get("code").asString()).isEqualTo("BAD_INPUT");
        var result = REGISTRY.get("/v1/invocations/" + id + "/result");
        assertThat(result.status()).isEqualTo(400);
        assertThat(result.contentType()).startsWith("application/problem+json");
        assertThat(result.body()).contains("not a tensor");
    }

    @Test
    void recordsThatComeAgainInAnyOrderChangeNothing() {
        Backends.freshRedis();
        var store = new OutcomeStore(
                redis, REGISTRY.bean(ReactiveStringRedisTemplate.class), new OutcomeMetrics(new SimpleMeterRegistry()));
        var now = System.currentTimeMillis();
        var expired = ended(0, InvocationState.EXPIRED, null);

        assertThat(store.record(PARTITION, 50, now, expired).block()).isTrue();
        assertThat(store.record(PARTITION, 50, now, expired).block()).isFalse();
        assertThat(store.record(PARTITION, 40, now, succeeded(1)).block()).isFalse();
        assertThat(store.find(id))
                .hasValueSatisfying(outcome -> assertThat(outcome.state()).isEqualTo(InvocationState.SUCCEEDED));
        assertThat(store.record(PARTITION, 50, now, expired).block()).isFalse();
        assertThat(store.find(id).orElseThrow().state()).isEqualTo(InvocationState.SUCCEEDED);

        // The attempt lay before the record that was taken for the outcome: that one was void.
        store.record(PARTITION, 30, now, new ResultRecord.Attempt(id, 2)).block();
        assertThat(store.find(id)).isEmpty();
        assertThat(store.record(PARTITION, 40, now, succeeded(1)).block()).isFalse();
        assertThat(store.record(PARTITION, 50, now, expired).block()).isTrue();
        assertThat(store.find(id).orElseThrow().state()).isEqualTo(InvocationState.EXPIRED);
    }

    @Test
    void theViewIsMadeAnewAfterAWipeAndEachLineOnce() {
        append(succeeded(1));
        awaitOutcome();

        Backends.freshRedis();

        assertThat(REGISTRY.get("/v1/invocations/" + UUID.randomUUID()).status())
                .isIn(404, 503);
        assertThat(awaitOutcome().get("state").asString()).isEqualTo("succeeded");
        await().atMost(SOON)
                .until(() ->
                        REGISTRY.get("/v1/invocations/" + UUID.randomUUID()).status() == 404);
        assertThat(REGISTRY.get("/system/logs?name=recorded").body().split(id, -1))
                .hasSize(2);
        append(new ResultRecord.Attempt("after-" + id, 2));
        await().atMost(SOON).until(() -> redis.hasKey(RegistryKeys.invocation("after-" + id)));
    }

    @Test
    void logsAreOneJsonObjectALine() {
        append(succeeded(1));
        awaitOutcome();

        var logs = REGISTRY.get(
                "/system/logs?name=recorded&tail=1&since=" + Instant.now().minusSeconds(600));

        assertThat(logs.contentType()).isEqualTo("application/x-ndjson");
        assertThat(logs.body().lines()).hasSize(1);
        var entry = WireJson.mapper().readTree(logs.body());
        assertThat(entry.get("name").asString()).isEqualTo("recorded");
        assertThat(entry.get("instance").asString()).isEqualTo("worker-1/0");
        assertThat(entry.get("text").asString())
                .startsWith("succeeded invocation=" + id)
                .contains("loadMs=2.0");
        assertThat(REGISTRY.get("/system/logs?name=recorded&since=2999-01-01T00:00:00Z")
                        .body())
                .isEmpty();
        assertThat(REGISTRY.get("/system/logs?name=recorded&since=yesterday").status())
                .isEqualTo(400);
    }

    @Test
    void anUndecodableRecordIsBuriedAndTheRestGoesOn() {
        kafka().send(Topics.RESULTS, PARTITION, id, "no event".getBytes(StandardCharsets.UTF_8))
                .join();
        append(succeeded(1));

        awaitOutcome();

        assertThat(dead()).anySatisfy(record -> {
            assertThat(record.key()).isEqualTo(id);
            assertThat(new String(record.headers().lastHeader("hearth-origin").value(), StandardCharsets.UTF_8))
                    .startsWith("hearth.results-1@");
        });
    }

    private static List<ConsumerRecord<String, byte[]>> dead() {
        var partition = new org.apache.kafka.common.TopicPartition(Topics.DEAD, 0);
        @SuppressWarnings("unchecked")
        org.springframework.kafka.core.ConsumerFactory<String, byte[]> consumers =
                REGISTRY.bean(org.springframework.kafka.core.ConsumerFactory.class);
        try (var consumer = consumers.createConsumer(null, null)) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            return consumer.poll(Duration.ofSeconds(10)).records(partition);
        }
    }

    private tools.jackson.databind.JsonNode awaitOutcome() {
        await().atMost(SOON).until(() -> REGISTRY.get("/v1/invocations/" + id).status() == 200);
        return REGISTRY.get("/v1/invocations/" + id).json();
    }

    private void append(ResultRecord record) {
        kafka().send(ResultCodec.write(record, "test", PARTITION, System.currentTimeMillis()))
                .join();
    }

    @SuppressWarnings("unchecked")
    private static KafkaTemplate<String, byte[]> kafka() {
        return REGISTRY.bean(KafkaTemplate.class);
    }

    private ResultRecord.Ended succeeded(int attempt) {
        return ended(attempt, InvocationState.SUCCEEDED, null);
    }

    private ResultRecord.Ended ended(int attempt, InvocationState state, ResultRecord.@Nullable Failure failure) {
        var now = System.currentTimeMillis();
        return new ResultRecord.Ended(
                id,
                "my-call",
                "recorded",
                "openfaas-fn",
                3,
                new ModelReference("tiny", 1),
                attempt,
                state,
                "worker-1",
                99,
                "worker-1/0",
                CacheOutcome.FALSE_MISS,
                new Timing(1, 2, 3, 4, 10),
                now - 10,
                now - 5,
                now,
                failure,
                "application/json",
                Payload.empty());
    }
}
